import type { AdeProfileFact, AdeTokenFact, AppleRefusalFact } from "../evidence/ade-fact.ts";
import type { Facts } from "../evidence/facts.ts";
import { type Judgement, notKnownYet, pass, unknown } from "./check.ts";

/**
 * What a request to Apple's device service passes, in order. Whoever was refused at one gate had passed those before it, and of those behind it
 * nothing is known: a server that does not answer says nothing of the token.
 */
const gates = ["network", "service", "token", "access", "terms", "request"] as const;

export type Gate = (typeof gates)[number];

/** Kinds as protocol/ade/refusal.ts names them; any other is about the request itself. */
const gateOf: ReadonlyMap<string, Gate> = new Map([
	["unreachable", "network"],
	["server-error", "service"],
	["too-many-requests", "service"],
	["answer-unreadable", "service"],
	["unauthorized", "token"],
	["access-denied", "access"],
	["terms-not-signed", "terms"],
]);

type Seen =
	| "apple-not-asked-yet"
	| "apple-answers"
	| "apple-took-profile"
	| "apple-refuses-otherwise"
	| "apple-refuses-earlier"
	| "not-known-yet";

/** Judges the refusal of the profile where a profile is judged, else that of the token. `found` is asked only where its kind is one of `kinds`. */
export function judgeRefusal<K extends string>(
	facts: Facts,
	kinds: { readonly gate: Gate; readonly has: (kind: string, about: "profile" | "token") => boolean },
	found: (refusal: AppleRefusalFact, values: ReturnType<typeof refusalValues>) => Judgement<K>,
): Judgement<K | Seen> {
	const { adeToken, adeProfile } = facts;
	if (adeProfile !== undefined) return judge(adeProfile.refusal, "profile", profileValues(adeProfile), asked(adeProfile), kinds, found);
	if (adeToken === undefined) return notKnownYet("adeToken");
	return judgeTokenRefusal(facts, kinds, found);
}

/** The same for what is about the token whatever is judged. */
export function judgeTokenRefusal<K extends string>(
	{ adeToken }: Facts,
	kinds: { readonly gate: Gate; readonly has: (kind: string, about: "profile" | "token") => boolean },
	found: (refusal: AppleRefusalFact, values: ReturnType<typeof refusalValues>) => Judgement<K>,
): Judgement<K | Seen> {
	if (adeToken === undefined) return notKnownYet("adeToken");
	return judge(adeToken.refusal, "token", tokenValues(adeToken), answered(adeToken), kinds, found);
}

/** Whether one of these kinds. */
export function anyOf(...kinds: readonly string[]): (kind: string) => boolean {
	return (kind) => kinds.includes(kind);
}

export function isAboutRequest(kind: string): boolean {
	return !gateOf.has(kind);
}

interface Subject {
	readonly token: string;
	readonly profile: string | null;
}

function judge<K extends string>(
	refusal: AppleRefusalFact | null,
	about: "profile" | "token",
	subject: Subject,
	unrefused: () => Judgement<Seen>,
	{ gate, has }: { readonly gate: Gate; readonly has: (kind: string, about: "profile" | "token") => boolean },
	found: (refusal: AppleRefusalFact, values: ReturnType<typeof refusalValues>) => Judgement<K>,
): Judgement<K | Seen> {
	if (refusal === null) return unrefused();
	const values = refusalValues(refusal, subject);
	if (has(refusal.kind, about)) return found(refusal, values);
	const reached = gates.indexOf(gateOf.get(refusal.kind) ?? "request");
	return reached >= gates.indexOf(gate) ? pass("apple-refuses-otherwise", values) : unknown("apple-refuses-earlier", values);
}

function refusalValues({ status, said, since, at }: AppleRefusalFact, subject: Subject) {
	return { ...subject, status, said: said === "" ? null : said, sinceAt: since, lastAt: at };
}

const tokenValues = ({ name }: AdeTokenFact): Subject => ({ token: name, profile: null });
const profileValues = ({ name, token }: AdeProfileFact): Subject => ({ token, profile: name });

const answered =
	({ name: token, lastSuccessAt }: AdeTokenFact) =>
	(): Judgement<Seen> =>
		lastSuccessAt === null ? unknown("apple-not-asked-yet", { token }) : pass("apple-answers", { token, lastSuccessAt });

const asked =
	({ name: profile, definedAt }: AdeProfileFact) =>
	(): Judgement<Seen> =>
		definedAt === null ? unknown("apple-not-asked-yet", { token: profile }) : pass("apple-took-profile", { profile, definedAt });
