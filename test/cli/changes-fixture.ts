import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import Database from "better-sqlite3";
import type { CommandName } from "../../src/cli/command.ts";
import type { CommandLine } from "./terminal-fixture.ts";

/** One way in which a command changes something. */
export interface ChangeCase {
	readonly name: CommandName;
	/** What follows the command's words. */
	readonly words: readonly string[];
	/** Run before it, in the same data. */
	readonly first?: readonly (readonly string[])[];
	/** `back`: its undo restores everything. `none`: it has none. Else what an undo leaves behind, by table. */
	readonly undo: "back" | "none" | readonly string[];
	/** What the same command does when it is given once more. */
	readonly again: "changes" | "nothing" | "refused";
	readonly answers?: readonly string[];
	readonly input?: string;
}

type Row = Readonly<Record<string, unknown>>;
type Dump = Readonly<Record<string, readonly Row[]>>;

/** Every row of every table. */
function dump(line: CommandLine): Dump {
	const database = new Database(join(line.data, "genkan.sqlite"), { readonly: true });
	try {
		const names = database
			.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
			.pluck()
			.all()
			.map(String);
		return Object.fromEntries(
			names.map((name) => [
				name,
				database
					.prepare(`select * from "${name}"`)
					.all()
					.map((row) => JSON.parse(plain(row))) as Row[],
			]),
		);
	} finally {
		database.close();
	}
}

const plain = (row: unknown) =>
	JSON.stringify(row, (_, value) => (value?.type === "Buffer" ? Buffer.from(value.data).toString("hex") : value));

/** Not what somebody set: the record itself, what was judged, what is due. */
const beside = new Set([
	"auditEntries",
	"jobs",
	"incidents",
	"incidentMembers",
	"observations",
	"kysely_migration",
	"kysely_migration_lock",
]);

/** What must be the same after a change was taken back: all but when it was, and the id of what had to be made anew. */
function settled(all: Dump, { except = [] }: { readonly except?: readonly string[] } = {}) {
	const kept = Object.entries(all).filter(([name]) => !beside.has(name) && !except.includes(name));
	const tidy = (row: Row, table: string) =>
		JSON.stringify(Object.entries(row).filter(([column]) => !/^at$|At$/.test(column) && !(table === "policies" && column === "id")));
	return Object.fromEntries(kept.map(([name, rows]) => [name, rows.map((row) => tidy(row, name)).sort()]));
}

interface Entry {
	readonly id: string;
	readonly by: string | null;
	readonly action: string;
	readonly target: string | null;
	readonly detail: Readonly<Record<string, unknown>>;
	readonly undo: readonly string[] | null;
	readonly undoes: string | null;
	readonly undoneBy: string | null;
}

/** What is on record, the newest first. */
export async function entries(line: CommandLine): Promise<Entry[]> {
	return line.json<Entry>("audit", "--limit", "1000");
}

/** Values that are made anew at each run. */
const made = (entry: Pick<Entry, "detail">) => JSON.stringify({ ...entry.detail, reference: null, serial: null });

/**
 * A change has a preview that leaves nothing and says what will be; it is on record, by whom; it is taken back where it can be; and what is so already
 * is not put on record again.
 */
export async function playChange(t: TestContext, line: CommandLine, one: ChangeCase): Promise<void> {
	const words = [...one.name.split(" "), ...one.words];
	line.input = one.input ?? "new-secret that is long\n";
	for (const before of one.first ?? []) {
		line.now += 1000;
		const { code, err } = await line.run(...before);
		assert.equal(code, 0, `${before.join(" ")}: ${err}`);
	}
	line.input = one.input ?? "";
	const answered = () => {
		line.now += 1000;
		line.answers = one.answers === undefined ? null : [...one.answers];
	};
	const before = dump(line);
	const known = (await entries(line)).length;
	answered();
	const previewed = await line.run(...words, "--preview", "--json");
	assert.equal(previewed.code, 0, `${words.join(" ")} --preview: ${previewed.out}${previewed.err}`);
	assert.deepEqual(dump(line), before, "a preview leaves nothing");
	const preview: { changes: Entry[]; asked: string[] } = JSON.parse(previewed.out);
	for (const language of ["en", "ja"]) {
		const { out } = await line.run(...words, "--preview", "--lang", language);
		assert.match(out, language === "en" ? /Nothing has been changed yet/ : /まだ何も変更していません/);
		assert.doesNotMatch(out, /\{\w+\}|undefined|\[object/);
	}

	answered();
	const ran = await line.run(...words);
	assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.out}${ran.err}`);
	const listed = (await entries(line)).slice(0, (await entries(line)).length - known);
	assert.ok(listed.length > 0, "it is on record");
	for (const entry of listed) {
		assert.deepEqual([entry.action, entry.by, entry.undoes], [one.name, "hanako", null]);
		assert.doesNotMatch(JSON.stringify(entry), /PRIVATE|BEGIN|argon2|otpauth|new-secret/);
	}
	const byTarget = (of: readonly Entry[]) =>
		of.map((entry) => `${entry.target?.replace(/^hook-.*/, "hook")} ${made(entry)} ${entry.undo?.length}`).sort();
	assert.deepEqual(byTarget(preview.changes), byTarget(listed), "what the preview said is what came");
	const after = dump(line);
	assert.notDeepEqual(settled(after), {}, "there is something to compare");

	await t.test("once more", async () => {
		answered();
		const repeated = await line.run(...words);
		const more = (await entries(line)).length - known - listed.length;
		assert.equal(more > 0, one.again === "changes", `${repeated.out}${repeated.err}`);
		assert.equal(repeated.code, one.again === "refused" ? 1 : 0, repeated.err);
	});

	await t.test("taken back", async () => {
		const [entry] = listed;
		assert.ok(entry !== undefined);
		line.now += 1000;
		line.answers = null;
		const undone = await line.run("undo", entry.id, "--yes");
		if (one.undo === "none") {
			assert.equal(entry.undo, null);
			assert.equal(undone.code, 1);
			assert.match(undone.err, /cannot be taken back/);
			return;
		}
		assert.equal(undone.code, 0, `${undone.out}${undone.err}`);
		const except = one.undo === "back" ? [] : one.undo;
		assert.deepEqual(settled(dump(line), { except }), settled(before, { except }), "everything is as it was");
		const [back] = await entries(line);
		assert.equal(back?.undoes, entry.id);
		assert.equal((await entries(line)).find(({ id }) => id === entry.id)?.undoneBy, back?.id);
		const twice = await line.run("undo", entry.id, "--yes");
		assert.match(twice.err, /was taken back already/);
	});
}

/** The data of `base`, in a place of its own. */
export function copyData(base: CommandLine, line: CommandLine): void {
	cpSync(base.data, line.data, { recursive: true });
	line.now = base.now;
}
