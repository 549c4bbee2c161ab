import { type ImportStores, type UserLineProblem, type UserLineWarning, unknownLicences } from "./import-users.ts";
import { normalisePlan } from "./licences.ts";
import { parseUsersCsv, type UserRow } from "./parse-users-csv.ts";
import type { User } from "./ports.ts";
import { upnLocalPart, upnSuffix } from "./upn.ts";

/** What a line would change; null: it has none, or none was there. Of a password only that there is one. */
export type LineChange =
	| { readonly field: "displayName"; readonly before: string | null; readonly after: string }
	| { readonly field: "password" | "enabled" | "enrollmentManager"; readonly before: boolean | null; readonly after: boolean }
	| { readonly field: "group"; readonly before: null; readonly after: string }
	| { readonly field: "licence"; readonly before: "no-seat" | null; readonly after: string; readonly seat: boolean };

/** What would come of one line. */
export interface PreviewedLine {
	readonly line: number;
	readonly upn: string;
	readonly displayName: string;
	readonly what: "add" | "change" | "unchanged";
	readonly changes: readonly LineChange[];
	readonly warnings: readonly UserLineWarning[];
}

export interface ImportPreview {
	/** In the order of the file. Those that have a problem are not among them. */
	readonly lines: readonly PreviewedLine[];
	/** While there is any, nothing is imported. */
	readonly problems: readonly UserLineProblem[];
	/** Groups that would be made. */
	readonly newGroups: readonly string[];
	/** Passwords that would have to be hashed, which takes its time. */
	readonly passwords: number;
}

type Read = ImportStores;

/** So many lines are looked up at once. */
const atOnce = 100;

/** Says of every line of a file of users what importing it would do. Writes nothing and hashes nothing; what it says holds until somebody changes something. */
export async function previewUsersFile(stores: Read, bytes: Uint8Array): Promise<ImportPreview> {
	const { rows, problems } = parseUsersCsv(bytes);
	const plans = await stores.licences.plans();
	const known = plans.map(({ plan }) => plan);
	const verified = new Set((await stores.domains.list()).filter((domain) => domain.verified).map(({ name }) => name));
	const free = new Map(plans.map(({ plan, seats, consumed }) => [plan, seats - consumed]));
	const groupNames = new Set((await stores.groups.list()).map(({ name }) => name.toLowerCase()));
	const newGroups = new Map<string, string>();
	const unknown = unknownLicences(rows, known);
	const faulty = new Set(unknown.map(({ line }) => line));
	const sound = rows.filter(({ line }) => !faulty.has(line));
	const lines: PreviewedLine[] = [];
	for (let at = 0; at < sound.length; at += atOnce) {
		const part = sound.slice(at, at + atOnce);
		const present = await Promise.all(part.map((row) => presentOf(stores, row)));
		for (const [index, row] of part.entries()) {
			const found = present[index];
			if (found === undefined) continue;
			for (const name of row.groups) {
				const key = name.toLowerCase();
				if (!groupNames.has(key) && !newGroups.has(key)) newGroups.set(key, name);
			}
			lines.push(previewOf(row, found, { free, verified }));
		}
	}
	return {
		lines,
		problems: [...problems, ...unknown].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
		newGroups: [...newGroups.values()],
		passwords: rows.filter(({ password }) => password !== null).length,
	};
}

interface Present {
	readonly user: User | undefined;
	/** Without case. */
	readonly groups: ReadonlySet<string>;
	readonly licences: ReadonlyMap<string, "active" | "no-seat">;
}

async function presentOf(stores: Read, row: UserRow): Promise<Present> {
	const user = await stores.users.byUpn(row.upn);
	const groups = user === undefined || row.groups.length === 0 ? [] : await stores.groups.ofUser(user.id);
	const licences = user === undefined || row.licences.length === 0 ? [] : await stores.licences.ofUser(user.id);
	return {
		user,
		groups: new Set(groups.map(({ name }) => name.toLowerCase())),
		licences: new Map(licences.map(({ plan, state }) => [plan, state])),
	};
}

function previewOf(
	row: UserRow,
	{ user, groups, licences }: Present,
	{ free, verified }: { readonly free: Map<string, number>; readonly verified: ReadonlySet<string> },
): PreviewedLine {
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
	for (const after of row.groups) if (!groups.has(after.toLowerCase())) changes.push({ field: "group", before: null, after });
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
