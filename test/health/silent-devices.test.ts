import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandomness } from "../../src/domain.ts";
import { noteBack } from "../../src/enrollment/note-back.ts";
import { stopSilent } from "../../src/enrollment/stop-silent.ts";
import { judgeIncident } from "../../src/health/judge-incident.ts";
import { attempt, device } from "../store/rows.ts";
import { temporaryStore } from "../temporary-store.ts";

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 3, 1);
const limits = { person: 1, signIn: 1, device: 1, connection: 1, configuration: 1, contact: 29 * day, answer: day };
const serverCertificate = { name: "localhost", isForName: true, notAfter: now + day, ofOwnAuthority: true, authorityNotAfter: now + day };

test("of many devices that fell silent the last one keeps their incident open, however many others came back, until it is told to go", async (t) => {
	const store = await temporaryStore(t);
	const devices = 30;
	await store.write(async (stores) => {
		for (let n = 0; n < devices; n++) {
			const described = { udid: `udid-d${n}`, serial: `F${n}`, product: "iPad14,1", osVersion: "18.5" };
			const waits = { state: "enrolled", awaits: "answer", awaitsSince: now - 2 * day + n } as const;
			await stores.attempts.insert(attempt(`t${n}`, { ...waits, device: described, deviceId: `d${n}` }));
			await stores.devices.insert(device(`d${n}`, { attemptId: `t${n}`, serial: `F${n}`, lastSeenAt: now - 40 * day }));
		}
	});
	const clock = { now: () => now };
	const options = { work: store, clock, randomness: systemRandomness, limits, upSince: 0, grace: 0, serverCertificate };
	assert.equal(await stopSilent(options), devices);
	const judged = async () => {
		const [incident] = await store.read.incidents.list({ code: "device-went-silent", limit: 2 });
		assert.equal(incident?.extent?.devices, devices);
		return (await judgeIncident(store.read, incident, { serverCertificate, admitMacs: false }, now + 3 * day)).over;
	};
	// They are told in the order in which they fell silent; the first is the last to be looked at.
	for (let n = 1; n < devices; n++)
		await store.write((stores) => noteBack(stores, { attemptId: `t${n}`, awaitingConfiguration: false }, now + day));
	assert.equal(await judged(), null);
	await store.write((stores) => stores.devices.update("d0", { state: "retire-pending" }));
	assert.equal(await judged(), "mended");
});

test("of many who stopped on their way the one who has not come through keeps their incident open", async (t) => {
	const store = await temporaryStore(t);
	const people = Array.from({ length: 30 }, (_, n) => ({ kind: "user", key: `u${n}`, name: `u${n}@contoso.com` }) as const);
	const failed = {
		code: "profile-not-installed",
		subject: { kind: "cause", id: "", name: "" },
		saw: { kind: "profile-lies-uninstalled" },
	} as const;
	const [first, ...others] = people;
	assert.ok(first !== undefined);
	await store.write(async ({ incidents }) => {
		for (const [n, person] of people.entries())
			await incidents.join(
				{ ...failed, id: `i${n}`, at: now + n, attemptId: `t${n}`, members: [person], proven: true, reopensSince: null, nextCheckAt: now },
				async () => ({}),
			);
		await incidents.cameThrough(others, { at: now + 100, reference: "K7-4QPM" }, 9);
	});
	const judged = async () => {
		const [incident] = await store.read.incidents.list({ limit: 2 });
		assert.equal(incident?.extent?.users, people.length);
		return (await judgeIncident(store.read, incident, { serverCertificate, admitMacs: false }, now + 200)).over;
	};
	assert.equal(await judged(), null);
	await store.write(({ incidents }) => incidents.cameThrough([first], { at: now + 300, reference: "K7-4QPN" }, 9));
	assert.equal(await judged(), "mended");
});
