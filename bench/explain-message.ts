import { randomInt } from "node:crypto";
import type { Device } from "../src/devices/ports.ts";
import { explainReport } from "../src/diagnosis/explain-report.ts";
import { matchMessage } from "../src/diagnosis/match-message.ts";
import type { Domain } from "../src/domain.ts";
import { newId } from "../src/enrollment/record.ts";
import { newReference } from "../src/enrollment/reference.ts";
import type { Attempt } from "../src/evidence/attempt.ts";
import { judgeReport } from "../src/health/judge-report.ts";
import { openPlace } from "./place.ts";
import { type Bench, median, type Row } from "./report.ts";

/** The same question among a thousand people and among a hundred thousand: what is read must not grow with them. */
const sizes = [1_000, 100_000] as const;
const triesEach = 10;
const atOnce = 256;
const runs = 5;
const questions = 200;
const messages = [
	"conection to the server could not be establised",
	"サーバーへの接続を確立できませんでした",
	"Company Portal Temporarily Unavailable",
	"MDMエラー12012",
] as const;

/** A message that somebody reports, explained for one user and their device: matched, judged, put into words. */
export const explainMessage: Bench = {
	name: "explain-message",
	async run(say) {
		await using place = await openPlace();
		const { domain, topic } = place;
		let stored = 0;
		const measured: number[][] = [];
		for (const size of sizes) {
			const started = performance.now();
			for (; stored < size; stored += atOnce) await storePeople(domain, topic, stored, Math.min(atOnce, size - stored));
			stored = size;
			say(`${size * triesEach} tries of ${size} users after ${((performance.now() - started) / 1000).toFixed(0)} s`);
			// The first run warms the caches.
			await explainSome(domain, size);
			const values: number[] = [];
			for (let run = 0; run < runs; run++) values.push(await explainSome(domain, size));
			measured.push(values);
		}
		return measured.map((values, at): Row => {
			const size = sizes[at] ?? 0;
			const what = `a message explained, ${size.toLocaleString("en")} users, ${(size * triesEach).toLocaleString("en")} tries`;
			const ratio = median(values) / median(measured[0] ?? []);
			return at === 0
				? { what, unit: "ms", values, note: "to compare with" }
				: { what, unit: "ms", values, bar: { atMost: 20 }, note: `${ratio.toFixed(2)} times the smaller` };
		});
	},
};

const upnOf = (at: number) => `user${at}@contoso.example`;
const serialOf = (at: number) => `FBENCH${String(at).padStart(6, "0")}`;

/** The median in milliseconds. */
async function explainSome(domain: Domain, size: number): Promise<number> {
	const times: number[] = [];
	for (let question = 0; question < questions; question++) {
		const at = randomInt(size);
		const started = performance.now();
		const matched = matchMessage(messages[question % messages.length] ?? "");
		if (matched === "too-long" || matched.codes.length === 0) throw new Error("the message was not matched");
		const judged = await judgeReport(
			domain.store.read,
			{ matched: matched.codes, errors: matched.errors, from: "person", upn: upnOf(at), serial: serialOf(at) },
			{ serverCertificate, admitMacs: false },
			domain.clock.now(),
		);
		if (explainReport(judged, "ja").candidates.length === 0) throw new Error("nothing was judged");
		times.push(performance.now() - started);
	}
	return median(times);
}

const serverCertificate = {
	name: "localhost",
	isForName: true,
	notAfter: Date.now() + 90 * 86_400_000,
	ofOwnAuthority: true,
	authorityNotAfter: Date.now() + 3650 * 86_400_000,
} as const;

/** People with a licence and a device, and the tries that led there: refused, left, enrolled. */
async function storePeople(domain: Domain, topic: string, from: number, count: number): Promise<void> {
	const now = domain.clock.now();
	await domain.store.write(async (stores) => {
		for (let at = from; at < from + count; at++) {
			const [userId, upn, serial, udid] = [`user-${at}`, upnOf(at), serialOf(at), `00008110-${String(at).padStart(16, "0")}`];
			const named = { upn, displayName: upn, passwordHash: null, totp: null, enabled: true, enrollmentManager: false };
			await stores.users.upsert({ id: userId, ...named, createdAt: now, updatedAt: now });
			if (at % 3 > 0) await stores.licences.assign({ userId, plan: "INTUNE_A", state: "active", assignedAt: now });
			const deviceId = newId(domain.clock, domain.randomness);
			if (at % 2 === 0) await stores.devices.insert(deviceOf({ id: deviceId, udid, serial, userId, topic, enrolledAt: now }));
			for (let tried = 0; tried < triesEach; tried++) {
				const enrolled = tried === 0 && at % 2 === 0;
				const device = tried % 2 === 0 ? { udid, serial } : { udid: null, serial: null };
				await storeTry(stores, domain, {
					id: newId(domain.clock, domain.randomness),
					reference: "",
					journey: "web",
					state: enrolled ? "enrolled" : "refused",
					code: enrolled ? null : "user-not-licensed",
					userId,
					upn,
					device: { ...device, product: "iPhone15,2", osVersion: "18.1" },
					deviceId: enrolled ? deviceId : null,
					decision: null,
					awaits: null,
					awaitsSince: null,
					startedAt: now - tried * 3_600_000,
					updatedAt: now - tried * 3_600_000,
				});
			}
		}
	});
}

async function storeTry(stores: Domain["store"]["read"], { randomness }: Domain, attempt: Attempt): Promise<void> {
	// A million random references of 1.9e8 collide now and then.
	while (!(await stores.attempts.insert({ ...attempt, reference: newReference(randomness) })));
	const evidence = { family: "iphone", platform: "iPhone", safari: true, portalApp: null, language: "ja" };
	await stores.attempts.addStep(attempt.id, { name: "portal-opened", at: attempt.startedAt, evidence });
	await stores.attempts.addStep(attempt.id, { name: "signed-in", at: attempt.startedAt, evidence: {} });
}

function deviceOf(
	of: Pick<Device, "id" | "udid" | "serial" | "userId" | "topic" | "enrolledAt">,
): Parameters<Domain["store"]["read"]["devices"]["insert"]>[0] {
	return {
		...of,
		imei: null,
		product: "iPhone15,2",
		osVersion: "18.1",
		buildVersion: "22B83",
		name: "iPhone",
		label: null,
		ownership: "personal",
		state: "managed",
		fingerprint: `${of.id}`,
		pushToken: new Uint8Array(32),
		pushMagic: new Uint8Array(32),
		unlockToken: null,
		awaitingConfiguration: false,
		attemptId: null,
		lastSeenAt: of.enrolledAt,
		lastPushAt: null,
		pushDeadAt: null,
		information: {},
	};
}
