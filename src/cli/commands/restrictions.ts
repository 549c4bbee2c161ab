import { newId } from "../../enrollment/record.ts";
import { createPolicy, deletePolicy, movePolicy, updatePolicy } from "../../tenant/policies.ts";
import type { PlatformRestriction } from "../../tenant/policy-settings.ts";
import { printable } from "../../texts/texts.ts";
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
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const policy = { kind: "text", value: "POLICY" } as const;
const kind = { kind: "text", value: "platform|limit|types", choices: kindWords, help: "policy-kind" } as const;
const group = { kind: "texts", value: "GROUP", help: "policy-group" } as const;
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
		options: {
			"allow-ios": { kind: "flag", help: "allow-ios" },
			"block-ios": { kind: "flag", help: "block-ios" },
			"allow-personal": { kind: "flag", help: "allow-personal" },
			"block-personal": { kind: "flag", help: "block-personal" },
			"os-min": { kind: "text", value: "VERSION", help: "os-min" },
			"os-max": { kind: "text", value: "VERSION", help: "os-max" },
		},
		async run(given, context) {
			const { domain, texts, language } = context;
			if (given["allow-ios"] && given["block-ios"])
				return failed(say(texts.said.contradiction, { one: "--allow-ios", other: "--block-ios" }, language));
			if (given["allow-personal"] && given["block-personal"])
				return failed(say(texts.said.contradiction, { one: "--allow-personal", other: "--block-personal" }, language));
			const settings: { -readonly [K in keyof PlatformRestriction]?: PlatformRestriction[K] } = {};
			if (given["allow-ios"] || given["block-ios"]) settings.platformBlocked = given["block-ios"];
			if (given["allow-personal"] || given["block-personal"]) settings.personalBlocked = given["block-personal"];
			if (given["os-min"] !== undefined) settings.osMinimum = versionOf(given["os-min"]);
			if (given["os-max"] !== undefined) settings.osMaximum = versionOf(given["os-max"]);
			if (Object.keys(settings).length === 0) return failed(texts.said["nothing-to-change"]);
			const change = { kind: "platform-restriction" as const, policy: given.policy, change: { settings }, now: domain.clock.now() };
			const outcome = await domain.store.write((stores) => updatePolicy(stores, change));
			return outcome.ok ? changed("platform", outcome.after.id, context) : refusedBy(outcome.problem, language);
		},
	}),
	command({
		name: "restrictions limit",
		store: "write",
		arguments: { policy, number: { kind: "number", value: "NUMBER" } },
		async run({ policy: name, number: limit }, context) {
			const { domain, language } = context;
			const change = { kind: "device-limit" as const, policy: name, change: { settings: { limit } }, now: domain.clock.now() };
			const outcome = await domain.store.write((stores) => updatePolicy(stores, change));
			return outcome.ok ? changed("limit", outcome.after.id, context) : refusedBy(outcome.problem, language);
		},
	}),
	command({
		name: "restrictions create",
		store: "write",
		arguments: { name: { kind: "text", value: "NAME" } },
		options: { kind: { ...kind, required: true }, group, priority },
		async run({ name, kind: word, group: groups, priority: wanted }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const id = newId(domain.clock, domain.randomness);
			const outcome = await domain.store.write(async (stores) => {
				const made = await createPolicy(stores, { kind: kindOf[word], id, name, settings: {}, groups, now });
				if (!made.ok || wanted === undefined || wanted === made.policy.priority) return made;
				const moved = await movePolicy(stores, { kind: kindOf[word], policy: id, priority: wanted, now });
				if (moved.ok) return made;
				await deletePolicy(stores, { kind: kindOf[word], policy: id, now });
				return moved;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return changed(word, id, context, groups.length === 0 ? [say(texts.said["policy-without-groups"], { policy: name }, language)] : []);
		},
	}),
	command({
		name: "restrictions assign",
		store: "write",
		arguments: { policy },
		options: { kind, group, "no-groups": { kind: "flag", help: "no-groups" }, priority },
		async run(given, context) {
			const { domain, texts, language } = context;
			const none = given["no-groups"];
			if (given.group.length === 0 && !none && given.priority === undefined) return failed(texts.said["nothing-to-change"]);
			const found = await findPolicy(given.policy, given.kind, context);
			if (!found.ok) return found.reply;
			const of = { kind: kindOf[found.word], policy: found.policy.id, now: domain.clock.now() };
			const groups = none ? [] : given.group.length > 0 ? given.group : undefined;
			const outcome = await domain.store.write(async (stores) => {
				const { priority: wanted } = given;
				// What can be refused without having written comes first: a unit of work that answers is kept.
				const moved = wanted === undefined ? undefined : await movePolicy(stores, { ...of, priority: wanted });
				if (moved?.ok === false) return moved;
				const assigned = groups === undefined ? undefined : await updatePolicy(stores, { ...of, change: { groups } });
				if (assigned?.ok === false && moved !== undefined) await movePolicy(stores, { ...of, priority: found.policy.priority ?? 1 });
				return assigned ?? moved ?? { ok: true as const };
			});
			return outcome.ok ? changed(found.word, found.policy.id, context) : refusedBy(outcome.problem, language);
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
			const outcome = await domain.store.write((stores) =>
				deletePolicy(stores, { kind: kindOf[found.word], policy: found.policy.id, now }),
			);
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { id, name } = found.policy;
			return done({ id, kind: found.word, name }, say(texts.said["policy-deleted"], { policy: name }, language));
		},
	}),
] as const;

/** `none` takes a bound away. */
function versionOf(typed: string): string | null {
	return /^(none|なし)?$/i.test(typed.normalize("NFKC").trim()) ? null : typed;
}

async function changed(word: KindWord, id: string, context: Context, notes: readonly string[] = []): Promise<Reply> {
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
