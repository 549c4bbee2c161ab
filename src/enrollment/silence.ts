import type { SilenceCode } from "../checks/index.ts";
import type { Attempt, AttemptState, AwaitedSign, Step, StepName } from "../evidence/attempt.ts";
import { isAde } from "./ade-door.ts";

/** How patient we are with each group of signs, milliseconds. */
export interface SilenceLimits {
	/** A person on a page, or in Settings with a profile that waits there. */
	readonly person: number;
	/** A person at the sign-in pages of Setup Assistant. */
	readonly signIn: number;
	/** A device in the middle of its own work, which nobody has to help. */
	readonly device: number;
	/** A device that Apple's push must reach first. */
	readonly connection: number;
	/** A device that is held in Setup Assistant. */
	readonly configuration: number;
	/** A device that is managed, until it is asked whether it is still there; and its answer. */
	readonly contact: number;
	readonly answer: number;
}

/** What a try is stopped with that waits too long. `managed`: the device is enrolled by then, whatever it leaves undone. */
export interface Silence {
	readonly code: SilenceCode;
	readonly limit: keyof SilenceLimits;
	readonly managed: boolean;
}

/** THE TABLE of silence: what each sign is waited for, and which failure its absence is. */
export const silences: Readonly<Record<AwaitedSign, Silence>> = {
	page: { code: "page-left", limit: "person", managed: false },
	"setup-sign-in": { code: "ade-stuck-at-sign-in", limit: "signIn", managed: false },
	"setup-page": { code: "page-left", limit: "signIn", managed: false },
	installation: { code: "profile-not-installed", limit: "person", managed: false },
	"setup-installation": { code: "profile-not-installed", limit: "device", managed: false },
	identity: { code: "identity-not-obtained", limit: "device", managed: false },
	"push-token": { code: "payload-failed", limit: "device", managed: false },
	connection: { code: "never-checked-in", limit: "connection", managed: true },
	configuration: { code: "stuck-at-configuration", limit: "configuration", managed: true },
	contact: { code: "device-went-silent", limit: "contact", managed: true },
	answer: { code: "device-went-silent", limit: "answer", managed: true },
};

type Waits = AwaitedSign | null;

/**
 * What is waited for after each step. `passes`: the step is none of the device's or its person's, and whatever was waited for still is.
 * A page that somebody opened without giving a name is not waited for: it may have been a robot, and is forgotten after a day.
 */
const after: Readonly<Record<StepName, Waits | "passes" | ((attempt: Attempt, evidence: Step["evidence"]) => Waits)>> = {
	"portal-opened": ({ upn }) => (upn === null ? null : "page"),
	// Without a user the profile is the answer to the description.
	"device-described": ({ journey }) => (journey === "ade-sign-in" ? "setup-sign-in" : "setup-installation"),
	"signed-in": ({ journey }) => (isAde(journey) ? "setup-page" : "page"),
	"terms-accepted": ({ journey }) => (isAde(journey) ? "setup-page" : "page"),
	"profile-downloaded": ({ journey }) => (isAde(journey) ? "setup-installation" : "installation"),
	// Anybody can write the address of a try that a robot opened.
	"ca-certificate-fetched": ({ upn, journey }) => (upn === null && !isAde(journey) ? null : "identity"),
	"identity-issued": "push-token",
	authenticated: "push-token",
	managed: (_, { awaiting }) => (awaiting === true ? "configuration" : "connection"),
	// A phone that is held in Setup Assistant has not come to its end with its first answer.
	connected: (_, { awaiting }) => (awaiting === true ? "configuration" : "contact"),
	configured: "contact",
	refused: null,
	"checked-out": null,
	"push-sent": "passes",
	"identity-renewed": "passes",
	"fell-silent": "passes",
	reported: "passes",
};

/** What the try waits for once this step is on record; undefined: for what it waited for before. */
export function awaitedAfter(attempt: Attempt, { name, evidence }: Pick<Step, "name" | "evidence">): Waits | undefined {
	const waits = after[name];
	if (waits === "passes") return undefined;
	return typeof waits === "function" ? waits(attempt, evidence) : waits;
}

/** The last step that the device or its person took. */
export function lastSign(steps: readonly Step[]): Step | undefined {
	return steps.findLast(({ name }) => name !== "refused" && after[name] !== "passes");
}

const managedCodes: ReadonlySet<string> = new Set(
	Object.values(silences)
		.filter(({ managed }) => managed)
		.map(({ code }) => code),
);

/** How a try stands apart from its silence: a device that became managed and then fell silent is managed all the same. */
export function standing({ state, code }: Pick<Attempt, "state" | "code">): Exclude<AttemptState, "stopped"> {
	if (state !== "stopped") return state;
	return managedCodes.has(code ?? "") ? "enrolled" : "open";
}
