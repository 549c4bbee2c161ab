import assert from "node:assert/strict";
import { systemRandomness } from "../../src/domain.ts";
import { noteBack } from "../../src/enrollment/note-back.ts";
import { recordStep } from "../../src/enrollment/record.ts";
import { stopSilent } from "../../src/enrollment/stop-silent.ts";
import type { Store } from "../../src/store/open.ts";
import { attempt, device } from "./rows.ts";
import type { Suite } from "./suite.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.UTC(2026, 3, 1);
const limits = {
	person: minute,
	signIn: minute,
	device: minute,
	connection: minute,
	configuration: minute,
	contact: 29 * day,
	answer: day,
};
const serverCertificate = { name: "localhost", isForName: true, notAfter: now + day, ofOwnAuthority: true, authorityNotAfter: now + day };
const waiting = 50;
const all = Array.from({ length: waiting }, (_, n) => n);

const look = (store: Store, at = now) =>
	stopSilent({ work: store, clock: { now: () => at }, randomness: systemRandomness, limits, upSince: 0, grace: 0, serverCertificate });

const tries = (store: Store) => Promise.all(all.map(async (n) => (await store.read.attempts.byId(`t${n}`)) ?? assert.fail(`t${n}`)));

export const silence: Suite = {
	"of two services that look for silence at once, one stops each try": async (store) => {
		await store.write(async ({ attempts }) => {
			for (const n of all)
				await attempts.insert(attempt(`t${n}`, { upn: `u${n}@example.com`, awaits: "identity", awaitsSince: now - 60 * minute + n }));
		});
		const stopped = await Promise.all([look(store), look(store)]);
		assert.equal(stopped[0] + stopped[1], waiting, String(stopped));
		for (const n of all)
			assert.deepEqual(
				(await store.read.attempts.steps(`t${n}`)).map(({ name }) => name),
				["fell-silent"],
			);
		const [incident, ...more] = await store.read.incidents.list({ limit: 9 });
		assert.deepEqual([incident?.extent?.tries, incident?.extent?.names, more.length], [waiting, waiting, 0]);
	},
	"a phone that goes on while its try is stopped has gone on": async (store) => {
		await store.write(async ({ attempts }) => {
			for (const n of all) await attempts.insert(attempt(`t${n}`, { awaits: "identity", awaitsSince: now - 60 * minute + n }));
		});
		const comes = (n: number) =>
			store.write(async (stores) => {
				const present = await stores.attempts.byId(`t${n}`);
				assert.ok(present !== undefined);
				await recordStep(stores, present, "identity-issued", now, {});
			});
		const looking = look(store);
		for (const n of all.toReversed()) await comes(n);
		await looking;
		for (const { state, code, awaits } of await tries(store)) assert.deepEqual([state, code, awaits], ["open", null, "push-token"]);
	},
	"a managed device that says a word while it is found silent is not silent": async (store) => {
		await store.write(async (stores) => {
			for (const n of all) {
				const asked = { state: "enrolled", awaits: "answer", awaitsSince: now - 2 * day + n } as const;
				await stores.attempts.insert(attempt(`t${n}`, { ...asked, deviceId: `d${n}` }));
				await stores.devices.insert(device(`d${n}`, { attemptId: `t${n}`, lastSeenAt: now - 40 * day }));
			}
		});
		const says = (n: number) =>
			store.write(async (stores) => {
				await stores.checkIns.touch(`d${n}`, now);
				await noteBack(stores, { attemptId: `t${n}`, awaitingConfiguration: false }, now);
			});
		const looking = look(store);
		for (const n of all.toReversed()) await says(n);
		await looking;
		assert.equal(await look(store, now + minute), 0);
		for (const { state, code, awaits } of await tries(store)) assert.deepEqual([state, code, awaits], ["enrolled", null, "contact"]);
	},
};
