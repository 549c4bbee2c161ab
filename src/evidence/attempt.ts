/**
 * The vocabulary of a try. An attempt is one device's one way from the first page seen to managed, on record whatever happens.
 */

/** The ways in which a device can enroll, and the two that follow. */
export type Journey = "web" | "account-driven" | "ade-sign-in" | "ade-userless" | "renewal" | "unenrollment";

/** `stopped` is silence: the device went away between two steps. */
export const attemptStates = ["open", "refused", "stopped", "enrolled"] as const;
export type AttemptState = (typeof attemptStates)[number];

/** The steps of the web journey, in the order in which a device passes them. */
export const webSteps = [
	"portal-opened",
	"signed-in",
	"terms-accepted",
	"profile-downloaded",
	"ca-certificate-fetched",
	"identity-issued",
	"authenticated",
	"managed",
	"connected",
] as const;

/**
 * The steps of Automated Device Enrollment before those that it shares with the web journey from `profile-downloaded` on, and the one after
 * `managed`.
 */
export const adeSteps = ["device-described", "configured"] as const;

/** What can be written on a try beside its journey's steps. */
export type StepName =
	| (typeof webSteps)[number]
	| (typeof adeSteps)[number]
	| "refused"
	| "push-sent"
	| "checked-out"
	| "identity-renewed"
	| "fell-silent"
	/** What the phone showed, as its owner says or its log. */
	| "reported";

/** What a try waits for: the next sign of its person or its device. Each has its patience (enrollment/silence.ts). */
export const awaitedSigns = [
	/** On the enrollment page, by whoever has given a name. */
	"page",
	/** In Setup Assistant: that its user signs in, and after it that they come through the pages. */
	"setup-sign-in",
	"setup-page",
	/** Of the profile: by a person in Settings, or by Setup Assistant itself. */
	"installation",
	"setup-installation",
	/** That the device asks for its certificate. */
	"identity",
	/** Authenticate and TokenUpdate. */
	"push-token",
	/** The answer to the first command. */
	"connection",
	/** The answer to DeviceConfigured. */
	"configuration",
	/** Of a device that has come through: any message, and, where none came for long, the answer to the question whether it is still there. */
	"contact",
	"answer",
] as const;

export type AwaitedSign = (typeof awaitedSigns)[number];

/** Whether the try waits for nothing any more, or only for signs of life. */
export function hasComeThrough(awaits: AwaitedSign | null): boolean {
	return awaits === null || awaits === "contact" || awaits === "answer";
}

/** Plain data: what was seen, rendered later in a language. No secret may enter. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Step {
	readonly name: StepName;
	/** Epoch milliseconds. */
	readonly at: number;
	readonly evidence: { readonly [key: string]: Json };
}

/** The device as far as it is known; serial and OS are trustworthy from Authenticate on only. */
export interface DeviceDescription {
	readonly udid: string | null;
	readonly serial: string | null;
	/** Apple's product name: `iPhone15,2`. */
	readonly product: string | null;
	readonly osVersion: string | null;
}

export interface Attempt {
	readonly id: string;
	/** Short, sayable on the telephone: `K7-4QPM`. */
	readonly reference: string;
	readonly journey: Journey;
	readonly state: AttemptState;
	/** The code of the last refusal, or of the silence that stopped it; null while none. */
	readonly code: string | null;
	readonly userId: string | null;
	/** As typed at sign-in, lower case; kept even when no such user exists. */
	readonly upn: string | null;
	readonly device: DeviceDescription;
	readonly deviceId: string | null;
	/** What the last deciding function wrote. */
	readonly decision: StoredDecision | null;
	/** null: for nothing, or nobody knows yet whose try it is. */
	readonly awaits: AwaitedSign | null;
	/** null where it waits for nothing. */
	readonly awaitsSince: number | null;
	readonly startedAt: number;
	readonly updatedAt: number;
}

/** A Decision as it is written down: the codes are plain strings there, so that an old row still reads after a code is added. */
export interface StoredDecision {
	readonly step: string;
	readonly at: number;
	/** `stop`: nothing was refused, and the try went no further. */
	readonly verdict: "admit" | "refuse" | "stop";
	readonly code: string | null;
	readonly findings: readonly { readonly check: string; readonly outcome: "pass" | "fail" | "unknown"; readonly saw: Json }[];
}
