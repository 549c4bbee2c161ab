import assert from "node:assert/strict";
import type { AppleError } from "../../../simulator/ade/refusal.ts";
import { touched } from "./ade-healing-scenarios.ts";
import type { TokenScenario } from "./ade-token-scenario.ts";
import { genkan, refuses } from "./ade-token-scenarios.ts";
import { hour, minute, type Scene } from "./apple-house.ts";

/** Apple does not take the profile, until the command that the fix names has changed it. */
function refusedProfile(
	code: TokenScenario["code"],
	error: AppleError,
	its: { readonly saw: string; readonly fix: string | null; readonly typed?: Readonly<Record<string, string>> },
): TokenScenario {
	return {
		code,
		when: `Apple says ${error} to a profile that we found good`,
		async provoke(scene) {
			await touched(scene);
			refuses(scene, error, { path: "/profile" });
			await scene.round();
			const asked = scene.at.apple.requests.filter((one) => one.server === scene.name && one.path === "/profile").length;
			await scene.round();
			await scene.round();
			const now = scene.at.apple.requests.filter((one) => one.server === scene.name && one.path === "/profile").length;
			assert.equal(now, asked, "Apple's word about a field is not asked for again before something is changed");
		},
		saw: its.saw,
		severity: "error",
		fix: its.fix,
		async mend(scene, named) {
			scene.at.apple.behave();
			if (its.fix === null) await touched(scene);
			else await genkan(scene, ...named.map((word) => its.typed?.[word] ?? word));
			if (its.fix?.includes(" show ") === true) await touched(scene);
			await scene.round();
		},
	};
}

const change = (option: string) => `ade profiles change Office --token TOKEN ${option}`;

/** The device that came when the scene was under way. */
const lateOf = ({ server }: Scene) => [...server.devices()].at(-1)?.serial ?? assert.fail("no device came");

const triesOf = ({ at }: Scene, serial: string) => at.apple.assignCalls.filter(({ serials }) => serials.includes(serial)).length;

/** Lets rounds run until nothing is tried any more; how long that took. */
async function untilGivenUp(scene: Scene): Promise<void> {
	const { store } = scene.at.house.domain;
	for (let rounds = 0; rounds < 40; rounds++) {
		await scene.round();
		if ((await store.read.adeDevices.nextAssignment(scene.tokenId)) === null) return;
	}
	assert.fail("it is tried for ever");
}

const assigned = async (scene: Scene, named: readonly string[]) => {
	scene.at.apple.behave();
	await genkan(scene, ...named);
	await scene.round();
};

/** What Apple does not take of a profile, what is older than it should be, and what becomes of assignments. */
export const profileScenarios: readonly TokenScenario[] = [
	refusedProfile("ade-profile-name-invalid", "CONFIG_NAME_INVALID", {
		saw: "apple-refused-name",
		fix: change("--name"),
		typed: { "NEW-NAME": "Office-2" },
	}),
	refusedProfile("ade-support-phone-invalid", "SUPPORT_PHONE_INVALID", {
		saw: "apple-refused-phone",
		fix: change("--support-phone"),
		typed: { PHONE: "03-1234-5678" },
	}),
	refusedProfile("ade-department-invalid", "DEPARTMENT_INVALID", {
		saw: "apple-refused-department",
		fix: change("--department"),
		typed: { TEXT: "IT" },
	}),
	refusedProfile("ade-profile-refused", "SUPPORT_EMAIL_INVALID", {
		saw: "apple-refused-mail",
		fix: change("--support-mail"),
		typed: { MAIL: "it@contoso.example" },
	}),
	refusedProfile("ade-profile-refused", "CONFIG_URL_INVALID", { saw: "apple-refused-address", fix: null }),
	refusedProfile("ade-profile-refused", "MAGIC_INVALID", { saw: "apple-refused-profile", fix: "ade profiles show Office --token TOKEN" }),
	{
		code: "ade-department-invalid",
		when: "Apple takes neither the profile nor an assignment of the one before: the profile comes first",
		async provoke(scene) {
			const late = lateOf(scene);
			scene.at.apple.misbehave({ kind: "results", results: { [late]: "NOT_ACCESSIBLE" }, server: scene.name });
			refuses(scene, "DEPARTMENT_INVALID", { path: "/profile" });
			await touched(scene);
			await scene.round();
			const { incidents } = scene.at.house.domain.store.read;
			assert.equal((await incidents.openOf({ kind: "ade-token", id: scene.tokenId }))[0]?.code, "ade-assignment-failed");
		},
		saw: "apple-refused-department",
		severity: "error",
		fix: change("--department"),
		async mend(scene, named) {
			scene.at.apple.behave();
			await genkan(scene, ...named.map((word) => (word === "TEXT" ? "IT" : word)));
			await scene.round();
		},
	},
	{
		code: "ade-profile-older-than-token",
		when: "the token was renewed, and no round has come since",
		async provoke(scene) {
			await genkan(scene, "ade", "tokens", "renew", scene.name, scene.download());
			assert.equal((await scene.at.genkan(["ade", "doctor", scene.name])).code, 1, "whoever looks now is told");
		},
		saw: "profile-before-token",
		severity: "error",
		fix: "ade profiles define Office --token TOKEN",
		mend: (scene, named) => genkan(scene, ...named),
	},
	{
		code: "ade-no-default-profile",
		when: "nobody chose what new devices get",
		async provoke(scene) {
			await genkan(scene, "ade", "profiles", "default", scene.name, "none");
			await scene.round();
			assert.equal(scene.at.apple.activation(lateOf(scene)).outcome, "no-profile");
		},
		saw: "no-default-profile",
		severity: "warning",
		fix: "ade profiles default TOKEN",
		async mend(scene, named) {
			await genkan(scene, ...named.map((word) => (word === "NAME" ? "Office" : word)));
			await scene.round();
		},
	},
	{
		code: "ade-assignment-failed",
		when: "Apple says FAILED, three times",
		async provoke(scene) {
			const late = lateOf(scene);
			scene.at.apple.misbehave({ kind: "results", results: { [late]: "FAILED" }, server: scene.name });
			await untilGivenUp(scene);
			assert.equal(triesOf(scene, late), 3);
		},
		saw: "assignments-failed",
		severity: "error",
		fix: "ade assign --failed --token TOKEN",
		mend: assigned,
	},
	{
		code: "ade-assignment-failed",
		when: "Apple says NOT_ACCESSIBLE, and is not asked again",
		async provoke(scene) {
			const late = lateOf(scene);
			scene.at.apple.misbehave({ kind: "results", results: { [late]: "NOT_ACCESSIBLE" }, server: scene.name });
			await untilGivenUp(scene);
			assert.equal(triesOf(scene, late), 1);
		},
		saw: "assignments-failed",
		severity: "error",
		fix: "ade assign --failed --token TOKEN",
		mend: assigned,
	},
	{
		code: "ade-assignment-failed",
		when: "Apple says THROTTLED until in an hour",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "throttled", seconds: 3600, server: scene.name, times: 1 });
			await scene.round();
			const { clock, store } = scene.at.house.domain;
			const late = lateOf(scene);
			const [device] = await store.read.adeDevices.ofToken(scene.tokenId, [late]);
			assert.ok(Math.abs((device?.throttledUntil ?? 0) - clock.now() - hour) < minute);
			await scene.round();
			await scene.round();
			assert.equal(triesOf(scene, late), 1, "not before Apple allows it");
		},
		saw: "assignments-throttled",
		severity: "warning",
		fix: null,
		async mend(scene) {
			while (scene.server.device(lateOf(scene))?.status === "empty") await scene.round();
			assert.equal(triesOf(scene, lateOf(scene)), 2);
		},
	},
	{
		code: "ade-assignment-failed",
		when: "Apple's answer leaves a device out",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "missing-serial", serials: [lateOf(scene)], server: scene.name, times: 1 });
			await scene.round();
		},
		saw: "assignments-failed",
		severity: "error",
		fix: "ade assign --failed --token TOKEN",
		async mend(scene) {
			for (let rounds = 0; rounds < 3; rounds++) await scene.round();
		},
	},
];
