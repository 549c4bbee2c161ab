import type { Json } from "../evidence/attempt.ts";
import { observationKeys } from "../evidence/observation-keys.ts";
import { comesAgain, day, type Exercise, minute, whose } from "./exercise.ts";
import type { Scenario, Situation } from "./scenario.ts";

const domain = "contoso.example";

/** Something outside is turned and put back; the service looks at it both times, and a phone enrolls afterwards. */
function turned(
	code: string,
	of: "tenant" | "domain",
	{ turn, back }: { readonly turn: (exercise: Exercise) => void; readonly back: (exercise: Exercise) => void },
): Scenario {
	return {
		code,
		journey: "organization",
		async play(exercise) {
			const health = await exercise.health();
			const look = async () => {
				await health.lookAtEverything(() => undefined);
				await health.judge();
			};
			const hand = async () => {
				back(exercise);
				await look();
			};
			turn(exercise);
			exercise.undo(async () => back(exercise));
			await look();
			const person = await exercise.newcomer();
			return { ...whose(person), incidentOf: ({ kind }) => kind === of, hand, again: () => comesAgain(exercise, person) };
		},
	};
}

const record = (code: string, host: string) =>
	turned(code, "domain", {
		turn: ({ stage }) =>
			stage.outside.names.set(host, { kind: "several", targets: [new URL(stage.url).hostname, "enrollment.elsewhere.example"] }),
		back: ({ stage }) => stage.outside.names.set(host, { kind: "cname", target: new URL(stage.url).hostname }),
	});

/** As if a proxy stood before the service, whose certificate ends soon: what a client saw is what counts. */
const certificateEnds: Scenario = {
	code: "server-certificate-expiring",
	journey: "organization",
	async play(exercise): Promise<Situation> {
		const { store, clock, config } = exercise.stage.domain;
		const health = await exercise.health();
		const look = async () => {
			await health.lookAtEverything(() => undefined);
			await health.judge();
		};
		await look();
		const url = new URL(config.publicUrl);
		const key = observationKeys.tls(`${url.hostname}:${url.port === "" ? "443" : url.port}`);
		const seen = await store.read.observations.get(key);
		if (seen === undefined || typeof seen.value !== "object" || seen.value === null || Array.isArray(seen.value))
			throw new Error("nobody has looked at the service");
		const value = { ...(seen.value as { readonly [name: string]: Json }), notAfter: clock.now() + 9 * day };
		await store.write((stores) => stores.observations.put(key, value, clock.now()));
		await health.judge();
		exercise.undo(look);
		const person = await exercise.newcomer();
		return { ...whose(person), incidentOf: ({ kind }) => kind === "tenant", hand: look, again: () => comesAgain(exercise, person) };
	},
};

/** What is wrong outside: name service, web site, clock, certificates. */
export const outsideScenarios: readonly Scenario[] = [
	record("dns-enrollment-cname", `enterpriseenrollment.${domain}`),
	record("dns-registration-cname", `enterpriseregistration.${domain}`),
	turned("service-discovery-missing", "domain", {
		turn: ({ stage }) => stage.outside.sites.set(domain, null),
		back: ({ stage }) => stage.outside.sites.set(domain, { kind: "servers", baseUrl: stage.url }),
	}),
	turned("server-clock-wrong", "tenant", {
		turn: ({ stage }) => stage.outside.time.behave({ kind: "off", offsetMs: 10 * minute }),
		back: ({ stage }) => stage.outside.time.behave({ kind: "right" }),
	}),
	certificateEnds,
];
