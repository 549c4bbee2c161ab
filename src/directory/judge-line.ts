import { normalisePlan } from "./licences.ts";
import type { UserRow } from "./parse-users-csv.ts";
import type { GroupStore, LicenceAssignment, LicenceStore, User, UserStore } from "./ports.ts";
import { upnLocalPart, upnSuffix } from "./upn.ts";

/** What a line would change; null: it has none, or none was there. Of a password only that there is one. */
export type LineChange =
	| { readonly field: "displayName"; readonly before: string | null; readonly after: string }
	| { readonly field: "password" | "enabled" | "enrollmentManager"; readonly before: boolean | null; readonly after: boolean }
	| { readonly field: "group"; readonly before: null; readonly after: string }
	| { readonly field: "licence"; readonly before: "no-seat" | null; readonly after: string; readonly seat: boolean };

/** What is done all the same, and deserves a look. */
export type UserLineWarning =
	| { readonly line: number; readonly kind: "domain-not-verified"; readonly upn: string; readonly domain: string }
	| { readonly line: number; readonly kind: "password-missing"; readonly upn: string }
	| { readonly line: number; readonly kind: "no-seat-left"; readonly upn: string; readonly plan: string };

/** What would come of one line. */
export interface JudgedLine {
	readonly line: number;
	readonly upn: string;
	readonly displayName: string;
	readonly what: "add" | "change" | "unchanged";
	readonly changes: readonly LineChange[];
	readonly warnings: readonly UserLineWarning[];
}

/** What there is of the person whom a line names. */
export interface Present {
	readonly user: User | undefined;
	/** Without case. */
	readonly groups: ReadonlySet<string>;
	readonly licences: ReadonlyMap<string, LicenceAssignment["state"]>;
}

/** So many lines are looked up, and written, at once. */
export const linesAtOnce = 100;

/** What there is of the people whom these lines name, by user name: three statements, however many they are. */
export async function presentOf(
	stores: {
		readonly users: Pick<UserStore, "byUpns">;
		readonly groups: Pick<GroupStore, "ofUsers">;
		readonly licences: Pick<LicenceStore, "ofUsers">;
	},
	rows: readonly UserRow[],
): Promise<(row: UserRow) => Present> {
	const users = new Map((await stores.users.byUpns(rows.map(({ upn }) => upn))).map((user) => [user.upn, user]));
	const ids = (wanted: (row: UserRow) => boolean) => rows.filter(wanted).flatMap(({ upn }) => users.get(upn)?.id ?? []);
	const inGroups = ids((row) => row.groups.length > 0);
	const withLicences = ids((row) => row.licences.length > 0);
	const groups = Map.groupBy(inGroups.length === 0 ? [] : await stores.groups.ofUsers(inGroups), ({ userId }) => userId);
	const licences = Map.groupBy(withLicences.length === 0 ? [] : await stores.licences.ofUsers(withLicences), ({ userId }) => userId);
	return ({ upn }) => {
		const user = users.get(upn);
		return {
			user,
			groups: new Set(groups.get(user?.id ?? "")?.map(({ name }) => name.toLowerCase())),
			licences: new Map(licences.get(user?.id ?? "")?.map(({ plan, state }) => [plan, state])),
		};
	};
}

/**
 * What a line changes of what is there: the preview tells it, and the import does it. `free`: seats that are left of each plan, counted down from line
 * to line.
 */
export function judgeLine(
	row: UserRow,
	{ user, groups, licences }: Present,
	{ free, verified }: { readonly free: Map<string, number>; readonly verified: ReadonlySet<string> },
): JudgedLine {
	const { line, upn } = row;
	const warnings: UserLineWarning[] = [];
	const changes: LineChange[] = [];
	const displayName = row.displayName ?? user?.displayName ?? upnLocalPart(upn);
	if (user?.displayName !== displayName) changes.push({ field: "displayName", before: user?.displayName ?? null, after: displayName });
	if (row.password !== null)
		changes.push({ field: "password", before: user === undefined ? null : user.passwordHash !== null, after: true });
	for (const field of ["enabled", "enrollmentManager"] as const) {
		const after = row[field];
		const before = user?.[field] ?? field === "enabled";
		if (after !== null && after !== before) changes.push({ field, before: user?.[field] ?? null, after });
	}
	for (const [key, after] of byKey(row.groups)) if (!groups.has(key)) changes.push({ field: "group", before: null, after });
	for (const plan of new Set(row.licences.map(normalisePlan))) {
		const before = licences.get(plan) ?? null;
		if (before === "active") continue;
		const left = free.get(plan) ?? 0;
		if (left > 0) free.set(plan, left - 1);
		else warnings.push({ line, kind: "no-seat-left", upn, plan });
		if (left > 0 || before === null) changes.push({ field: "licence", before, after: plan, seat: left > 0 });
	}
	const suffix = upnSuffix(upn);
	if (!verified.has(suffix)) warnings.push({ line, kind: "domain-not-verified", upn, domain: suffix });
	if (row.password === null && (user === undefined || user.passwordHash === null)) warnings.push({ line, kind: "password-missing", upn });
	const what = user === undefined ? "add" : changes.length === 0 ? "unchanged" : "change";
	return { line, upn, displayName, what, changes, warnings };
}

/** Each name once, in the spelling that comes first, under what names are compared by. */
export function byKey(names: readonly string[]): Map<string, string> {
	const all = new Map<string, string>();
	for (const name of names) if (!all.has(name.toLowerCase())) all.set(name.toLowerCase(), name);
	return all;
}
