import { setImmediate } from "node:timers/promises";
import { hashPassword } from "../credentials/password.ts";
import type { Clock } from "../evidence/clock.ts";
import { inTurns } from "../evidence/in-turns.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Work } from "../evidence/work.ts";
import { byKey, type JudgedLine, judgeLine, linesAtOnce, type Present, presentOf, type UserLineWarning } from "./judge-line.ts";
import { knownPlans, normalisePlan } from "./licences.ts";
import { readUsersCsv, type UserFileProblem, type UserRow } from "./parse-users-csv.ts";
import type { GroupStore, LicenceStore, User, UserStore } from "./ports.ts";

export interface ImportStores {
	readonly users: UserStore;
	readonly groups: GroupStore;
	readonly licences: LicenceStore;
	readonly domains: { list(): Promise<readonly { readonly name: string; readonly verified: boolean }[]> };
}

export type UserLineProblem =
	| UserFileProblem
	| { readonly line: number; readonly kind: "licence-unknown"; readonly plan: string; readonly known: readonly string[] };

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
	const { rows, problems } = await inTurns(readUsersCsv(bytes));
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
	const { plans, free, verified } = await lookFrom(stores);
	const problems = unknownLicences(rows, plans);
	if (problems.length > 0) return refused({ kind: "lines-refused", problems });
	const groups = groupBook(stores.groups, newId);
	const warnings: UserLineWarning[] = [];
	const counts = { add: 0, change: 0, unchanged: 0 };
	for (let at = 0; at < rows.length; at += linesAtOnce) {
		const part = rows.slice(at, at + linesAtOnce);
		const present = await presentOf(stores, part);
		const people = part.map((row) => {
			const there = present(row);
			const judged = judgeLine(row, there, { free, verified });
			counts[judged.what]++;
			warnings.push(...judged.warnings);
			return { judged, user: userOf(row, judged, there, { hash: hashes.get(row.upn) ?? null, now, newId }) };
		});
		const written = people.filter(({ judged: { what, changes } }) => what === "add" || changes.some(isOfUser));
		await stores.users.putAll(written.map(({ user }) => user));
		await groups.join(people.flatMap(({ user, judged }) => groupsOf(judged).map((name) => ({ userId: user.id, name }))));
		await stores.licences.assignAll(
			people.flatMap(({ user, judged }) => licencesOf(judged).map((one) => ({ ...one, userId: user.id, assignedAt: now }))),
		);
		// On the embedded store a whole file would else be written without anybody being answered.
		await setImmediate();
	}
	const { add: added, change: changed, unchanged } = counts;
	return { ok: true, added, changed, unchanged, groupsAdded: groups.added(), warnings };
}

/** What lines are judged by, before the first of them. */
export async function lookFrom({ licences, domains }: Pick<ImportStores, "licences" | "domains">) {
	const plans = await licences.plans();
	return {
		plans: plans.map(({ plan }) => plan),
		free: new Map(plans.map(({ plan, seats, consumed }) => [plan, seats - consumed])),
		verified: new Set((await domains.list()).filter((domain) => domain.verified).map(({ name }) => name)),
	};
}

/** Plans that a line names and nobody has made. */
export function unknownLicences(rows: readonly UserRow[], known: readonly string[]): UserLineProblem[] {
	return rows.flatMap(({ line, licences }) =>
		licences
			.filter((plan) => !known.includes(normalisePlan(plan)))
			.map((plan) => ({ line, kind: "licence-unknown" as const, plan, known })),
	);
}

const isOfUser = ({ field }: JudgedLine["changes"][number]) => field !== "group" && field !== "licence";

function groupsOf({ changes }: JudgedLine): string[] {
	return changes.flatMap((change) => (change.field === "group" ? [change.after] : []));
}

function licencesOf({ changes }: JudgedLine) {
	return changes.flatMap((change) =>
		change.field === "licence" ? [{ plan: change.after, state: change.seat ? ("active" as const) : ("no-seat" as const) }] : [],
	);
}

function userOf(
	row: UserRow,
	{ upn, displayName }: JudgedLine,
	{ user: before }: Present,
	{ hash, now, newId }: { hash: string | null; now: number; newId: () => string },
): Omit<User, "totp"> {
	return {
		...{ id: before?.id ?? newId(), upn, displayName },
		passwordHash: hash ?? before?.passwordHash ?? null,
		enabled: row.enabled ?? before?.enabled ?? true,
		enrollmentManager: row.enrollmentManager ?? before?.enrollmentManager ?? false,
		createdAt: before?.createdAt ?? now,
		updatedAt: now,
	};
}

/** Finds each group once for the whole file, and makes what is missing. */
function groupBook(groups: GroupStore, newId: () => string) {
	const ids = new Map<string, string>();
	let added = 0;
	return {
		added: () => added,
		async join(members: readonly { readonly userId: string; readonly name: string }[]): Promise<void> {
			const unknown = [...byKey(members.map(({ name }) => name))].filter(([key]) => !ids.has(key));
			for (const { id, name } of await groups.byNames(unknown.map(([, name]) => name))) ids.set(name.toLowerCase(), id);
			for (const [key, name] of unknown) {
				if (ids.has(key)) continue;
				const id = newId();
				await groups.upsert({ id, name });
				ids.set(key, id);
				added++;
			}
			await groups.addMembers(members.map(({ userId, name }) => ({ groupId: ids.get(name.toLowerCase()) ?? "", userId })));
		},
	};
}
