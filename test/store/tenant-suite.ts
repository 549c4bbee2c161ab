import assert from "node:assert/strict";
import type { PushCertificate, StoredPolicy } from "../../src/tenant/ports.ts";
import type { Suite } from "./suite.ts";

const policy = (id: string, priority: number | null): StoredPolicy => ({
	id,
	kind: "device-limit",
	name: id,
	priority,
	settings: '{"limit":5}',
	groupIds: ["g1", "g2"],
	createdAt: 1,
	updatedAt: 1,
});

const pushCertificate = (id: string, uploadedAt: number): PushCertificate => ({
	id,
	pem: "-----BEGIN",
	key: Uint8Array.of(1, 2),
	topic: "com.apple.mgmt.External.1",
	serial: "0a",
	notBefore: 0,
	notAfter: 9,
	appleId: null,
	uploadedAt,
	current: true,
	refusedReason: null,
	refusedAt: null,
});

export const tenant: Suite = {
	async settings(store) {
		await store.write(async ({ settings }) => {
			await settings.set("authority", '"unknown"', 1);
			await settings.set("authority", '"intune"', 2);
			await settings.set("gone", "1", 1);
			await settings.delete("gone");
		});
		assert.equal(await store.read.settings.get("authority"), '"intune"');
		assert.equal(await store.read.settings.get("gone"), undefined);
	},

	async "policies by priority, the default last and alone"(store) {
		await store.write(async ({ policies }) => {
			for (const row of [policy("default", null), policy("ten", 10), policy("two", 2)]) await policies.upsert(row);
			await policies.upsert({ ...policy("other", null), kind: "platform-restriction" });
			await policies.upsert({ ...policy("two", 2), groupIds: [] });
		});
		const rows = await store.read.policies.list("device-limit");
		assert.deepEqual(rows, [{ ...policy("two", 2), groupIds: [] }, policy("ten", 10), policy("default", null)]);
		await assert.rejects(
			store.write((stores) => stores.policies.upsert(policy("second default", null))),
			{ kind: "unique" },
		);
		assert.equal(await store.write((stores) => stores.policies.delete("ten")), true);
		assert.equal(await store.write((stores) => stores.policies.delete("ten")), false);
	},

	async "corporate identifiers, blocked devices and domains"(store) {
		await store.write(async ({ corporateIdentifiers, blockedDevices, domains }) => {
			await corporateIdentifiers.upsert({ serial: "B", details: "x", importedAt: 1 });
			await corporateIdentifiers.upsert({ serial: "B", details: "y", importedAt: 2 });
			await corporateIdentifiers.upsert({ serial: "A", details: "", importedAt: 1 });
			await blockedDevices.upsert({ serial: "B", reason: "stolen", at: 1 });
			await blockedDevices.upsert({ serial: "B", reason: "lost", at: 2 });
			await domains.upsert({ name: "example.com", verified: false, addedAt: 1 });
			await domains.upsert({ name: "example.com", verified: true, addedAt: 1 });
			await domains.upsert({ name: "example.co.jp", verified: false, addedAt: 2 });
		});
		const { corporateIdentifiers, blockedDevices, domains } = store.read;
		assert.deepEqual(await corporateIdentifiers.bySerial("B"), { serial: "B", details: "y", importedAt: 2 });
		assert.deepEqual(
			(await corporateIdentifiers.list(1)).map((row) => row.serial),
			["A"],
		);
		assert.equal(await corporateIdentifiers.count(), 2);
		const found = async (filter: { search?: string; after?: string; limit?: number }) =>
			(await corporateIdentifiers.page({ limit: 9, ...filter })).map((row) => row.serial);
		assert.deepEqual(await found({}), ["A", "B"]);
		assert.deepEqual(await found({ limit: 1 }), ["A"]);
		assert.deepEqual(await found({ after: "A" }), ["B"]);
		assert.deepEqual([await found({ search: "b" }), await found({ search: "Y" }), await found({ search: "%" })], [["B"], ["B"], []]);
		await store.write((stores) => stores.corporateIdentifiers.upsert({ serial: "C", details: "École 100%", importedAt: 3 }));
		assert.deepEqual([await found({ search: "ÉCOLE" }), await found({ search: "0%" }), await found({ search: "x" })], [["C"], ["C"], []]);
		assert.deepEqual(await found({ search: "c", after: "C" }), []);
		await store.write((stores) => stores.corporateIdentifiers.delete("C"));
		assert.deepEqual(
			(await corporateIdentifiers.among(["B", "C"])).map((row) => row.serial),
			["B"],
		);
		assert.deepEqual(await corporateIdentifiers.among([]), []);
		assert.deepEqual(await blockedDevices.list(5), [{ serial: "B", reason: "lost", at: 2 }]);
		assert.equal(await blockedDevices.bySerial("A"), undefined);
		await store.write(async (stores) => {
			await stores.blockedDevices.upsert({ serial: "A", reason: "École 100%", at: 2 });
			await stores.blockedDevices.upsert({ serial: "C02", reason: "sold", at: 1 });
		});
		const blocked = async (filter: Partial<Parameters<typeof blockedDevices.page>[0]>) =>
			(await blockedDevices.page({ limit: 9, ...filter })).map(({ serial }) => serial).join(" ");
		assert.equal(await blocked({}), "B A C02", "the newest first, of one instant by serial number");
		assert.equal(await blocked({ limit: 2 }), "B A");
		assert.equal(await blocked({ after: { at: 2, id: "B" } }), "A C02");
		assert.equal(await blocked({ search: "c0" }), "C02");
		assert.deepEqual([await blocked({ search: "École" }), await blocked({ search: "0%" }), await blocked({ search: "_" })], ["A", "A", ""]);
		assert.deepEqual(await domains.list(), [
			{ name: "example.co.jp", verified: false, addedAt: 2 },
			{ name: "example.com", verified: true, addedAt: 1 },
		]);
		const gone = await store.write(async (stores) => [
			await stores.corporateIdentifiers.delete("B"),
			await stores.blockedDevices.delete("B"),
			await stores.domains.delete("example.com"),
			await stores.corporateIdentifiers.delete("B"),
			await stores.blockedDevices.delete("B"),
			await stores.domains.delete("example.com"),
		]);
		assert.deepEqual(gone, [true, true, true, false, false, false]);
	},

	async "terms, and the newest answer of a user to each"(store) {
		const terms = { id: "t", version: 1, title: { en: "Terms", ja: "規約" }, body: { en: "a", ja: "b" }, updatedAt: 1 };
		const answer = { userId: "u", termsId: "t", version: 1, accepted: true, at: 5 };
		await store.write(async (stores) => {
			await stores.terms.upsert(terms);
			await stores.terms.upsert({ ...terms, version: 2 });
			await stores.terms.record(answer);
			await stores.terms.record({ ...answer, version: 2, accepted: false, at: 6 });
			await stores.terms.record({ ...answer, termsId: "s", at: 4 });
			await stores.terms.record({ ...answer, userId: "v" });
		});
		assert.deepEqual(await store.read.terms.list(), [{ ...terms, version: 2 }]);
		const answers = await store.read.terms.acceptances("u");
		assert.deepEqual(
			answers.toSorted((a, b) => a.termsId.localeCompare(b.termsId)),
			[
				{ ...answer, termsId: "s", at: 4 },
				{ ...answer, version: 2, accepted: false, at: 6 },
			],
		);
	},

	async "the newest answer of each user to a version of the terms is counted"(store) {
		const answer = { userId: "u", termsId: "t", version: 2, accepted: true, at: 5 };
		await store.write(async ({ terms }) => {
			await terms.record({ ...answer, accepted: false, at: 4 });
			await terms.record(answer);
			await terms.record({ ...answer, userId: "v", accepted: false });
			await terms.record({ ...answer, userId: "w", version: 1 });
			await terms.record({ ...answer, userId: "x", termsId: "s" });
		});
		assert.deepEqual(await store.read.terms.answers("t", 2), { accepted: 1, declined: 1 });
		assert.deepEqual(await store.read.terms.answers("t", 3), { accepted: 0, declined: 0 });
	},

	async "one push certificate is current, the others are history"(store) {
		await store.write(async ({ pushCertificates }) => {
			await pushCertificates.install(pushCertificate("a", 1));
			await pushCertificates.install(pushCertificate("b", 2));
			await pushCertificates.recordAnswer("b", { reason: "BadCertificate", at: 7 });
			await pushCertificates.addPendingKey({ id: "k", key: Uint8Array.of(9), csr: "csr", createdAt: 1 });
			await pushCertificates.addPendingKey({ id: "l", key: Uint8Array.of(8), csr: "csr", createdAt: 2 });
			await pushCertificates.deletePendingKey("k");
		});
		const refused = { ...pushCertificate("b", 2), refusedReason: "BadCertificate", refusedAt: 7 };
		assert.deepEqual(await store.read.pushCertificates.current(), refused);
		assert.deepEqual(await store.read.pushCertificates.list(), [refused, { ...pushCertificate("a", 1), current: false }]);
		assert.deepEqual(await store.read.pushCertificates.pendingKeys(), [{ id: "l", key: Uint8Array.of(8), csr: "csr", createdAt: 2 }]);
		await store.write(async ({ pushCertificates }) => {
			await pushCertificates.recordAnswer("b", null);
			await pushCertificates.install(pushCertificate("a", 1));
		});
		assert.deepEqual(await store.read.pushCertificates.current(), pushCertificate("a", 1));
	},
};
