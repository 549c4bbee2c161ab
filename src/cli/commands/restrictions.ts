import { newId } from "../../enrollment/record.ts";
import { createPolicy, deletePolicy, movePolicy, updatePolicy } from "../../tenant/policies.ts";
import type { PlatformRestriction, PolicySettings } from "../../tenant/policy-settings.ts";
import { enrollingJourneys } from "../../tenant/policy-settings.ts";
import { printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import {
	allPolicies,
	findPolicy,
	groupNames,
	type KindWord,
	kindOf,
	kindTitle,
	kindWords,
	policyData,
	settingsText,
} from "../find-policy.ts";
import { changingPolicy } from "../policy-change.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";
import { commandWord } from "../typed-word.ts";

const policy = { kind: "text", value: "POLICY" } as const;
const kind = { kind: "text", value: "platform|limit|types", choices: kindWords, help: "policy-kind" } as const;
const group = { kind: "texts", value: "GROUP", help: "policy-group" } as const;
/** What a platform restriction can be told. */
export const platformOptions = {
	"allow-ios": { kind: "flag", help: "allow-ios" },
	"block-ios": { kind: "flag", help: "block-ios" },
	"allow-personal": { kind: "flag", help: "allow-personal" },
	"block-personal": { kind: "flag", help: "block-personal" },
	"os-min": { kind: "text", value: "VERSION", help: "os-min" },
	"os-max": { kind: "text", value: "VERSION", help: "os-max" },
} as const;
const priority = { kind: "number", value: "NUMBER", help: "policy-priority" } as const;

export const restrictionCommands = [
	command({
		name: "restrictions",
		aliases: ["restrictions list"],
		store: "read",
		run: (_, context) => listRestrictions(context, kindWords),
	}),
	command({
		name: "restrictions set",
		store: "write",
		arguments: { policy },
		options: platformOptions,
		async run(given, context) {
			const stopped = contradiction(given, context);
			if (stopped !== undefined) return stopped;
			const settings = platformSettings(given);
			if (Object.keys(settings).length === 0) return failed(context.texts.said["nothing-to-change"]);
			return changeSettings("platform", given.policy, settings, context);
		},
	}),
	command({
		name: "restrictions limit",
		store: "write",
		arguments: { policy, number: { kind: "number", value: "NUMBER" } },
		run: ({ policy: name, number: limit }, context) => changeSettings("limit", name, { limit }, context),
	}),
	command({
		name: "restrictions create",
		store: "write",
		arguments: { name: { kind: "text", value: "NAME" } },
		options: {
			kind: { ...kind, required: true },
			group,
			priority,
			...platformOptions,
			limit: { kind: "number", value: "NUMBER", help: "policy-limit" },
			allow: { kind: "texts", value: "WAY,…", help: "types-allow" },
		},
		async run(given, context) {
			const { domain, texts, language } = context;
			const { name, kind: word, group: groups, priority: wanted } = given;
			const stopped = contradiction(given, context);
			if (stopped !== undefined) return stopped;
			const now = domain.clock.now();
			const id = newId(domain.clock, domain.randomness);
			const ways = enrollingJourneys.filter((way) => given.allow.some((typed) => commandWord(typed) === way));
			if (given.allow.length > ways.length)
				return refusedBy({ kind: "journey-unknown", journey: given.allow.join(", "), allowed: enrollingJourneys }, language);
			const settings = {
				platform: platformSettings(given),
				limit: given.limit === undefined ? {} : { limit: given.limit },
				types: ways.length === 0 ? {} : { allowed: ways },
			}[word];
			const outcome = await act(context, (stores, tell) =>
				changingPolicy(stores, tell, { word, id }, async () => {
					const made = await createPolicy(stores, { kind: kindOf[word], id, name, settings, groups, now });
					if (!made.ok || wanted === undefined || wanted === made.policy.priority) return made;
					const moved = await movePolicy(stores, { kind: kindOf[word], policy: id, priority: wanted, now });
					if (moved.ok) return made;
					await deletePolicy(stores, { kind: kindOf[word], policy: id, now });
					return moved;
				}),
			);
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return changedPolicy(
				word,
				id,
				context,
				groups.length === 0 ? [say(texts.said["policy-without-groups"], { policy: name }, language)] : [],
			);
		},
	}),
	command({
		name: "restrictions assign",
		store: "write",
		arguments: { policy },
		options: { kind, group, "no-groups": { kind: "flag", help: "no-groups" }, priority },
		async run(given, context) {
			const { domain, texts, language } = context;
			const { priority: wanted } = given;
			const none = given["no-groups"];
			if (given.group.length === 0 && !none && given.priority === undefined) return failed(texts.said["nothing-to-change"]);
			const found = await findPolicy(given.policy, given.kind, context);
			if (!found.ok) return found.reply;
			const of = { kind: kindOf[found.word], policy: found.policy.id, now: domain.clock.now() };
			const groups = none ? [] : given.group.length > 0 ? given.group : undefined;
			const outcome = await act(context, (stores, tell) =>
				changingPolicy(stores, tell, { word: found.word, id: of.policy }, async () => {
					// What can be refused without having written comes first: a unit of work that answers is kept.
					const moved = wanted === undefined ? undefined : await movePolicy(stores, { ...of, priority: wanted });
					if (moved?.ok === false) return moved;
					const assigned = groups === undefined ? undefined : await updatePolicy(stores, { ...of, change: { groups } });
					if (assigned?.ok === false && moved !== undefined) await movePolicy(stores, { ...of, priority: found.policy.priority ?? 1 });
					return assigned ?? moved ?? { ok: true as const };
				}),
			);
			return outcome.ok ? changedPolicy(found.word, found.policy.id, context) : refusedBy(outcome.problem, language);
		},
	}),
	command({
		name: "restrictions delete",
		store: "write",
		arguments: { policy },
		options: { kind },
		async run({ policy: typed, kind: word }, context) {
			const { domain, texts, language } = context;
			const found = await findPolicy(typed, word, context);
			if (!found.ok) return found.reply;
			const now = domain.clock.now();
			const { id, name } = found.policy;
			const outcome = await act(context, (stores, tell) =>
				changingPolicy(stores, tell, { word: found.word, id }, () => deletePolicy(stores, { kind: kindOf[found.word], policy: id, now })),
			);
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return done({ id, kind: found.word, name }, say(texts.said["policy-deleted"], { policy: name }, language));
		},
	}),
] as const;

export interface GivenPlatform {
	readonly "allow-ios": boolean;
	readonly "block-ios": boolean;
	readonly "allow-personal": boolean;
	readonly "block-personal": boolean;
	readonly "os-min": string | undefined;
	readonly "os-max": string | undefined;
}

/** Why these options cannot stand together. */
export function contradiction(given: GivenPlatform, { texts, language }: Context): Reply | undefined {
	for (const what of ["ios", "personal"] as const) {
		if (!given[`allow-${what}`] || !given[`block-${what}`]) continue;
		return failed(say(texts.said.contradiction, { one: `--allow-${what}`, other: `--block-${what}` }, language));
	}
	return undefined;
}

/** What was named of a platform restriction. */
export function platformSettings(given: GivenPlatform): Partial<PlatformRestriction> {
	const settings: { -readonly [K in keyof PlatformRestriction]?: PlatformRestriction[K] } = {};
	if (given["allow-ios"] || given["block-ios"]) settings.platformBlocked = given["block-ios"];
	if (given["allow-personal"] || given["block-personal"]) settings.personalBlocked = given["block-personal"];
	if (given["os-min"] !== undefined) settings.osMinimum = versionOf(given["os-min"]);
	if (given["os-max"] !== undefined) settings.osMaximum = versionOf(given["os-max"]);
	return settings;
}

/** Of the policy of this kind that has this name. */
export async function changeSettings<W extends KindWord>(
	word: W,
	typed: string,
	settings: Partial<PolicySettings[(typeof kindOf)[W]]>,
	context: Context,
): Promise<Reply> {
	const found = await findPolicy(typed, word, context);
	if (!found.ok) return found.reply;
	const { id } = found.policy;
	const now = context.domain.clock.now();
	const outcome = await act(context, (stores, tell) =>
		changingPolicy(stores, tell, { word, id }, () => updatePolicy(stores, { kind: kindOf[word], policy: id, change: { settings }, now })),
	);
	return outcome.ok ? changedPolicy(word, id, context) : refusedBy(outcome.problem, context.language);
}

/** `none` takes a bound away. */
function versionOf(typed: string): string | null {
	return /^(none|なし)?$/i.test(typed.normalize("NFKC").trim()) ? null : typed;
}

/** A policy as it is now. */
export async function changedPolicy(word: KindWord, id: string, context: Context, notes: readonly string[] = []): Promise<Reply> {
	const found = await findPolicy(id, word, context);
	if (!found.ok) return found.reply;
	const { policy: kept } = found;
	const values = { policy: kept.name, settings: settingsText(found, context) };
	return done(policyData(found, await groupNames(context)), say(context.texts.said["policy-is"], values, context.language), notes);
}

/** Policies with what they say and for whom; the first that fits a user applies. */
export async function listRestrictions(context: Context, words: readonly KindWord[]): Promise<Reply> {
	const groups = await groupNames(context);
	const all = (await allPolicies(context)).filter(({ word }) => words.includes(word));
	const { columns } = context.texts;
	const table = textTable(
		[
			{ title: columns.kind },
			{ title: columns.priority, side: "right" },
			{ title: columns.name, cut: true },
			{ title: columns.settings, cut: true },
			{ title: columns.groups, cut: true },
		],
		all.map((one) => [
			kindTitle(one.word, context),
			one.policy.priority === null ? "-" : String(one.policy.priority),
			printable(one.policy.name),
			settingsText(one, context),
			one.policy.priority === null
				? context.texts.said.everybody
				: printable(one.policy.groupIds.map((id) => groups.get(id) ?? id).join(", ") || context.texts.said.nobody),
		]),
		context,
	);
	return done(
		all.map((one) => policyData(one, groups)),
		table,
	);
}
