import type { Permission } from "../../administrators/permissions.ts";
import type { Json } from "../../evidence/attempt.ts";
import { type ApiProblemCode, needsText, problemTitle } from "../../texts/api-texts.ts";
import type { Language } from "../../texts/texts.ts";

/** What each refusal looks like on the wire: one without its row does not compile. */
export const problemStatus: Readonly<Record<ApiProblemCode, number>> = {
	unreadable: 400,
	"not-signed-in": 401,
	"sign-in-refused": 401,
	"setup-code-wrong": 403,
	"sign-in-again": 403,
	"ceremony-over": 409,
	"passkey-refused": 422,
	"passkey-exists": 409,
	"passkey-unknown": 404,
	"too-many-passkeys": 409,
	"too-many-tokens": 409,
	"last-way-in": 409,
	"password-wrong": 422,
	"password-missing": 409,
	"code-wrong": 422,
	"invitation-unknown": 404,
	"administrator-of-provider": 409,
	"provider-not-set": 404,
	"provider-away": 502,
	forbidden: 403,
	"scope-missing": 403,
	"not-for-tokens": 403,
	"cross-site": 403,
	"not-found": 404,
	"administrator-unknown": 404,
	"set-up-already": 409,
	"administrator-exists": 409,
	"last-owner": 409,
	"administrator-changed": 412,
	"changed-meanwhile": 412,
	"too-large": 413,
	"media-type": 415,
	"administrator-name-malformed": 422,
	"password-too-short": 422,
	"password-too-long": 422,
	"not-done": 422,
	"import-under-way": 409,
	"tour-busy": 409,
	"tour-not-now": 409,
	"version-needed": 428,
	throttled: 429,
	"too-many-streams": 429,
	"too-fast": 429,
	"provider-refused": 502,
	unexpected: 500,
	unavailable: 503,
	busy: 503,
};

/** Why the API did not do what was asked. */
export interface ApiProblem {
	readonly problem: ApiProblemCode;
	/** What a command said, for a person. */
	readonly detail?: string;
	/** Of `not-done`: which refusal of the domain it is, with what it names. */
	readonly reason?: { readonly kind: string } & { readonly [name: string]: Json };
	/** Of `unreadable`: where, and what kind of fault; never what was sent. */
	readonly fields?: readonly { readonly at: string; readonly fault: string }[];
	/** Of `forbidden` and `scope-missing`: which permissions whoever asks lacks. */
	readonly needs?: readonly Permission[];
	/** Of `throttled`: when the next try is heard, epoch milliseconds. */
	readonly retryAt?: number;
}

export const refuse = (problem: ApiProblemCode): ApiProblem => ({ problem });

/** RFC 9457. `code` is what a program looks at; `title` is for a person. */
export function problemDocument({ problem, detail, reason, fields, needs, retryAt }: ApiProblem, language: Language) {
	const told =
		needs !== undefined && (problem === "forbidden" || problem === "scope-missing") ? needsText(problem, needs, language) : detail;
	return {
		type: `urn:genkan:problem:${problem}`,
		title: problemTitle(problem, language),
		status: problemStatus[problem],
		code: problem,
		...(told === undefined ? {} : { detail: told }),
		...(reason === undefined ? {} : { reason }),
		...(fields === undefined ? {} : { fields }),
		...(needs === undefined ? {} : { needs }),
		...(retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() }),
	};
}
