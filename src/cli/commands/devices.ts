import type { Device, Command as QueuedCommand } from "../../devices/ports.ts";
import type { Json } from "../../evidence/attempt.ts";
import { deviceName } from "../../evidence/device-name.ts";
import { endedStates, liveStates } from "../../evidence/device-state.ts";
import { modelWithType } from "../../evidence/model-name.ts";
import { localTime, printable, textsFor } from "../../texts/texts.ts";
import { type Context, command } from "../command.ts";
import { findDevice } from "../find-device.ts";
import { relativeTime } from "../relative-time.ts";
import { done, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textFields, textTable } from "../text-table.ts";

export const deviceCommands = [
	command({
		name: "devices",
		aliases: ["devices list"],
		store: "read",
		options: {
			search: { kind: "text", value: "TEXT", help: "devices-search" },
			state: {
				kind: "text",
				value: "STATE",
				choices: [...liveStates, ...endedStates],
				help: "devices-state",
			},
			limit: { kind: "number", value: "NUMBER", help: "limit" },
		},
		run: list,
	}),
	command({ name: "devices show", store: "read", arguments: { device: { kind: "text", value: "DEVICE" } }, run: show }),
] as const;

async function list(
	{ search, state, limit = 50 }: { search: string | undefined; state: Device["state"] | undefined; limit: number | undefined },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const { read } = domain.store;
	const filter = { ...(search === undefined ? {} : { search }), ...(state === undefined ? {} : { state }), limit };
	const found = await read.devices.list(filter);
	const names = new Map<string, string>();
	for (const id of new Set(found.map((one) => one.userId))) {
		if (id !== null) names.set(id, (await read.users.byId(id))?.upn ?? "");
	}
	const upnOf = (device: Device) => (device.userId === null ? null : (names.get(device.userId) ?? null));
	const data = found.map((one) => brief(one, upnOf(one)));
	if (found.length === 0)
		return done(data, texts.said[search === undefined && state === undefined ? "devices-none" : "devices-none-found"]);
	const { columns } = texts;
	const now = domain.clock.now();
	const table = textTable(
		[
			{ title: columns.device, cut: true },
			{ title: columns.serial },
			{ title: columns.user, cut: true },
			{ title: columns.os },
			{ title: columns.state },
			{ title: columns.seen },
		],
		found.map((one) => [
			printable(deviceName(one)),
			printable(one.serial ?? "-"),
			printable(upnOf(one) ?? "-"),
			printable(one.osVersion ?? "-"),
			stateWord(one.state, language),
			one.lastSeenAt === null ? texts.said.never : relativeTime(one.lastSeenAt, now, language),
		]),
		context,
	);
	const more = found.length === limit ? say(texts.said["more-with-limit"], { limit }, language) : "";
	return done(data, table + (more === "" ? "" : `${more}\n`), context.json && more !== "" ? [more] : []);
}

export function stateWord(state: Device["state"], language: Context["language"]): string {
	return textsFor(language).words.state[state] ?? state;
}

/** No secret of the device is among them. */
function brief(device: Device, upn: string | null) {
	const { id, name, serial, udid, product, osVersion, buildVersion, state, ownership, enrolledAt, lastSeenAt } = device;
	return {
		id,
		name,
		serial,
		udid,
		product,
		osVersion,
		buildVersion,
		upn,
		state,
		ownership,
		enrolledAt: iso(enrolledAt),
		lastSeenAt: iso(lastSeenAt),
	};
}

async function show({ device: typed }: { readonly device: string }, context: Context): Promise<Reply> {
	const found = await findDevice(typed, context);
	if (!found.ok) return found.reply;
	const { device } = found;
	const { domain, texts, language, paint } = context;
	const { read } = domain.store;
	const user = device.userId === null ? undefined : await read.users.byId(device.userId);
	const attempt =
		(await read.attempts.latestOfDevice(device.id)) ?? (device.attemptId === null ? undefined : await read.attempts.byId(device.attemptId));
	const identity = (await read.certificates.ofDevice(device.id)).find((one) => one.fingerprint === device.fingerprint);
	const commands = await read.commands.ofDevice(device.id, 200);
	const newest = commands.toSorted((a, b) => b.sequence - a.sequence).slice(0, 10);
	const blocked = device.serial === null ? undefined : await read.blockedDevices.bySerial(device.serial);
	const information = Object.fromEntries(Object.entries(device.information).map(([type, json]) => [type, JSON.parse(json)]));
	const data = {
		...brief(device, user?.upn ?? null),
		imei: device.imei,
		topic: device.topic,
		reference: attempt?.reference ?? null,
		identityEndsAt: iso(identity?.notAfter ?? null),
		lastPushAt: iso(device.lastPushAt),
		pushDeadAt: iso(device.pushDeadAt),
		blocked: blocked === undefined ? null : { reason: blocked.reason, since: iso(blocked.at) },
		information,
		commands: newest.map(({ uuid, requestType, state, queuedAt, finishedAt }) => ({
			uuid,
			requestType,
			state,
			queuedAt: iso(queuedAt),
			finishedAt: iso(finishedAt),
		})),
	};
	const { fields } = texts;
	const at = (moment: number | null) => (moment === null ? "" : localTime(moment, language));
	const sections = [
		`${paint("strong", printable(deviceName(device)))}\n`,
		textFields(
			[
				[fields.state, stateWord(device.state, language)],
				[fields.user, user === undefined ? "" : `${printable(user.displayName)} <${user.upn}>`],
				[fields.product, printable(modelWithType(toldModel(information), device.product) ?? "")],
				[
					fields.os,
					printable(
						[device.osVersion, device.buildVersion === null ? null : `(${device.buildVersion})`].filter((part) => part !== null).join(" "),
					),
				],
				[fields.serial, printable(device.serial ?? "")],
				["UDID", printable(device.udid)],
				["ID", device.id],
				[fields.ownership, texts.words.ownership[device.ownership]],
				[fields.enrolled, at(device.enrolledAt)],
				[fields.seen, device.lastSeenAt === null ? texts.said.never : at(device.lastSeenAt)],
				[fields.pushed, at(device.lastPushAt)],
				[fields.pushDead, at(device.pushDeadAt)],
				[fields.identityEnds, at(identity?.notAfter ?? null)],
				[fields.blocked, blocked === undefined ? "" : `${printable(blocked.reason)} (${at(blocked.at)})`],
				[fields.reference, attempt === undefined ? "" : `${attempt.reference}  genkan explain ${attempt.reference}`],
				...toldBy(information, context),
			],
			paint,
		),
	];
	if (newest.length > 0) sections.push(commandTable(newest, context));
	return done(data, sections.join("\n"));
}

type Answers = Readonly<Record<string, Readonly<Record<string, Json>> | undefined>>;

function toldModel(information: Answers): string | null {
	const told = information["DeviceInformation"]?.["modelName"];
	return typeof told === "string" ? told : null;
}

/** What the device told of itself, as far as it helps whoever is asked for help. */
function toldBy(information: Answers, { texts, language }: Context): readonly (readonly [string, string])[] {
	const { fields, said } = texts;
	const device = information["DeviceInformation"] ?? {};
	const security = information["SecurityInfo"] ?? {};
	const yesNo = (value: Json | undefined) => (typeof value === "boolean" ? textsFor(language)[value ? "yes" : "no"] : "");
	const gigabytes = (value: Json | undefined) => (typeof value === "number" ? value.toFixed(1) : null);
	const [free, all] = [gigabytes(device["availableDeviceCapacity"]), gigabytes(device["deviceCapacity"])];
	const battery = device["batteryLevel"];
	const count = (value: Json | undefined) => (Array.isArray(value) ? String(value.length) : "");
	return [
		[fields.battery, typeof battery === "number" ? `${Math.round(battery * 100)}%` : ""],
		[fields.storage, free === null || all === null ? "" : say(said["storage-free"], { free, all }, language)],
		[fields.supervised, yesNo(device["isSupervised"])],
		[fields.activationLock, yesNo(device["isActivationLockEnabled"])],
		[fields.passcode, yesNo(security["passcodePresent"])],
		[fields.profiles, count(information["ProfileList"]?.["profiles"])],
		[fields.applications, count(information["InstalledApplicationList"]?.["applications"])],
	];
}

function commandTable(commands: readonly QueuedCommand[], context: Context): string {
	const { texts, domain, language } = context;
	const now = domain.clock.now();
	return textTable(
		[{ title: texts.columns.command }, { title: texts.columns.state }, { title: texts.columns.queued }, { title: texts.columns.answered }],
		commands.map(({ requestType, state, queuedAt, finishedAt }) => [
			requestType,
			texts.words.commandState[state],
			relativeTime(queuedAt, now, language),
			finishedAt === null ? "-" : relativeTime(finishedAt, now, language),
		]),
		context,
	);
}
