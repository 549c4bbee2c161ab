import assert from "node:assert/strict";
import { test } from "node:test";
import { identitiesFact } from "../../src/health/identities-fact.ts";
import { certificate, device } from "../store/rows.ts";
import { temporaryStore } from "../temporary-store.ts";

const day = 24 * 3_600_000;
const now = 1_000 * day;

test("devices whose certificates end unrenewed are counted from two days past to a week ahead; who was in contact lately should have renewed", async (t) => {
	const store = await temporaryStore(t);
	const ends: readonly (readonly [string, number, number])[] = [
		["long-past", -3, -1],
		["just-past", -1, -1],
		["in-contact", 3, -1],
		["switched-off", 4, -3],
		["far", 8, -1],
	];
	await store.write(async ({ devices, certificates }) => {
		for (const [id, endsIn, seen] of ends) {
			const fingerprint = `fingerprint-${id}`;
			await certificates.insert(certificate(id, { deviceId: id, notAfter: now + endsIn * day }));
			await devices.insert(device(id, { serial: `SERIAL-${id}`, fingerprint, lastSeenAt: now + seen * day }));
		}
	});
	const { count, more, examples, inContact } = await identitiesFact(store.read, now);
	assert.deepEqual([count, more, inContact], [3, false, 1]);
	assert.deepEqual(
		examples.map(({ name }) => name),
		["SERIAL-just-past", "SERIAL-in-contact", "SERIAL-switched-off"],
	);
});
