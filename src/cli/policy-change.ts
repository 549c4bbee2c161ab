import type { Stores } from "../store/stores.ts";
import { listPolicies, type Policy } from "../tenant/policies.ts";
import type { Tell } from "./act.ts";
import type { Reach } from "./deed.ts";
import { type KindWord, kindOf } from "./find-policy.ts";

interface Seen {
	readonly policy: Policy;
	readonly groups: readonly string[];
}

/** Makes a change of one policy, and tells what became of that policy, by the list before and after. */
export async function changingPolicy<T extends { readonly ok: boolean }>(
	stores: Stores,
	tell: Tell,
	{ word, id }: { readonly word: KindWord; readonly id: string },
	change: () => Promise<T>,
): Promise<T> {
	const before = await seen(stores, word, id);
	const result = await change();
	const after = await seen(stores, word, id);
	const shown = after ?? before;
	if (!result.ok || shown === undefined) return result;
	tell({
		target: shown.policy.name,
		about: { kind: word },
		before: { ...valuesOf(before), ...nameOf(before, after) },
		after: { ...valuesOf(after), ...nameOf(after, before) },
		undo: undoOf(word, id, before, after),
		reach: () => reachOf(stores, shown),
	});
	return result;
}

async function seen(stores: Stores, word: KindWord, id: string): Promise<Seen | undefined> {
	const policy = (await listPolicies(stores, kindOf[word])).find((one) => one.id === id);
	if (policy === undefined) return undefined;
	const names = new Map((await stores.groups.named(policy.groupIds)).map((group) => [group.id, group.name]));
	return { policy, groups: policy.groupIds.map((group) => names.get(group) ?? group) };
}

function valuesOf(of: Seen | undefined) {
	if (of === undefined) return { there: false };
	const { policy, groups } = of;
	return { there: true, ...policy.settings, groups, priority: policy.priority };
}

/** Of two, where it is not the same: else the entry's target says it. */
function nameOf(of: Seen | undefined, other: Seen | undefined) {
	return of === undefined || other === undefined || of.policy.name === other.policy.name ? {} : { name: of.policy.name };
}

function undoOf(word: KindWord, id: string, before: Seen | undefined, after: Seen | undefined): readonly string[] {
	if (before === undefined) return ["restrictions", "delete", id, "--kind", word];
	const { policy, groups } = before;
	const { priority, settings } = policy;
	if (after === undefined) {
		const place = [...groups.map((name) => `--group=${name}`), "--priority", String(priority)];
		return ["restrictions", "create", policy.name, "--kind", word, ...place, ...settingWords(settings)];
	}
	const whom = groups.length === 0 ? ["--no-groups"] : groups.map((name) => `--group=${name}`);
	const renamed = after.policy.name !== policy.name;
	const otherGroups = JSON.stringify(after.groups) !== JSON.stringify(groups);
	const otherSettings = JSON.stringify(after.policy.settings) !== JSON.stringify(settings);
	// Only what was changed: whatever else somebody sets meanwhile stays.
	if (renamed || (otherGroups && otherSettings)) {
		const name = renamed ? [`--name=${policy.name}`] : [];
		const words = otherSettings ? settingWords(settings) : [];
		return ["restrictions", "change", id, "--kind", word, ...name, ...(otherGroups ? whom : []), ...words];
	}
	if (after.policy.priority !== priority || otherGroups) {
		return ["restrictions", "assign", id, "--kind", word, ...whom, "--priority", String(priority)];
	}
	if ("limit" in settings) return ["restrictions", "limit", id, String(settings.limit)];
	if ("allowed" in settings) {
		const closed = "allowed" in after.policy.settings ? after.policy.settings.allowed.filter((way) => !settings.allowed.includes(way)) : [];
		return ["enrollment-types", "set", id, ...settingWords(settings), ...closed.map((way) => `--block=${way}`)];
	}
	return ["restrictions", "set", id, ...settingWords(settings)];
}

function settingWords(settings: Policy["settings"]): readonly string[] {
	if ("limit" in settings) return ["--limit", String(settings.limit)];
	if ("allowed" in settings) return settings.allowed.map((way) => `--allow=${way}`);
	const { platformBlocked, personalBlocked, osMinimum, osMaximum } = settings;
	return [
		platformBlocked ? "--block-ios" : "--allow-ios",
		personalBlocked ? "--block-personal" : "--allow-personal",
		`--os-min=${osMinimum ?? "none"}`,
		`--os-max=${osMaximum ?? "none"}`,
	];
}

/** The members of its groups, counted once for each group. A policy without priority is everybody's who has no other. */
async function reachOf(stores: Pick<Stores, "groups">, { policy }: Seen): Promise<Reach> {
	if (policy.priority === null) return { everybody: true };
	return { users: (await stores.groups.sized(policy.groupIds)).reduce((sum, { members }) => sum + members, 0) };
}
