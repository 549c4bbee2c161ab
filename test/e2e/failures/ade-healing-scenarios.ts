import assert from "node:assert/strict";
import { touchProfile } from "../../../src/ade/profiles.ts";
import type { TokenScenario } from "./ade-token-scenario.ts";
import { refuses } from "./ade-token-scenarios.ts";
import { hour, minute, type Scene } from "./apple-house.ts";

const requestsTo = ({ at, name }: Scene, path: string) =>
	at.apple.requests.filter((request) => request.server === name && request.path === path).length;

const incidentsOf = async ({ at, tokenId, profileId }: Scene) =>
	(await at.house.domain.store.read.incidents.list({ limit: 100 })).filter(({ subject }) => [tokenId, profileId].includes(subject.id));

/** Every profile is assigned anew. */
export async function touched({ at, profileId }: Scene): Promise<void> {
	const { store, clock } = at.house.domain;
	const profile = (await store.read.adeProfiles.byId(profileId)) ?? assert.fail("the profile is gone");
	await store.write((stores) => touchProfile(stores, profile, clock.now()));
}

const nothing = async () => {};

/** The place in Apple's list is lost once: the round that meets it fetches everything, and says so. */
const lostOnce = (code: TokenScenario["code"], when: string, lose: (scene: Scene) => void): TokenScenario => ({
	code,
	when,
	async provoke(scene) {
		lose(scene);
		const before = requestsTo(scene, "/server/devices");
		await scene.round();
		assert.ok(requestsTo(scene, "/server/devices") - before <= 2, "one full fetch");
	},
	saw: code,
	severity: "warning",
	fix: null,
	mend: nothing,
	heals: true,
});

/** Apple refuses every cursor for hours: each round tries to mend it once, one incident tells it all, and it ends when Apple does. */
const lostForEver = (code: TokenScenario["code"], error: Parameters<typeof refuses>[1]): TokenScenario => ({
	code,
	when: `Apple says ${error} for hours`,
	async provoke(scene) {
		refuses(scene, error, { path: "/devices/sync" });
		const began = scene.at.house.clock.now();
		for (let rounds = 0; scene.at.house.clock.now() - began < 3 * hour; rounds++) {
			assert.ok(rounds < 15, "rounds come more and more seldom");
			const before = requestsTo(scene, "/devices/sync");
			await scene.round();
			assert.ok(requestsTo(scene, "/devices/sync") - before <= 2, "asked, and once more after the full fetch");
		}
		const told = await incidentsOf(scene);
		assert.deepEqual(
			told.map((one) => one.code),
			[code],
		);
		assert.ok((told[0]?.openedAt ?? 0) - began < hour, "it says since when");
	},
	saw: code,
	severity: "error",
	fix: null,
	async mend(scene) {
		scene.at.apple.behave();
		await scene.round();
	},
});

/** What the service mends by itself: once, written down, and never round and round. */
export const healingScenarios: readonly TokenScenario[] = [
	lostOnce("ade-cursor-invalid", "Apple does not know our place any more", ({ server }) => server.forgetCursors()),
	lostOnce("ade-cursor-expired", "Apple finds our place too old", (scene) =>
		refuses(scene, "EXPIRED_CURSOR", { path: "/devices/sync", times: 1 }),
	),
	lostOnce("ade-cursor-required", "Apple misses our place", (scene) =>
		refuses(scene, "CURSOR_REQUIRED", { path: "/devices/sync", times: 1 }),
	),
	lostForEver("ade-cursor-invalid", "INVALID_CURSOR"),
	lostForEver("ade-cursor-expired", "EXPIRED_CURSOR"),
	lostForEver("ade-cursor-required", "CURSOR_REQUIRED"),
	{
		code: "ade-profile-not-found",
		when: "Apple has lost the profile, and gets it again",
		async provoke(scene) {
			for (const { uuid } of scene.server.profiles()) scene.server.forgetProfile(uuid);
			await scene.round();
			assert.equal(scene.server.profiles().length, 1);
			for (const serial of scene.serials) assert.equal(scene.server.device(serial)?.profileUuid, scene.server.profiles()[0]?.uuid);
		},
		saw: "ade-profile-not-found",
		severity: "warning",
		fix: "ade profiles define Office --token TOKEN",
		mend: nothing,
		heals: true,
	},
	{
		code: "ade-profile-not-found",
		when: "Apple loses every profile that it is given, for hours",
		async provoke(scene) {
			await touched(scene);
			refuses(scene, "PROFILE_NOT_FOUND", { path: "/profile/devices" });
			const defined = scene.server.profiles().length;
			const began = scene.at.house.clock.now();
			while (scene.at.house.clock.now() - began < 2 * hour + 10 * minute) await scene.round();
			assert.ok(scene.server.profiles().length - defined <= 5, "what Apple cannot keep is not defined in every round");
			assert.equal((await incidentsOf(scene)).length, 1);
		},
		saw: "ade-profile-not-found",
		severity: "error",
		fix: "ade profiles define Office --token TOKEN",
		async mend(scene) {
			scene.at.apple.behave();
			await scene.round();
		},
		closedBy: "healed",
	},
];
