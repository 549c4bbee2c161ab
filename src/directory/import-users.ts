import { hashPassword } from "../credentials/password.ts";
import type { Clock } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Work } from "../evidence/work.ts";
import { knownPlans, normalisePlan } from "./licences.ts";
import { parseUsersCsv, type UserFileProblem, type UserRow } from "./parse-users-csv.ts";
import type { GroupStore, LicenceStore, User, UserStore } from "./ports.ts";
import { upnLocalPart, upnSuffix } from "./upn.ts";

export interface ImportStores {
	readonly users: UserStore;
	readonly groups: GroupStore;
	readonly licences: LicenceStore;
	readonly domains: { list(): Promise<readonly { readonly name: string; readonly verified: boolean }[]> };
}

export type UserLineProblem =
	| UserFileProblem
	| { readonly line: number; readonly kind: "licence-unknown"; readonly plan: string; readonly known: readonly string[] };

/** What was done all the same, and deserves a look. */
export type UserLineWarning =
	| { readonly line: number; readonly kind: "domain-not-verified"; readonly upn: string; readonly domain: string }
	| { readonly line: number; readonly kind: "password-missing"; readonly upn: string }
	| { readonly line: number; readonly kind: "no-seat-left"; readonly upn: string; readonly plan: string };

export interface ImportSummary {
	readonly added: number;
	readonly changed: number;
	readonly unchanged: number;
	readonly groupsAdded: number;
	readonly warnings: readonly UserLineWarning[];
}

export interface ImportProblem {
	readonly kind: "lines-refused";
	readonly problems: readonly UserLineProblem[];
}

// As many as libuv has threads by default: more would only wait in its queue.
const hashedAtOnce = 4;

/**
 * Imports a file of users, wholly or not at all. Passwords are hashed before the unit of work begins (about 50 a second on each core: a file of
 * 10,000 passwords takes minutes), which `progress` reports.
 */
export async function importUsersFile(
	work: Work<ImportStores>,
	bytes: Uint8Array,
	{
		clock,
		newId,
		progress,
		hash = hashPassword,
	}: {
		clock: Clock;
		newId: () => string;
		progress?: (done: number, of: number) => void;
		/** For a rehearsal, whose unit of work must not wait for hashes that nobody keeps. */
		hash?: (password: string) => Promise<string>;
	},
): Promise<Outcome<ImportSummary, ImportProblem>> {
	const { rows, problems } = parseUsersCsv(bytes);
	// Checked before the hashing too, and together with the file's own problems: one round shows them all.
	const unknown = unknownLicences(rows, await knownPlans(work.read.licences));
	if (problems.length + unknown.length > 0) {
		const inOrder = [...problems, ...unknown].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
		return refused({ kind: "lines-refused", problems: inOrder });
	}
	const hashes = await hashPasswords(rows, hash, progress);
	return work.write((stores) => importUsers(stores, rows, { hashes, now: clock.now(), newId }));
}

/** The argon2id hashes of the rows that carry a password, by UPN. */
async function hashPasswords(
	rows: readonly UserRow[],
	hash: (password: string) => Promise<string>,
	progress?: (done: number, of: number) => void,
): Promise<Map<string, string>> {
	const wanted = rows.filter((row) => row.password !== null);
	const hashes = new Map<string, string>();
	let next = 0;
	const hashOnwards = async () => {
		for (let row = wanted[next++]; row !== undefined; row = wanted[next++]) {
			if (row.password !== null) hashes.set(row.upn, await hash(row.password));
			progress?.(hashes.size, wanted.length);
		}
	};
	await Promise.all(Array.from({ length: hashedAtOnce }, hashOnwards));
	return hashes;
}

/**
 * Adds and changes users in one unit of work. An import never takes away: an empty cell keeps what the user has, groups and licences are added to,
 * and users who are not in the file stay. Groups that do not exist yet are made.
 */
async function importUsers(
	stores: ImportStores,
	rows: readonly UserRow[],
	{ hashes, now, newId }: { hashes: ReadonlyMap<string, string>; now: number; newId: () => string },
): Promise<Outcome<ImportSummary, ImportProblem>> {
	const problems = unknownLicences(rows, await knownPlans(stores.licences));
	if (problems.length > 0) return refused({ kind: "lines-refused", problems });
	const verified = new Set((await stores.domains.list()).filter((domain) => domain.verified).map((domain) => domain.name));
	const groups = groupBook(stores.groups, newId);
	const warnings: UserLineWarning[] = [];
	const counts = { added: 0, changed: 0, unchanged: 0 };
	for (const row of rows) {
		const { line, upn } = row;
		const before = await stores.users.byUpn(upn);
		const user = merge(row, before, { hash: hashes.get(upn) ?? null, now, newId });
		let changed = before === undefined || differs(before, user);
		if (changed) await stores.users.upsert(user);
		if (await groups.join(user.id, row.groups)) changed = true;
		const held = row.licences.length === 0 ? [] : await stores.licences.ofUser(user.id);
		for (const plan of row.licences.map(normalisePlan)) {
			const state = await stores.licences.assignWithinSeats({ userId: user.id, plan, assignedAt: now });
			if (held.find((one) => one.plan === plan)?.state !== state) changed = true;
			if (state === "no-seat") warnings.push({ line, kind: "no-seat-left", upn, plan });
		}
		if (!verified.has(upnSuffix(upn))) warnings.push({ line, kind: "domain-not-verified", upn, domain: upnSuffix(upn) });
		if (user.passwordHash === null) warnings.push({ line, kind: "password-missing", upn });
		counts[before === undefined ? "added" : changed ? "changed" : "unchanged"]++;
	}
	return { ok: true, ...counts, groupsAdded: groups.added(), warnings };
}

/** Plans that a line names and nobody has made. */
export function unknownLicences(rows: readonly UserRow[], known: readonly string[]): UserLineProblem[] {
	return rows.flatMap(({ line, licences }) =>
		licences
			.filter((plan) => !known.includes(normalisePlan(plan)))
			.map((plan) => ({ line, kind: "licence-unknown" as const, plan, known })),
	);
}

function merge(
	row: UserRow,
	before: User | undefined,
	{ hash, now, newId }: { hash: string | null; now: number; newId: () => string },
): User {
	return {
		id: before?.id ?? newId(),
		upn: row.upn,
		displayName: row.displayName ?? before?.displayName ?? upnLocalPart(row.upn),
		passwordHash: hash ?? before?.passwordHash ?? null,
		totp: before?.totp ?? null,
		enabled: row.enabled ?? before?.enabled ?? true,
		enrollmentManager: row.enrollmentManager ?? before?.enrollmentManager ?? false,
		createdAt: before?.createdAt ?? now,
		updatedAt: now,
	};
}

function differs(before: User, after: User): boolean {
	return (
		before.displayName !== after.displayName ||
		before.passwordHash !== after.passwordHash ||
		before.enabled !== after.enabled ||
		before.enrollmentManager !== after.enrollmentManager
	);
}

/** Finds each group once for the whole file, and makes what is missing. */
function groupBook(groups: GroupStore, newId: () => string) {
	const ids = new Map<string, string>();
	let added = 0;
	const idOf = async (name: string): Promise<string> => {
		const key = name.toLowerCase();
		const known = ids.get(key) ?? (await groups.byName(name))?.id;
		const id = known ?? newId();
		if (known === undefined) {
			await groups.upsert({ id, name });
			added++;
		}
		ids.set(key, id);
		return id;
	};
	return {
		added: () => added,
		/** True when the user was not in one of them before. */
		async join(userId: string, names: readonly string[]): Promise<boolean> {
			if (names.length === 0) return false;
			const present = new Set((await groups.ofUser(userId)).map((group) => group.id));
			let joined = false;
			for (const name of names) {
				const id = await idOf(name);
				if (present.has(id)) continue;
				present.add(id);
				await groups.addMember(id, userId);
				joined = true;
			}
			return joined;
		},
	};
}
