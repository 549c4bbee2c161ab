import type { GroupStore } from "../../directory/ports.ts";
import { orderPolicies, updatePolicy } from "../../tenant/policies.ts";
import { enrollingJourneys, type PolicyKind, type PolicySettings } from "../../tenant/policy-settings.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { findPolicy, type KindWord, kindOf, kindTitle, kindWords } from "../find-policy.ts";
import { changingPolicy } from "../policy-change.ts";
import { refusedBy } from "../problem.ts";
import { done, failed } from "../reply.ts";
import { say } from "../say.ts";
import { commandWord } from "../typed-word.ts";
import { changedPolicy, contradiction, type GivenPlatform, platformOptions, platformSettings } from "./restrictions.ts";

const kind = { kind: "text", value: "platform|limit|types", choices: kindWords, help: "policy-kind" } as const;

/** What a side panel with a policy does when it is saved, and what a list does whose rows were moved: several values, one change. */
export const policyChangeCommands = [
	command({
		name: "restrictions change",
		store: "write",
		arguments: { policy: { kind: "text", value: "POLICY" } },
		options: {
			kind,
			name: { kind: "text", value: "NAME", help: "policy-name" },
			group: { kind: "texts", value: "GROUP", help: "policy-group" },
			"no-groups": { kind: "flag", help: "no-groups" },
			...platformOptions,
			limit: { kind: "number", value: "NUMBER", help: "policy-limit" },
			allow: { kind: "texts", value: "WAY,…", help: "types-exactly" },
		},
		async run(given, context) {
			const { domain, texts, language } = context;
			const stopped = contradiction(given, context);
			if (stopped !== undefined) return stopped;
			const found = await findPolicy(given.policy, given.kind, context);
			if (!found.ok) return found.reply;
			const { word, policy } = found;
			const ways = given.allow.map(commandWord);
			const wrong = ways.find((way) => !enrollingJourneys.some((journey) => journey === way));
			if (wrong !== undefined) return refusedBy({ kind: "journey-unknown", journey: wrong, allowed: enrollingJourneys }, language);
			const foreign = foreignOption(word, given);
			if (foreign !== undefined) return failed(say(texts.said["not-of-this-kind"], { option: foreign, policyKind: word }, language));
			const settings = settingsOf(word, given, ways);
			const groups = given["no-groups"] ? [] : given.group.length > 0 ? given.group : undefined;
			const change = {
				...(given.name === undefined ? {} : { name: given.name }),
				...(groups === undefined ? {} : { groups }),
				...(Object.keys(settings).length === 0 ? {} : { settings }),
			};
			if (Object.keys(change).length === 0) return failed(texts.said["nothing-to-change"]);
			const now = domain.clock.now();
			const outcome = await act(context, (stores, tell) =>
				changingPolicy(stores, tell, { word, id: policy.id }, () =>
					updatePolicy(stores, { kind: kindOf[word], policy: policy.id, change, now }),
				),
			);
			return outcome.ok ? changedPolicy(word, policy.id, context) : refusedBy(outcome.problem, language);
		},
	}),
	command({
		name: "restrictions order",
		store: "write",
		options: { kind: { ...kind, required: true }, policy: { kind: "texts", value: "POLICY", help: "policy-order" } },
		async run({ kind: word, policy: order }, context) {
			const { domain, texts, language } = context;
			if (order.length === 0) return failed(texts.said["nothing-to-change"]);
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const ordered = await orderPolicies(stores, { kind: kindOf[word], order, now });
				if (!ordered.ok) return ordered;
				const present = (await stores.policies.list(kindOf[word])).filter(({ priority }) => priority !== null);
				const names = new Map(present.map(({ id, name }) => [id, name]));
				const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id);
				tell({
					target: kindTitle(word, context),
					about: { kind: word },
					before: { order: named(ordered.before) },
					after: { order: named(ordered.after) },
					undo: ["restrictions", "order", "--kind", word, ...ordered.before.map((id) => `--policy=${id}`)],
					reach: async () => reachOf(stores, present),
				});
				return { ok: true as const, names: named(ordered.after) };
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return done({ kind: word, order: outcome.names }, say(texts.said["policies-ordered"], { order: outcome.names }, language));
		},
	}),
] as const;

/** Everybody in any group of the kind: which of them has another policy now is known for each alone. */
async function reachOf(
	{ groups }: { readonly groups: Pick<GroupStore, "sized"> },
	present: readonly { readonly groupIds: readonly string[] }[],
) {
	const ids = new Set(present.flatMap(({ groupIds }) => groupIds));
	return { users: (await groups.sized([...ids])).reduce((sum, { members }) => sum + members, 0) };
}

type Given = GivenPlatform & { readonly limit: number | undefined };

function settingsOf(word: KindWord, given: Given, ways: readonly string[]): Partial<PolicySettings[PolicyKind]> {
	switch (word) {
		case "platform":
			return platformSettings(given);
		case "limit":
			return given.limit === undefined ? {} : { limit: given.limit };
		case "types":
			return ways.length === 0 ? {} : { allowed: enrollingJourneys.filter((journey) => ways.includes(journey)) };
	}
}

/** An option that says something to another kind of policy: it was meant for another one. */
function foreignOption(word: KindWord, given: Given & { readonly allow: readonly string[] }): string | undefined {
	const platform = (["allow-ios", "block-ios", "allow-personal", "block-personal", "os-min", "os-max"] as const).find(
		(name) => given[name] !== false && given[name] !== undefined,
	);
	if (word !== "platform" && platform !== undefined) return `--${platform}`;
	if (word !== "limit" && given.limit !== undefined) return "--limit";
	return word !== "types" && given.allow.length > 0 ? "--allow" : undefined;
}
