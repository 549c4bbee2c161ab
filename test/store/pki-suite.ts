import assert from "node:assert/strict";
import { certificate, challenge, device } from "./rows.ts";
import type { Suite } from "./suite.ts";

export const pki: Suite = {
	async "the service's own keys"(store) {
		const key = { name: "ca", certificate: Uint8Array.of(1), key: Uint8Array.of(0, 128, 255), createdAt: 1 };
		await store.write(async ({ serviceKeys }) => {
			await serviceKeys.put({ ...key, certificate: Uint8Array.of(2) });
			await serviceKeys.put(key);
		});
		assert.deepEqual(await store.read.serviceKeys.get("ca"), key);
		assert.equal(await store.read.serviceKeys.get("server"), undefined);
	},

	async "a certificate's serial and fingerprint are its own; the first revocation stands"(store) {
		await store.write(async ({ certificates }) => {
			await certificates.insert(certificate("0a"));
			await certificates.insert(certificate("0b", { issuedAt: 2 }));
			await certificates.bind("0a", "d");
			await certificates.bind("0b", "d");
			await certificates.revoke("0a", 5, "replaced");
			await certificates.revoke("0a", 6, "again");
		});
		const revoked = certificate("0a", { deviceId: "d", revokedAt: 5, revokedReason: "replaced" });
		assert.deepEqual(await store.read.certificates.bySerial("0a"), revoked);
		assert.deepEqual(await store.read.certificates.byFingerprint("fingerprint-0a"), revoked);
		assert.deepEqual(
			(await store.read.certificates.ofDevice("d")).map((row) => row.serial),
			["0b", "0a"],
		);
		for (const twin of [certificate("0a", { fingerprint: "new" }), certificate("0c", { fingerprint: "fingerprint-0a" })]) {
			await assert.rejects(
				store.write((stores) => stores.certificates.insert(twin)),
				{ kind: "unique" },
			);
		}
	},

	async "identities that end soon: pinned ones of managed devices, the first to end first"(store) {
		await store.write(async ({ certificates, devices }) => {
			for (const [serial, notAfter] of [
				["1", 30],
				["2", 20],
				["3", 99],
				["4", 10],
				["5", 10],
			] as const) {
				await certificates.insert(certificate(serial, { notAfter }));
			}
			for (const serial of ["1", "2", "3"]) await devices.insert(device(serial, { fingerprint: `fingerprint-${serial}` }));
			await devices.insert(device("4", { fingerprint: "fingerprint-4", state: "retired" }));
		});
		const { certificates } = store.read;
		assert.deepEqual(await certificates.devicesWithIdentityEndingBefore(50, 10), ["2", "1"]);
		assert.deepEqual(await certificates.devicesWithIdentityEndingBefore(50, 1), ["2"]);
		assert.deepEqual(await certificates.devicesWithIdentityEndingBefore(50, 10, 20), ["2", "1"]);
		assert.deepEqual(await certificates.devicesWithIdentityEndingBefore(50, 10, 21), ["1"]);
	},

	async "unused challenges of a try are forgotten from an instant on; long after their end, all are"(store) {
		const given = (hash: string, change: object = {}) => ({ ...challenge(hash), issuedAt: 20, expiresAt: 100, ...change });
		const all = [given("earlier", { issuedAt: 19 }), given("a"), given("used", { usedAt: 30 }), given("other's", { attemptId: "other" })];
		await store.write(async ({ challenges }) => {
			for (const row of all) await challenges.insert(row);
			await challenges.forgetUnused(given("a").attemptId, 20);
		});
		const left = async (hashes: readonly string[]) => {
			const found = await Promise.all(hashes.map(async (hash) => (await store.read.challenges.byHash(hash)) !== undefined));
			return hashes.filter((_, n) => found[n]);
		};
		assert.deepEqual(await left(all.map(({ hash }) => hash)), ["earlier", "used", "other's"]);
		await store.write(({ challenges }) => challenges.insert(given("later", { expiresAt: 101 })));
		const pruned = () => store.write(({ challenges }) => challenges.pruneEnded(101, 2));
		assert.deepEqual([await pruned(), await pruned(), await pruned()], [2, 1, 0]);
		assert.deepEqual(await left(["earlier", "used", "other's", "later"]), ["later"]);
	},

	async "a challenge is used once, even by two at once"(store) {
		await store.write((stores) => stores.challenges.insert(challenge("h")));
		const use = (at: number) => ({ at, requestHash: `r${at}`, certificateSerial: `c${at}` });
		const used = await Promise.all([1, 2, 3, 4].map((at) => store.write((stores) => stores.challenges.use("h", use(at)))));
		assert.equal(used.filter(Boolean).length, 1);
		const at = used.indexOf(true) + 1;
		assert.deepEqual(await store.read.challenges.byHash("h"), {
			...challenge("h"),
			usedAt: at,
			requestHash: `r${at}`,
			certificateSerial: `c${at}`,
		});
		assert.equal(await store.write((stores) => stores.challenges.use("unknown", use(9))), false);
	},

	async "what was given out on a try and not used ends at once; what was used, or is another try's, stays as it was"(store) {
		const given = (hash: string, change: object = {}) => ({ ...challenge(hash), expiresAt: 100, ...change });
		const rows = [given("a"), given("b", { usedAt: 5 }), given("c", { attemptId: "other" }), given("d", { expiresAt: 7 })];
		await store.write(async ({ challenges }) => {
			for (const row of rows) await challenges.insert(row);
			await challenges.expireUnused(challenge("a").attemptId, 50);
		});
		const ends = await Promise.all(rows.map(async ({ hash }) => (await store.read.challenges.byHash(hash))?.expiresAt));
		assert.deepEqual(ends, [50, 100, 100, 7]);
	},
};
