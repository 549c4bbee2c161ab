import type { Json } from "./attempt.ts";

/**
 * What a check saw, as data. `kind` names the sentence in texts/ that renders it; the rest are the sentence's values.
 * Instants are epoch milliseconds under keys that end in `At`; versions, names and numbers are as they are.
 */
export interface Evidence {
	readonly kind: string;
	readonly [value: string]: Json;
}

/** A check's answer. `unknown`: a fact that it needs was not to be had at this step. */
export interface Finding<C extends string = string> {
	readonly check: C;
	readonly outcome: "pass" | "fail" | "unknown";
	readonly saw: Evidence;
}

/** All checks that could run did, so that one refusal never hides the next. `code` is the first that failed, in the table's order. */
export type Decision<C extends string = string> =
	| { readonly verdict: "admit"; readonly findings: readonly Finding<C>[] }
	| { readonly verdict: "refuse"; readonly code: C; readonly findings: readonly Finding<C>[] };

/**
 * Who mends it: user, administrator, Apple Business/School Manager administrator, directory or DNS administrator, nobody (wait).
 */
export type Who = "user" | "administrator" | "apple-manager" | "directory" | "nobody";

/** Microsoft Graph's deviceEnrollmentFailureReason. */
export type Category =
	| "unknown"
	| "authentication"
	| "authorization"
	| "accountValidation"
	| "userValidation"
	| "deviceNotSupported"
	| "inMaintenance"
	| "badRequest"
	| "featureNotSupported"
	| "enrollmentRestrictionsEnforced"
	| "clientDisconnected"
	| "userAbandonment";

/**
 * A way to mend. `id` names its title in texts/ (`fixes.<id>`), `values` fill it; `command` is the arguments after `genkan`, or null where a
 * person must act outside the product.
 */
export interface Fix {
	readonly id: string;
	readonly values: { readonly [key: string]: string };
	readonly command: readonly string[] | null;
}
