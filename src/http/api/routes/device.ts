import { z } from "zod";
import type { Device } from "../../../devices/ports.ts";
import { isSupervised } from "../../../devices/rename-device.ts";
import type { DeviceState } from "../../../evidence/device-state.ts";
import { toldModelName } from "../../../evidence/model-name.ts";
import { membersOf } from "../../../incidents/members-of.ts";
import type { IssuedCertificate } from "../../../pki/ports.ts";
import { limitFact } from "../../../tenant/limit-fact.ts";
import { codeTexts, printable } from "../../../texts/texts.ts";
import type { ApiStores } from "../api-stores.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, iso, language } from "../shapes.ts";
import { informationShape, toldInformation } from "./device-information.ts";
import { deviceState, ownership, shown, titleOf } from "./device-shapes.ts";

const text = z.string().nullable();

const certificateShape = z.object({
	serial: z.string(),
	notBefore: instant,
	notAfter: instant,
	issuedAt: instant,
	revokedAt: instant.nullable(),
	revokedReason: text,
	/** The one that the device signs with. */
	current: z.boolean(),
});

const deviceShape = z.object({
	id: z.string(),
	title: z.string(),
	/** What the device calls itself, and what it is called here. */
	name: text,
	label: text,
	serial: text,
	udid: z.string(),
	imei: text,
	product: text,
	/** As it says itself, else the name of its product; the product itself where that is not known. */
	model: text,
	osVersion: text,
	buildVersion: text,
	state: deviceState,
	ownership,
	supervised: z.boolean(),
	enrolledAt: instant,
	lastSeenAt: instant.nullable(),
	user: z.object({ id: z.string(), upn: z.string(), displayName: z.string(), enabled: z.boolean() }).nullable(),
	push: z.object({
		/** `other-topic`: its profile listens to the topic of another certificate. */
		state: z.enum(["reachable", "no-token", "dead", "other-topic", "no-certificate", "ended"]),
		lastPushAt: instant.nullable(),
		deadAt: instant.nullable(),
		topic: z.string(),
	}),
	certificates: z.array(certificateShape),
	/** Of its user: null where it has none. `counts`: whether this device is one of those counted. */
	limit: z.object({ counts: z.boolean(), applies: z.boolean(), limit: z.number(), counted: z.number(), policy: z.string() }).nullable(),
	information: informationShape,
	blocked: z.object({ reason: z.string(), since: instant }).nullable(),
	/** The newest try of it. */
	reference: text,
	incidents: z.array(z.object({ id: z.string(), code: z.string(), title: z.string(), open: z.boolean(), lastAt: instant })),
	/** What it would obey, as it stands. `rename`: whether the device takes the name itself, or only its record. */
	can: z.object({
		...{ sync: z.boolean(), lock: z.boolean(), retire: z.boolean(), wipe: z.boolean(), clearPasscode: z.boolean() },
		rename: z.enum(["device", "record"]).nullable(),
	}),
});

const mostIncidents = 10;

export const deviceRoute = [
	route({
		method: "GET",
		path: "/devices/:id",
		id: "getDevice",
		summary: "One device: whose it is, its certificates, whether it can be called and counts, what it told of itself.",
		access: "devices.read",
		params: byId,
		query: z.strictObject({ lang: language }),
		answer: deviceShape,
		async run({ params, query }, { services, language: own }) {
			const { read } = services.work;
			const device = await read.devices.byId(params.id);
			if (device === undefined) return refuse("not-found");
			const { id, serial, userId, state } = device;
			const user = userId === null ? undefined : await read.users.byId(userId);
			const certificates = await read.certificates.ofDevice(id);
			const limit = user === undefined ? null : await limitFact(read, user.id, services.clock.now());
			const blocked = serial === null ? undefined : await read.blockedDevices.bySerial(serial);
			const latest = await read.attempts.latestOfDevice(id);
			const attempt = latest ?? (device.attemptId === null ? undefined : await read.attempts.byId(device.attemptId));
			const members = membersOf({ userId: null, upn: null, device: { ...device } }).map(({ kind, key }) => ({ kind, key }));
			const incidents = await read.incidents.ofMembers(members, mostIncidents);
			const lang = query.lang ?? own;
			const told = toldInformation(device.information);
			const body: z.input<typeof deviceShape> = {
				...{ id, title: titleOf(device), name: shown(device.name), label: shown(device.label), serial: shown(serial) },
				...{
					udid: printable(device.udid),
					imei: shown(device.imei),
					product: shown(device.product),
					model: shown(toldModelName(told.device?.modelName ?? null, device.product)),
				},
				...{ osVersion: shown(device.osVersion), buildVersion: shown(device.buildVersion), state, ownership: device.ownership },
				...{ supervised: isSupervised(device), enrolledAt: iso(device.enrolledAt), lastSeenAt: iso(device.lastSeenAt) },
				user: user === undefined ? null : { id: user.id, upn: user.upn, displayName: printable(user.displayName), enabled: user.enabled },
				push: await pushOf(read, device),
				certificates: certificates.map((one) => toldCertificate(one, device)),
				limit:
					limit === null
						? null
						: {
								counts: limit.counted.some((one) => one.id === id),
								...{ applies: limit.applies, limit: limit.limit, counted: limit.counted.length, policy: limit.policy },
							},
				information: told,
				blocked: blocked === undefined ? null : { reason: blocked.reason, since: iso(blocked.at) },
				reference: attempt?.reference ?? null,
				incidents: incidents.map(({ incident, member }) => ({
					...{ id: incident.id, code: incident.code, title: codeTexts(incident.code, lang)?.title ?? incident.code },
					...{ open: incident.closedAt === null, lastAt: iso(member.lastAt) },
				})),
				can: obeys(device),
			};
			return { body };
		},
	}),
] as const;

async function pushOf({ pushCertificates }: ApiStores, device: Device) {
	const { topic, pushToken, pushDeadAt, lastPushAt } = device;
	const current = await pushCertificates.current();
	const told = { topic, lastPushAt: iso(lastPushAt), deadAt: iso(pushDeadAt) };
	if (!live(device.state)) return { ...told, state: "ended" as const };
	if (pushToken === null) return { ...told, state: "no-token" as const };
	if (current === undefined) return { ...told, state: "no-certificate" as const };
	if (current.topic !== topic) return { ...told, state: "other-topic" as const };
	return { ...told, state: pushDeadAt === null ? ("reachable" as const) : ("dead" as const) };
}

const live = (state: DeviceState) => state === "pending" || state === "managed" || state === "retire-pending" || state === "wipe-pending";

function toldCertificate(one: IssuedCertificate, { fingerprint, state }: Device): z.input<typeof certificateShape> {
	const { serial, notBefore, notAfter, issuedAt, revokedAt, revokedReason } = one;
	return {
		...{ serial, notBefore: iso(notBefore), notAfter: iso(notAfter), issuedAt: iso(issuedAt), revokedAt: iso(revokedAt), revokedReason },
		current: one.fingerprint === fingerprint && live(state),
	};
}

/** As devices/actions.ts decides it. */
function obeys(device: Device): z.input<typeof deviceShape>["can"] {
	const { state, unlockToken } = device;
	const managed = state === "managed";
	return {
		...{ sync: managed, lock: managed, clearPasscode: managed && unlockToken !== null },
		retire: managed || state === "pending",
		wipe: managed || state === "retire-pending",
		rename: managed ? (isSupervised(device) ? "device" : "record") : null,
	};
}
