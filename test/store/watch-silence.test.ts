import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandomness } from "../../src/domain.ts";
import { watchSilence } from "../../src/enrollment/watch-silence.ts";
import { StoreUnavailable } from "../../src/evidence/work.ts";
import type { Store } from "../../src/store/open.ts";
import type { Stores } from "../../src/store/stores.ts";
import { temporaryStore } from "../temporary-store.ts";
import { attempt } from "./rows.ts";

const minute = 60_000;
const hour = 60 * minute;
const grace = 10 * minute;
const limits = {
	person: hour,
	signIn: hour,
	device: grace,
	connection: hour,
	configuration: hour,
	contact: 29 * 24 * hour,
	answer: 24 * hour,
};
const serverCertificate = { name: "localhost", isForName: true, notAfter: 9e12, ofOwnAuthority: true, authorityNotAfter: 9e12 };

/** A service that has listened for an hour, with a phone that is to ask for its certificate. */
async function listening(store: Store) {
	const clock = { at: Date.UTC(2026, 3, 1), now: () => clock.at };
	const trouble = { away: false };
	const attempts: Stores["attempts"] = {
		...store.read.attempts,
		async awaiting(filter) {
			if (trouble.away) throw new StoreUnavailable("the server does not answer");
			return store.read.attempts.awaiting(filter);
		},
	};
	const work = { read: { ...store.read, attempts }, write: store.write.bind(store) };
	const look = watchSilence({ work, clock, randomness: systemRandomness, limits, grace, serverCertificate });
	/** Looks every half minute for so long; how many tries were stopped. */
	const looks = async (ms: number): Promise<number> => {
		let stopped = 0;
		for (let passed = 0; passed < ms; passed += minute / 2) {
			clock.at += minute / 2;
			stopped += await look().catch(() => 0);
		}
		return stopped;
	};
	await looks(hour);
	const since = clock.at - 9 * minute;
	await store.write((stores) => stores.attempts.insert(attempt("a", { awaits: "identity", awaitsSince: since })));
	return { clock, trouble, looks };
}

test("a phone that says nothing to a service that listens is silent", async (t) => {
	const { looks } = await listening(await temporaryStore(t));
	assert.equal(await looks(minute), 1);
});

for (const [what, away] of [
	[
		"whose machine slept, or whose clock was set forward",
		async ({ clock }) => {
			clock.at += 24 * hour;
		},
	],
	[
		"whose clock was set back after it had been wrong",
		async ({ clock, looks }) => {
			clock.at += 24 * hour;
			await looks(minute);
			clock.at -= 24 * hour;
			await looks(minute);
		},
	],
	[
		"whose database was away for an hour",
		async ({ trouble, looks }) => {
			trouble.away = true;
			await looks(hour);
			trouble.away = false;
		},
	],
] as const satisfies readonly (readonly [string, (service: Awaited<ReturnType<typeof listening>>) => Promise<unknown>])[]) {
	test(`nobody is silent towards a service ${what}, until it has listened for ten minutes again`, async (t) => {
		const service = await listening(await temporaryStore(t));
		await away(service);
		assert.equal(await service.looks(8 * minute), 0);
		assert.equal(await service.looks(4 * minute), 1);
	});
}
