import assert from "node:assert/strict";
import type { AdePhoneOptions } from "../../../simulator/ade-phone.ts";
import { enroll } from "../../../simulator/enroll.ts";
import { createPhone } from "../../../simulator/phone.ts";
import { testDevice } from "../../../simulator/test-phone.ts";
import { type DeviceScenario, hana, type Its } from "./ade-device-scenario.ts";
import { touched } from "./ade-healing-scenarios.ts";
import { genkan, refuses } from "./ade-token-scenarios.ts";
import { minute } from "./apple-house.ts";

/** The phone is set up with a fault, and gets no further. */
async function stuck({ scene, serial }: Its, change: Partial<AdePhoneOptions> = {}): Promise<void> {
	const phone = scene.at.phone(serial, change);
	const done = await phone.setUp(hana);
	assert.ok(!done.ok, "it came through");
	phone.close();
}

/** The command that the fix names, and the round after it. */
const typed = async ({ scene }: Its, named: readonly string[]) => {
	scene.at.apple.behave();
	await genkan(scene, ...named.map((word) => (word === "NAME" ? "Office" : word)));
	await scene.round();
};
/** Only the phone itself mends it: it is erased and set up again. */
const again = async () => {};
const later = ({ scene }: Its, ms: number) => scene.at.house.clock.move(ms);

/** A device of which the service knows, and that did not come. */
export const silentDevices: readonly DeviceScenario[] = [
	{
		code: "ade-profile-older-than-token",
		when: "its profile is older than the token",
		async provoke({ scene }) {
			await genkan(scene, "ade", "tokens", "renew", scene.name, scene.download());
		},
		told: "device",
		saw: "profile-before-token",
		fix: "ade doctor SERIAL --mend",
		mend: ({ scene }, named) => scene.at.genkan(named),
	},
	{
		code: "ade-no-default-profile",
		when: "no profile is chosen for it",
		async provoke(its) {
			const { scene } = its;
			await genkan(scene, "ade", "profiles", "default", scene.name, "none");
			scene.server.unassign([its.serial]);
			await scene.round();
			scene.server.assign([its.serial]);
			await scene.round();
			assert.deepEqual(await its.phone.setUp(), { ok: false, at: "apple", outcome: "no-profile" });
		},
		told: "device",
		saw: "no-profile-for-device",
		fix: "ade profiles default TOKEN",
		mend: typed,
	},
	{
		code: "ade-not-started",
		when: "its profile waits at Apple, and nobody has switched it on",
		provoke: async () => {},
		told: "device",
		saw: "profile-not-fetched-yet",
		fix: "ade doctor SERIAL --mend",
		mend: again,
	},
	{
		code: "ade-not-started",
		when: "it was activated before it had a profile",
		async provoke(its) {
			const { scene } = its;
			await genkan(scene, "ade", "profiles", "default", scene.name, "none");
			scene.server.unassign([its.serial]);
			await scene.round();
			scene.server.assign([its.serial]);
			await scene.round();
			assert.deepEqual(await its.phone.setUp(), { ok: false, at: "apple", outcome: "no-profile" });
			await genkan(scene, "ade", "profiles", "default", scene.name, "Office");
			await scene.round();
		},
		told: "device",
		saw: "profile-not-fetched-yet",
		fix: "ade doctor SERIAL --mend",
		mend: again,
	},
	{
		code: "ade-not-started",
		when: "its owner enrolled it on the web, before it had a profile",
		async provoke({ scene, serial, phone }) {
			const { house } = scene.at;
			const device = { ...testDevice, ...phone.description(), serial };
			const own = createPhone({ ...device, roots: [house.root], portalUrl: house.url, clock: () => house.clock.now() });
			const done = await enroll(own, hana);
			assert.ok(done.ok, JSON.stringify(done));
			own.close();
		},
		told: "device",
		saw: "set-up-without-profile",
		fix: "ade doctor SERIAL --mend",
		mend: again,
	},
	{
		code: "ade-not-started",
		when: "it fetched an earlier profile, and another one was assigned since",
		async provoke({ scene, serial }) {
			const at = scene.at.house.clock.now();
			assert.equal(scene.at.apple.activation(serial).outcome, "profile");
			later({ scene } as Its, 20 * minute);
			await touched(scene);
			await scene.round();
			// Apple goes on naming when it gave the profile before.
			const change = { profile_push_time: new Date(at).toISOString(), profile_status: "pushed" };
			scene.at.apple.misbehave({ kind: "records", serial, change, server: scene.name });
			scene.server.modify([serial]);
			await scene.round();
		},
		told: "device",
		saw: "earlier-profile-fetched",
		fix: "ade doctor SERIAL --mend",
		async mend({ scene }) {
			scene.at.apple.behave();
		},
	},
	{
		code: "ade-assignment-failed",
		when: "Apple did not take the assignment",
		async provoke({ scene, serial }) {
			scene.at.apple.misbehave({ kind: "results", results: { [serial]: "FAILED" }, server: scene.name });
			await touched(scene);
			await scene.round();
		},
		told: "device",
		saw: "assignment-failed",
		fix: "ade assign SERIAL --token TOKEN",
		mend: typed,
	},
	{
		code: "ade-assignment-failed",
		when: "Apple puts the assignment off",
		async provoke({ scene, serial }) {
			scene.at.apple.misbehave({ kind: "throttled", seconds: 1800, serials: [serial], server: scene.name, times: 1 });
			await touched(scene);
			await scene.round();
		},
		told: "device",
		saw: "assignment-throttled",
		fix: null,
		async mend({ scene }) {
			for (let rounds = 0; rounds < 8; rounds++) await scene.round();
		},
	},
	{
		code: "ade-terms-not-accepted",
		when: "its token is in an error state",
		async provoke({ scene }) {
			scene.server.newTerms();
			await scene.round();
		},
		told: "device",
		saw: "apple-terms-not-accepted",
		fix: "ade sync TOKEN",
		async mend(its, named) {
			its.scene.server.acceptTerms();
			await typed(its, named);
		},
	},
	{
		code: "ade-profile-not-found",
		when: "Apple loses its profile again and again",
		async provoke({ scene }) {
			await touched(scene);
			refuses(scene, "PROFILE_NOT_FOUND", { path: "/profile/devices" });
			await scene.round();
		},
		told: "device",
		saw: "ade-profile-not-found",
		fix: "ade doctor SERIAL --mend",
		async mend(its) {
			its.scene.at.apple.behave();
			await its.scene.at.genkan(["ade", "doctor", its.serial, "--mend"]);
		},
	},
	{
		code: "ade-stopped-at-apple",
		when: "it got its profile at Apple, and neither it nor any other came here",
		async provoke(its) {
			await stuck(its, { misbehaves: [{ kind: "stops-before", step: "open" }] });
			await its.scene.round();
			later(its, 16 * minute);
		},
		told: "device",
		saw: "stopped-and-nobody-came",
		fix: "status",
		mend: again,
	},
	{
		code: "ade-stopped-at-apple",
		when: "it got its profile at Apple and did not come here, though others did",
		async provoke(its) {
			const { scene } = its;
			await stuck(its, { misbehaves: [{ kind: "stops-before", step: "open" }] });
			await scene.round();
			later(its, 16 * minute);
			const other = scene.at.phone(scene.serials[1] ?? "");
			assert.ok((await other.setUp(hana)).ok);
			other.close();
		},
		told: "device",
		saw: "stopped-but-others-came",
		fix: null,
		mend: again,
	},
	{
		code: "apple-service-unreachable",
		when: "it does not reach Apple, which nobody but it can know",
		async provoke({ scene, serial, phone }) {
			scene.at.apple.misbehave({ kind: "activation-fails", serial });
			assert.deepEqual(await phone.setUp(), { ok: false, at: "apple", outcome: "unreachable" });
		},
		told: "likely",
		saw: "phone-perhaps-cut-off",
		fix: null,
		async mend({ scene }) {
			scene.at.apple.behave();
		},
	},
	{
		code: "ade-stuck-at-sign-in",
		when: "its user does not sign in",
		options: { settings: { signIn: "web" } },
		async provoke(its) {
			await stuck(its, { misbehaves: [{ kind: "stops-before", step: "sign-in" }] });
			later(its, 11 * minute);
		},
		told: "device",
		saw: "waits-long-at-sign-in",
		fix: null,
		mend: again,
	},
];
