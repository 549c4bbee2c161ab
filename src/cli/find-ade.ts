import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import { findProfile } from "../ade/profiles.ts";
import { findToken } from "../ade/tokens.ts";
import type { Context } from "./command.ts";
import { type Problem, refusedBy } from "./problem.ts";
import type { Reply } from "./reply.ts";

type Missed = { readonly ok: false; readonly reply: Reply };
export type FoundToken = { readonly ok: true; readonly token: AdeToken } | Missed;
export type FoundProfile = { readonly ok: true; readonly token: AdeToken; readonly profile: AdeProfile } | Missed;

/** The token that is named; without a name the only one. */
export async function givenToken(typed: string | undefined, context: Context): Promise<FoundToken> {
	const { read } = context.domain.store;
	const tokens = await read.adeTokens.list();
	const [only] = tokens;
	if (only === undefined) return missed({ kind: "ade-no-tokens" }, context);
	if (typed === undefined) {
		if (tokens.length === 1) return { ok: true, token: only };
		return missed({ kind: "ade-token-of-which", known: tokens.map(({ name }) => name) }, context);
	}
	const found = await findToken(read, typed);
	return found.ok ? found : missed(found.problem, context);
}

/** The profile of this name: of the token that is named, else of whichever token while only one has it. */
export async function givenProfile(typed: string, token: string | undefined, context: Context): Promise<FoundProfile> {
	const { read } = context.domain.store;
	if (token !== undefined) {
		const found = await givenToken(token, context);
		if (!found.ok) return found;
		const profile = await findProfile(read, found.token, typed);
		return profile.ok ? { ok: true, token: found.token, profile: profile.profile } : missed(profile.problem, context);
	}
	const tokens = await read.adeTokens.list();
	if (tokens.length === 0) return missed({ kind: "ade-no-tokens" }, context);
	const same: { token: AdeToken; profile: AdeProfile }[] = [];
	for (const one of tokens) {
		const found = await findProfile(read, one, typed);
		if (found.ok) same.push({ token: one, profile: found.profile });
	}
	const [only] = same;
	if (only !== undefined && same.length === 1) return { ok: true, ...only };
	if (only !== undefined)
		return missed({ kind: "ade-profile-of-which", profile: typed, tokens: same.map((one) => one.token.name) }, context);
	const known: string[] = [];
	for (const one of tokens) known.push(...(await read.adeProfiles.ofToken(one.id)).map(({ name }) => name));
	return missed({ kind: "ade-profile-unknown", profile: typed, known: [...new Set(known)] }, context);
}

function missed(problem: Problem, { language }: Context): Missed {
	const none = problem.kind === "ade-profile-unknown" && problem.known.length === 0;
	return { ok: false, reply: refusedBy(none ? { kind: "ade-no-profiles", profile: problem.profile } : problem, language) };
}
