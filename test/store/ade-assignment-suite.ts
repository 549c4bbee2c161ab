import assert from "node:assert/strict";
import type { AdeDevice } from "../../src/ade/ports.ts";
import type { AssignmentResult } from "../../src/protocol/ade/device.ts";
import type { Store } from "../../src/store/open.ts";
import type { Stores } from "../../src/store/stores.ts";
import { adeProfile, appleDevice, insertToken } from "./ade-rows.ts";
import type { Suite } from "./suite.ts";

async function withDevices(store: Store, serials: readonly string[], now = 1): Promise<void> {
	await store.write(async (stores) => {
		await insertToken(stores, "t");
		await stores.adeDevices.applyPage(
			"t",
			serials.map((serial) => appleDevice(serial)),
			{ generation: 1, now },
		);
	});
}
async function row(store: Store, serial = "S"): Promise<AdeDevice> {
	const [device] = await store.read.adeDevices.ofToken("t", [serial]);
	return device ?? assert.fail(`no ${serial}`);
}
const due = async (store: Store, now: number, after = "", limit = 99) =>
	(await store.read.adeDevices.dueForAssignment("t", now, { after, limit })).map(({ serial }) => serial);
const answer = (serial: string, result: AssignmentResult, assignAt: number | null = null, throttledUntil: number | null = null) => ({
	serial,
	result,
	assignAt,
	throttledUntil,
});
const told = (store: Store, uuid: string, results: readonly ReturnType<typeof answer>[], now: number) =>
	store.write((stores) => stores.adeDevices.recordResults("t", uuid, results, now));
const tried = (store: Store, serials: readonly string[], uuid: string, now: number) =>
	store.write((stores) => stores.adeDevices.markTried("t", serials, uuid, now));

type Step = (stores: Stores) => Promise<unknown>;

export const adeAssignment: Suite = {
	async "what is due, in pages, in the order in which it came, and when the next is"(store) {
		await withDevices(store, ["C", "A", "B"], 5);
		assert.deepEqual(await due(store, 4), []);
		assert.deepEqual(await due(store, 5), ["C", "A", "B"]);
		assert.deepEqual(await due(store, 5, "", 2), ["C", "A"]);
		assert.deepEqual(await due(store, 5, "A", 2), ["B"]);
		assert.equal(await store.read.adeDevices.nextAssignment("t"), 5);
		await store.write((stores) => stores.adeDevices.settle("t", ["A", "B"]));
		await tried(store, ["C"], "U", 6);
		await told(store, "U", [answer("C", "FAILED", 90)], 7);
		assert.deepEqual(await due(store, 89), []);
		assert.deepEqual(await due(store, 90), ["C"]);
		assert.equal(await store.read.adeDevices.nextAssignment("t"), 90);
		await store.write((stores) => stores.adeDevices.removeMissing("t", 2, 91));
		assert.equal(await store.read.adeDevices.nextAssignment("t"), null);
	},

	async "a try is written down before Apple is asked, and stays due until its answer is known"(store) {
		await withDevices(store, ["S", "T"], 5);
		await store.write((stores) => stores.adeDevices.settle("t", ["S"]));
		await tried(store, ["S"], "U", 8);
		const { triedUuid, triedAt, result, assignAt } = await row(store);
		assert.deepEqual([triedUuid, triedAt, result, assignAt], ["U", 8, null, 8]);
		await told(store, "U", [answer("S", "SUCCESS")], 9);
		const done = await row(store);
		assert.deepEqual([done.profileUuid, done.profileStatus, done.profileAssignedAt, done.assignAt], ["U", "assigned", 9, null]);
	},

	async "a device that has the profile pushed stays pushed with it, and not with another"(store) {
		await withDevices(store, ["S"]);
		const pushed = appleDevice("S", { profileStatus: "pushed", profileUuid: "U", profileAssignedAt: 2, profilePushedAt: 3 });
		await store.write((stores) => stores.adeDevices.applyPage("t", [pushed], { generation: null, now: 4 }));
		const has = async () => {
			const { profileStatus, profileUuid, profileAssignedAt, profilePushedAt } = await row(store);
			return [profileStatus, profileUuid, profileAssignedAt, profilePushedAt];
		};
		await tried(store, ["S"], "U", 5);
		await told(store, "U", [answer("S", "SUCCESS")], 6);
		assert.deepEqual(await has(), ["pushed", "U", 2, 3]);
		await tried(store, ["S"], "V", 7);
		await told(store, "V", [answer("S", "FAILED", 99)], 8);
		assert.deepEqual(await has(), ["pushed", "U", 2, 3]);
		await tried(store, ["S"], "V", 9);
		await told(store, "V", [answer("S", "SUCCESS")], 10);
		assert.deepEqual(await has(), ["assigned", "V", 10, null]);
	},

	async "failures count with one profile; being throttled is none; another profile and success begin anew"(store) {
		await withDevices(store, ["S"]);
		const tries: number[] = [];
		for (const [id, result] of [
			["U", "FAILED"],
			["U", "MISSING"],
			["U", "THROTTLED"],
			["V", "FAILED"],
			["V", "FAILED"],
			["V", "SUCCESS"],
		] as const) {
			await tried(store, ["S"], id, 5);
			await told(store, id, [answer("S", result, 6)], 5);
			tries.push((await row(store)).tries);
		}
		assert.deepEqual(tries, [1, 2, 2, 1, 2, 0]);
	},

	async "what is wanted while Apple is asked is not lost when its answer comes, not even within one millisecond"(store) {
		await withDevices(store, ["S", "T"]);
		const wishes: readonly Step[] = [
			(stores: Stores) => stores.adeDevices.chooseProfile("t", ["S"], "p", 5),
			(stores: Stores) => stores.adeDevices.requestAssignment("t", { profileId: "p", isDefault: true }, 5),
		];
		for (const wish of wishes) {
			await tried(store, ["S"], "U", 5);
			await store.write(wish);
			await told(store, "U", [answer("S", "SUCCESS")], 6);
			assert.equal((await row(store)).assignAt, 6);
			await tried(store, ["S"], "U", 7);
			await told(store, "U", [answer("S", "SUCCESS")], 7);
			assert.equal((await row(store)).assignAt, null, "and its own answer ends it");
		}
	},

	async "who is throttled waits as Apple says, whoever asks"(store) {
		await withDevices(store, ["S", "T"]);
		await tried(store, ["S"], "U", 5);
		await told(store, "U", [answer("S", "THROTTLED", 60, 60)], 5);
		assert.deepEqual(await store.write((stores) => stores.adeDevices.chooseProfile("t", ["S", "T"], "p", 10)), []);
		assert.deepEqual(await due(store, 59), ["T"]);
		assert.deepEqual(await due(store, 60), ["S", "T"]);
		const counts = async (now: number) => {
			const { throttled, "not-assigned": none } = await store.read.adeDevices.counts("t", now);
			return [throttled, none];
		};
		assert.deepEqual(
			[await counts(59), await counts(60)],
			[
				[1, 1],
				[0, 2],
			],
		);
	},

	async "settling ends what is left of a try"(store) {
		await withDevices(store, ["S", "T"]);
		await tried(store, ["S", "T"], "U", 5);
		await told(store, "U", [answer("T", "FAILED", 60)], 5);
		const has = (of: string) => appleDevice(of, { profileStatus: "assigned", profileUuid: of === "S" ? "U" : "V" });
		await store.write(async ({ adeDevices }) => {
			await adeDevices.applyPage("t", [has("S"), has("T")], { generation: null, now: 6 });
			await adeDevices.settle("t", ["S", "T"]);
		});
		const left = ["S", "T"].map(async (of) => {
			const { triedUuid, triedAt, result, tries, assignAt } = await row(store, of);
			return [triedUuid, triedAt, result, tries, assignAt];
		});
		assert.deepEqual(await Promise.all(left), [
			["U", 5, "SUCCESS", 0, null],
			[null, null, null, 0, null],
		]);
	},

	async "what nobody wants is settled, while the token has no default, and no more at once than asked for"(store) {
		await withDevices(store, ["A", "B", "C", "D", "E"]);
		await tried(store, ["A", "B", "C"], "U", 5);
		await told(store, "U", [answer("A", "FAILED"), answer("B", "THROTTLED", 60, 60)], 5);
		await store.write(async (stores) => {
			await stores.adeProfiles.insert(adeProfile("p", "t", { uuid: "U" }));
			await stores.adeDevices.settle("t", ["D"]);
			await stores.adeDevices.chooseProfile("t", ["E"], "p", 6);
			await stores.adeTokens.update("t", { defaultProfileId: "p" });
		});
		const settle = (limit: number) => store.write((stores) => stores.adeDevices.settleUnwanted("t", limit));
		assert.equal(await settle(9), 0, "all want the default");
		await store.write((stores) => stores.adeTokens.update("t", { defaultProfileId: null }));
		assert.deepEqual([await settle(2), await settle(2), await settle(2)], [2, 1, 0]);
		assert.deepEqual(await due(store, 99), ["E"]);
		assert.equal((await store.read.adeDevices.counts("t", 6))["not-assigned"], 5);
		await store.write((stores) => stores.adeDevices.requestAssignment("t", { profileId: "p", isDefault: true }, 7));
		assert.deepEqual(await due(store, 7), ["A", "B", "C", "D", "E"]);
	},

	async "choosing a profile makes due, and names those that cannot have it"(store) {
		await withDevices(store, ["A", "B", "C"]);
		await store.write(async ({ adeDevices }) => {
			await adeDevices.applyPage("t", [appleDevice("C", { op: "deleted", opAt: 2 })], { generation: null, now: 2 });
			await adeDevices.settle("t", ["A", "B"]);
			assert.deepEqual(await adeDevices.chooseProfile("t", ["A", "C", "Z", "Z"], "p", 3), ["C", "Z"]);
			assert.deepEqual(await adeDevices.chooseProfile("t", [], "p", 3), []);
		});
		assert.deepEqual(await due(store, 3), ["A"]);
		assert.equal(await store.read.adeDevices.countChosen("p"), 1);
		const request = (of: { profileId: string; isDefault: boolean }) =>
			store.write(async ({ adeDevices }) => {
				await adeDevices.settle("t", ["A", "B"]);
				return adeDevices.requestAssignment("t", of, 4);
			});
		const asked: [number, string[]][] = [];
		for (const of of [
			{ profileId: "p", isDefault: false },
			{ profileId: "q", isDefault: false },
			{ profileId: "q", isDefault: true },
			{ profileId: "p", isDefault: true },
		]) {
			asked.push([await request(of), await due(store, 4)]);
		}
		assert.deepEqual(asked, [
			[1, ["A"]],
			[0, []],
			[1, ["B"]],
			[2, ["A", "B"]],
		]);
	},

	async "how many chose each profile is counted of one token, without those that are gone"(store) {
		await withDevices(store, ["A", "B", "C", "D"]);
		await store.write(async (stores) => {
			await insertToken(stores, "u");
			await stores.adeDevices.applyPage("u", [appleDevice("E")], { generation: 1, now: 1 });
			for (const [id, token] of [
				["p", "t"],
				["q", "t"],
				["r", "t"],
				["s", "u"],
			] as const)
				await stores.adeProfiles.insert(adeProfile(id, token));
			await stores.adeDevices.chooseProfile("t", ["A", "B", "C"], "p", 2);
			await stores.adeDevices.chooseProfile("t", ["D"], "q", 2);
			await stores.adeDevices.chooseProfile("u", ["E"], "s", 2);
			await stores.adeDevices.applyPage("t", [appleDevice("C", { op: "deleted", opAt: 3 })], { generation: null, now: 3 });
		});
		assert.deepEqual(
			await store.read.adeDevices.chosenCounts("t"),
			new Map([
				["p", 2],
				["q", 1],
			]),
		);
	},

	async "devices of one state, few or many, by serial"(store) {
		const serials = Array.from({ length: 12 }, (_, n) => `S${String((n * 7) % 12).padStart(2, "0")}`);
		await withDevices(store, serials);
		await tried(store, serials.slice(0, 10), "U", 2);
		const sorted = serials.slice(0, 10).sort();
		for (const limit of [1, 2, 3, 100]) {
			const found: string[] = [];
			for (let after = ""; ; ) {
				const page = await store.read.adeDevices.list({ tokenId: "t", state: "assigning", after, limit }, 3);
				found.push(...page.map((one) => one.serial));
				after = page.at(-1)?.serial ?? "";
				if (page.length < limit) break;
			}
			assert.deepEqual(found, sorted, `${limit} a page`);
		}
		const search = { tokenId: "t", state: "assigning", search: sorted[4] ?? "", limit: 5 } as const;
		assert.deepEqual(
			(await store.read.adeDevices.list(search, 3)).map((one) => one.serial),
			[sorted[4]],
		);
	},
};
