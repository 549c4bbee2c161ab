import { listPolicies, type Policy } from "../tenant/policies.ts";
import { policyKindOf } from "../tenant/policies-fact.ts";
import { enumerated } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import { refusedBy } from "./problem.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

/** As kinds are typed; `types` are the ways in which a user may enroll. */
export const kindWords = ["platform", "limit", "types"] as const;
export type KindWord = (typeof kindWords)[number];

export const kindOf = policyKindOf;

/** Every policy, the kinds in this order, each by priority. */
export async function allPolicies({ domain }: Context): Promise<readonly { readonly word: KindWord; readonly policy: Policy }[]> {
	const all = [];
	for (const word of kindWords) {
		for (const policy of await listPolicies(domain.store.read, kindOf[word])) all.push({ word, policy });
	}
	return all;
}

export type FoundPolicy =
	| { readonly ok: true; readonly word: KindWord; readonly policy: Policy }
	| { readonly ok: false; readonly reply: Reply };

/** The policy of this name, of whatever kind while only one has it (each kind has its “Default”). */
export async function findPolicy(typed: string, kind: KindWord | undefined, context: Context): Promise<FoundPolicy> {
	const all = (await allPolicies(context)).filter(({ word }) => kind === undefined || word === kind);
	const same = all.filter(
		({ policy }) => policy.id === typed || policy.name.toLowerCase() === typed.normalize("NFKC").trim().toLowerCase(),
	);
	const [only] = same;
	if (only !== undefined && same.length === 1) return { ok: true, ...only };
	const { texts, language } = context;
	if (only === undefined) {
		const known = [...new Set(all.map(({ policy }) => policy.name))];
		return { ok: false, reply: refusedBy({ kind: "policy-unknown", policy: typed, known }, language) };
	}
	const kinds = same.map(({ word }) => `--kind ${word}`);
	return { ok: false, reply: failed(say(texts.said["policy-of-which-kind"], { policy: typed, kinds }, language)) };
}

/** A policy's settings in words. */
export function settingsText({ word, policy }: { readonly word: KindWord; readonly policy: Policy }, { texts, language }: Context): string {
	const { said } = texts;
	const { settings } = policy;
	if (word === "limit" && "limit" in settings) return say(said["limit-of"], { limit: settings.limit }, language);
	if ("allowed" in settings) return enumerated(settings.allowed, language);
	if (!("platformBlocked" in settings)) return "";
	const { platformBlocked, personalBlocked, osMinimum, osMaximum } = settings;
	if (platformBlocked) return said["ios-blocked"];
	const parts = [said[personalBlocked ? "personal-blocked" : "personal-allowed"]];
	if (osMinimum !== null || osMaximum !== null) parts.push(`iOS ${osMinimum ?? ""}–${osMaximum ?? ""}`);
	return enumerated(parts, language);
}

export function policyData({ word, policy }: { readonly word: KindWord; readonly policy: Policy }, groups: ReadonlyMap<string, string>) {
	const { id, name, priority, groupIds, settings } = policy;
	return { id, kind: word, name, priority, groups: groupIds.map((one) => groups.get(one) ?? one), ...settings };
}

/** Names of groups by id. */
export async function groupNames({ domain }: Context): Promise<ReadonlyMap<string, string>> {
	return new Map((await domain.store.read.groups.list()).map(({ id, name }) => [id, name]));
}

/** The words for a kind in a list. */
export function kindTitle(word: KindWord, { texts }: Context): string {
	return texts.words.policyKind[word];
}
