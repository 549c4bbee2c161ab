import assert from "node:assert/strict";
import type { AdeDevice } from "../../src/ade/ports.ts";
import type { AppleDevice } from "../../src/protocol/ade/device.ts";
import type { Store } from "../../src/store/open.ts";
import { appleDevice, insertToken } from "./ade-rows.ts";
import type { Suite } from "./suite.ts";

const withToken = (store: Store, id = "t") => store.write((stores) => insertToken(stores, id));
const fetched = (store: Store, devices: readonly AppleDevice[], now: number, generation = 1, tokenId = "t") =>
	store.write((stores) => stores.adeDevices.applyPage(tokenId, devices, { generation, now }));
const synced = (store: Store, devices: readonly AppleDevice[], now: number) =>
	store.write((stores) => stores.adeDevices.applyPage("t", devices, { generation: null, now }));
async function row(store: Store, serial = "S"): Promise<AdeDevice> {
	const [device] = await store.read.adeDevices.bySerial(serial);
	return device ?? assert.fail(`no ${serial}`);
}

export const adePages: Suite = {
	async "a new device comes back as Apple described it, and is to be looked at"(store) {
		await withToken(store);
		const { op: _, ...described } = appleDevice("S", {
			profileStatus: "pushed",
			profileUuid: "U",
			profilePushedAt: 9,
			opAt: 8,
			assetTag: "札",
		});
		await fetched(store, [{ ...described, op: "added" }], 1_763_000_000_000, 4);
		assert.deepEqual(await row(store), {
			...described,
			tokenId: "t",
			generation: 4,
			firstSeenAt: 1_763_000_000_000,
			updatedAt: 1_763_000_000_000,
			removedAt: null,
			profileId: null,
			assignAt: 1_763_000_000_000,
			triedUuid: null,
			triedAt: null,
			result: null,
			tries: 0,
			throttledUntil: null,
			contactedAt: null,
			lastContactAt: null,
		});
	},

	async "of a serial that stands twice in a page, the newest wins; without times the last"(store) {
		await withToken(store);
		const at = (serial: string, opAt: number | null, color: string) => appleDevice(serial, { opAt, color });
		const page = [
			at("A", 5, "new"),
			at("A", 4, "old"),
			at("B", null, "first"),
			at("B", null, "last"),
			at("C", 5, "one"),
			at("C", 5, "two"),
		];
		await synced(store, [...page, at("D", 9, "timed"), at("D", null, "untimed"), at("D", 8, "late")], 1);
		const rows = await store.read.adeDevices.list({ tokenId: "t", limit: 9 }, 1);
		assert.deepEqual(
			rows.map(({ serial, color, opAt }) => [serial, color, opAt]),
			[
				["A", "new", 5],
				["B", "last", null],
				["C", "two", 5],
				["D", "untimed", 9],
			],
		);
	},

	async "an older record changes nothing but that a full fetch named it"(store) {
		await withToken(store);
		await synced(store, [appleDevice("S", { opAt: 5, color: "new" })], 10);
		const before = await row(store);
		await synced(store, [appleDevice("S", { opAt: 4, op: "deleted" })], 20);
		assert.deepEqual(await row(store), before);
		await fetched(store, [appleDevice("S", { opAt: 4, color: "old" })], 30, 2);
		assert.deepEqual(await row(store), { ...before, generation: 2 });
		await fetched(store, [appleDevice("S", { color: "now" })], 40, 3);
		assert.deepEqual(await row(store), { ...before, generation: 3, color: "now", updatedAt: 40 }, "a fetch says what is so now");
		await synced(store, [appleDevice("S", { opAt: 4, color: "old" })], 50);
		assert.equal((await row(store)).color, "now", "and does not make older records believable");
	},

	async "an unchanged record writes nothing, a sync leaves the generation"(store) {
		await withToken(store);
		await fetched(store, [appleDevice("S")], 10, 7);
		const before = await row(store);
		await synced(store, [appleDevice("S")], 20);
		await synced(store, [], 20);
		assert.deepEqual(await row(store), before);
		await synced(store, [appleDevice("S", { os: "iPadOS" })], 30);
		assert.deepEqual(await row(store), { ...before, os: "iPadOS", updatedAt: 30 });
		await synced(store, [appleDevice("N")], 30);
		assert.equal((await row(store, "N")).generation, 0);
	},

	async "deleted: removed since then, no longer looked at, and described as before"(store) {
		await withToken(store);
		await fetched(store, [appleDevice("S", { assetTag: "A1" })], 10);
		const gone = appleDevice("S", { op: "deleted", opAt: 15, model: null, description: null, assetTag: null });
		await synced(store, [gone], 20);
		const removed = await row(store);
		assert.deepEqual([removed.removedAt, removed.assignAt, removed.model, removed.assetTag], [15, null, "iPhone 15 Pro", "A1"]);
		await synced(store, [{ ...gone, opAt: 18 }], 30);
		assert.equal((await row(store)).removedAt, 15, "since the first time");
		assert.equal(await store.read.adeDevices.count("t"), 0);
		assert.deepEqual(
			(await store.read.adeDevices.list({ search: "a1", limit: 1 }, 30)).map(({ serial }) => serial),
			["S"],
		);
		await synced(store, [appleDevice("X", { op: "deleted", opAt: 99 })], 30);
		const unknown = await row(store, "X");
		assert.deepEqual([unknown.removedAt, unknown.assignAt], [30, null], "no time of Apple's that is to come");
		await synced(store, [appleDevice("X", { op: "added", opAt: 98 })], 40);
		assert.equal((await row(store, "X")).removedAt, 30, "added before it was deleted");
	},

	async "a device that comes back is new to us but for what is wanted of it"(store) {
		await withToken(store);
		await fetched(store, [appleDevice("S")], 10);
		await store.write(async ({ adeDevices }) => {
			await adeDevices.chooseProfile("t", ["S"], "p", 11);
			await adeDevices.markTried("t", ["S"], "U", 12);
			await adeDevices.recordResults("t", "U", [{ serial: "S", result: "FAILED", assignAt: 99, throttledUntil: null }], 13);
			assert.equal(await adeDevices.removeMissing("t", 2, 14), 1);
			assert.equal(await adeDevices.removeMissing("t", 2, 15), 0);
		});
		assert.equal(await store.read.adeDevices.nextAssignment("t"), null);
		await fetched(store, [appleDevice("S")], 20, 3);
		const { removedAt, assignAt, triedUuid, triedAt, result, tries, profileId, firstSeenAt } = await row(store);
		assert.deepEqual([removedAt, assignAt, triedUuid, triedAt, result, tries], [null, 20, null, null, null, 0]);
		assert.deepEqual([profileId, firstSeenAt], ["p", 10]);
	},

	async "a profile that changed at Apple is looked at, unless it is what we assigned"(store) {
		await withToken(store);
		const says = (profileUuid: string | null, profileStatus: AppleDevice["profileStatus"]) =>
			appleDevice("S", { profileUuid, profileStatus });
		await fetched(store, [says(null, "empty")], 10);
		await store.write(async ({ adeDevices }) => {
			await adeDevices.markTried("t", ["S"], "U", 11);
			await adeDevices.recordResults("t", "U", [{ serial: "S", result: "MISSING", assignAt: 500, throttledUntil: null }], 12);
		});
		const look = async () => [(await row(store)).assignAt, (await row(store)).result];
		await fetched(store, [says(null, "empty")], 20);
		assert.deepEqual(await look(), [500, "MISSING"], "as before: the next try has its time");
		await synced(store, [says("U", "assigned")], 30);
		assert.deepEqual(await look(), [500, "SUCCESS"], "its answer left the device out, but it was assigned");
		await store.write((stores) => stores.adeDevices.settle("t", ["S"]));
		await synced(store, [says("U", "pushed")], 40);
		assert.deepEqual(await look(), [null, "SUCCESS"]);
		await synced(store, [says("V", "assigned")], 50);
		assert.deepEqual(await look(), [50, "SUCCESS"], "somebody assigned another");
		await store.write((stores) => stores.adeDevices.settle("t", ["S"]));
		await synced(store, [says("V", "removed")], 60);
		assert.deepEqual(await look(), [60, null], "somebody took it away");
	},

	async "a device that Apple did not let us see and names again is tried again"(store) {
		await withToken(store);
		await fetched(store, [appleDevice("S")], 10);
		await store.write(async ({ adeDevices }) => {
			await adeDevices.markTried("t", ["S"], "U", 11);
			await adeDevices.recordResults("t", "U", [{ serial: "S", result: "NOT_ACCESSIBLE", assignAt: null, throttledUntil: null }], 12);
		});
		await fetched(store, [appleDevice("S")], 20, 2);
		assert.equal((await row(store)).assignAt, 20);
	},

	async "text that no database can hold does not stop a page"(store) {
		await withToken(store);
		await synced(store, [appleDevice("S", { description: "a\0b\ud800c\\u0000", assetTag: "?" }), appleDevice("T")], 1);
		assert.equal((await row(store)).description, "a\uFFFDb\uFFFDc\\u0000");
		assert.equal((await row(store)).assetTag, "?");
		assert.equal(await store.read.adeDevices.count("t"), 2);
	},

	async "a full fetch removes what it did not name, of its own token only"(store) {
		await withToken(store);
		await withToken(store, "u");
		const two = [appleDevice("A"), appleDevice("B")];
		await fetched(store, two, 10, 1);
		await fetched(store, two, 10, 1, "u");
		await fetched(store, [appleDevice("A")], 20, 2);
		assert.equal(await store.write((stores) => stores.adeDevices.removeMissing("t", 2, 30)), 1);
		assert.deepEqual(
			(await store.read.adeDevices.bySerial("B")).map(({ tokenId, removedAt }) => [tokenId, removedAt]),
			[
				["u", null],
				["t", 30],
			],
			"where it is not removed comes first",
		);
		assert.equal(await store.read.adeDevices.count("t"), 1);
		assert.equal(await store.write((stores) => stores.adeDevices.forgetRemoved(30, 9)), 0);
		assert.equal(await store.write((stores) => stores.adeDevices.forgetRemoved(31, 9)), 1);
		assert.equal((await store.read.adeDevices.bySerial("B")).length, 1);
	},

	async "lists go by serial, after a serial, and never split one between two pages"(store) {
		await withToken(store);
		await withToken(store, "u");
		await fetched(store, [appleDevice("C"), appleDevice("A", { assetTag: "Ä_1" }), appleDevice("B")], 1);
		await fetched(store, [appleDevice("B", { model: "iPad" })], 1, 1, "u");
		const list = async (filter: object) =>
			(await store.read.adeDevices.list({ limit: 9, ...filter }, 1)).map(({ serial, tokenId }) => serial + tokenId);
		assert.deepEqual(await list({}), ["At", "Bt", "Bu", "Ct"]);
		assert.deepEqual(await list({ limit: 2 }), ["At", "Bt", "Bu"]);
		assert.deepEqual(await list({ limit: 2, after: "B" }), ["Ct"]);
		assert.deepEqual(await list({ tokenId: "t", after: "A", limit: 1 }), ["Bt"]);
		assert.deepEqual(await list({ search: "ä_1" }), ["At"]);
		assert.deepEqual(await list({ search: "iPAD" }), ["Bu"]);
		assert.deepEqual(await list({ search: "x_1" }), []);
		const found = await store.read.adeDevices.ofToken("t", ["C", "A", "Z"]);
		assert.deepEqual(
			found.map(({ serial }) => serial),
			["A", "C"],
		);
		assert.deepEqual(await store.read.adeDevices.ofToken("t", []), []);
	},

	async "a phone's first visit and its last"(store) {
		await withToken(store);
		await fetched(store, [appleDevice("S")], 1);
		await store.write(async ({ adeDevices }) => {
			await adeDevices.contacted("t", "S", 5);
			await adeDevices.contacted("t", "S", 9);
		});
		const { contactedAt, lastContactAt } = await row(store);
		assert.deepEqual([contactedAt, lastContactAt], [5, 9]);
	},
};
