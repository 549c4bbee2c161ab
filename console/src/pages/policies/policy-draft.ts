import { type Policy, type PolicyKind, type Way, ways } from "./policy-kind.ts";

/** A policy as it stands in the side panel. */
export interface PolicyDraft {
	readonly name: string;
	readonly groups: readonly string[];
	readonly platformBlocked: boolean;
	readonly personalBlocked: boolean;
	readonly osMinimum: string;
	readonly osMaximum: string;
	readonly limit: number;
	readonly allowed: readonly Way[];
}

export const limitRange = { from: 1, to: 15 } as const;

export function draftOf(policy: Policy | null): PolicyDraft {
	const { platform, limit, allowed } = policy?.settings ?? { platform: null, limit: null, allowed: null };
	return {
		name: policy?.name ?? "",
		groups: policy?.groups.map(({ name }) => name) ?? [],
		platformBlocked: platform?.platformBlocked ?? false,
		personalBlocked: platform?.personalBlocked ?? false,
		osMinimum: platform?.osMinimum ?? "",
		osMaximum: platform?.osMaximum ?? "",
		limit: limit ?? limitRange.to,
		allowed: allowed ?? ways,
	};
}

/** What was typed, upon what somebody else left: whatever was not touched is theirs. */
export function mergedDraft({ before, mine, theirs }: DraftsToMerge): PolicyDraft {
	const touched = (Object.keys(mine) as (keyof PolicyDraft)[]).filter((field) => !isSame(field, mine, before));
	return { ...theirs, ...Object.fromEntries(touched.map((field) => [field, mine[field]])) };
}

export interface DraftsToMerge {
	/** As it was when it was opened. */
	readonly before: PolicyDraft;
	readonly mine: PolicyDraft;
	readonly theirs: PolicyDraft;
}

/** Groups and ways have no order. */
export function isSame(field: keyof PolicyDraft, one: PolicyDraft, other: PolicyDraft): boolean {
	const text = (value: PolicyDraft[keyof PolicyDraft]) =>
		JSON.stringify(typeof value === "object" ? [...value].map(String).toSorted() : value);
	return text(one[field]) === text(other[field]);
}

/** What is wrong with it, by field: keys of the words. The service judges again. */
export function faultsOf(kind: PolicyKind, draft: PolicyDraft): { readonly [field: string]: string } {
	const faults: Record<string, string> = {};
	if (draft.name.trim() === "") faults["name"] = "faults.name";
	if (kind === "platform") {
		for (const field of ["osMinimum", "osMaximum"] as const)
			if (draft[field].trim() !== "" && !isVersion(draft[field])) faults[field] = "faults.version";
		const bounded = draft.osMinimum.trim() !== "" && draft.osMaximum.trim() !== "";
		if (bounded && Object.keys(faults).length === 0 && isNewer(draft.osMinimum, draft.osMaximum)) faults["osMaximum"] = "faults.range";
	}
	if (kind === "limit" && !(draft.limit >= limitRange.from && draft.limit <= limitRange.to)) faults["limit"] = "faults.limit";
	if (kind === "types" && draft.allowed.length === 0) faults["allowed"] = "faults.ways";
	return faults;
}

/** What a change names: what is not as it was. Of a new one: everything. */
export function bodyOf(kind: PolicyKind, draft: PolicyDraft, before: PolicyDraft | null) {
	const version = (typed: string) => (typed.trim() === "" ? null : typed.normalize("NFKC").trim());
	const platform = {
		platformBlocked: draft.platformBlocked,
		personalBlocked: draft.personalBlocked,
		osMinimum: version(draft.osMinimum),
		osMaximum: version(draft.osMaximum),
	};
	const was = (field: keyof PolicyDraft) => before !== null && isSame(field, before, draft);
	const samePlatform = was("platformBlocked") && was("personalBlocked") && was("osMinimum") && was("osMaximum");
	return {
		...(was("name") ? {} : { name: draft.name.trim() }),
		...(was("groups") ? {} : { groups: [...draft.groups] }),
		...(kind !== "platform" || samePlatform ? {} : { platform }),
		...(kind !== "limit" || was("limit") ? {} : { limit: draft.limit }),
		...(kind !== "types" || was("allowed") ? {} : { allowed: ways.filter((way) => draft.allowed.includes(way)) }),
	};
}

/** Apple's versions have three parts at most. */
function isVersion(typed: string): boolean {
	return /^\d{1,3}(\.\d{1,3}){0,2}$/.test(typed.normalize("NFKC").trim());
}

function isNewer(one: string, other: string): boolean {
	const parts = (text: string) => text.normalize("NFKC").trim().split(".").map(Number);
	const [a, b] = [parts(one), parts(other)];
	for (let at = 0; at < 3; at++) if ((a[at] ?? 0) !== (b[at] ?? 0)) return (a[at] ?? 0) > (b[at] ?? 0);
	return false;
}
