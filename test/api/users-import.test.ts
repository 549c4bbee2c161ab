import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { eventually } from "../eventually.ts";
import { type Client, hire, signedIn } from "./console-client.ts";

let stage: Stage;
let boss: Client;
let other: Client;

before(async () => {
	stage = await openStage();
	boss = await signedIn(stage.house, await hire(stage.house, "hanako", "administrator"));
	other = await signedIn(stage.house, await hire(stage.house, "kenji", "administrator"));
	await stage.house.addUser("taro@contoso.example", { groups: "Sales" });
});
after(() => stage[Symbol.asyncDispose]());

const fileOf = (text: string | Uint8Array) => ({ file: Buffer.from(text).toString("base64") });

async function previewed(text: string | Uint8Array, language = "en") {
	const answer = await boss.send("POST", `/users/import?preview=true&lang=${language}`, { body: fileOf(text) });
	assert.equal(answer.status, 200, answer.text.slice(0, 300));
	return answer;
}

async function imported(text: string | Uint8Array) {
	const begun = await boss.send("POST", "/users/import", { body: fileOf(text) });
	assert.equal(begun.status, 200, begun.text);
	const { id } = begun.json.run;
	let { run } = begun.json;
	await eventually("the import ends", async () => {
		run = (await boss.send("GET", `/users/import/${id}`)).json;
		return run.state !== "running";
	});
	return run;
}

interface Line {
	readonly line: number | null;
	readonly what: string;
	readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
	readonly notes: readonly string[];
}

test("every line is told before anything is written: added, changed in what, unchanged, and what is wrong with it", async () => {
	const csv = [
		"upn,displayName,password,groups,licences",
		"new@contoso.example,New One,Very secret 1,Sales;Tokyo,INTUNE_A",
		"taro@contoso.example,Taro Yamada,,Sales,",
		"taro@contoso.example,twice,,,",
		"not a name,,,,",
		"other@contoso.example,Other,,,NOPLAN",
	].join("\n");
	const answer = await previewed(csv);
	const { lines, newGroups, passwords } = answer.json.preview as { lines: Line[]; newGroups: string[]; passwords: number };
	assert.deepEqual(
		lines.map(({ line, what }) => [line, what]),
		[
			[2, "add"],
			[3, "change"],
			[4, "problem"],
			[5, "problem"],
			[6, "problem"],
		],
	);
	assert.deepEqual([newGroups, passwords], [["Tokyo"], 1]);
	assert.deepEqual(
		lines[1]?.changes.map(({ field, before, after }) => [field, before, after]),
		[["displayName", "taro", "Taro Yamada"]],
	);
	assert.deepEqual(
		lines[0]?.changes.map(({ field }) => field),
		["displayName", "password", "group", "group", "licence"],
	);
	assert.match(String(lines[4]?.notes[0]), /NOPLAN/);
	assert.match(String((await previewed(csv, "ja")).json.preview.lines[4].notes[0]), /[ぁ-ん]/);
	assert.ok(!answer.text.includes("Very secret"), "a password is told by nobody");
	assert.equal((await boss.send("GET", "/users/new@contoso.example")).status, 404, "nothing was written");
});

test("whoever reads a preview on a page is told of no command of the terminal, in none of its pieces", async () => {
	const rows = Array.from({ length: 5_000 }, (_, n) => `lost${n}@contoso.example,NOPLAN`);
	for (const language of ["en", "ja"]) {
		const { text, json } = await previewed(["upn,licences", ...rows].join("\n"), language);
		assert.ok(json.preview.lines.every(({ notes }: Line) => notes.join().includes("NOPLAN")));
		assert.equal(/genkan [a-z]/.exec(text)?.[0], undefined);
	}
});

test("a file with one wrong line imports nothing and says why; a sound one does, is on record, and holds no password", async () => {
	const wrong = await imported("upn\nfirst@contoso.example\nnot a name\n");
	assert.deepEqual([wrong.state, wrong.result], ["refused", null]);
	assert.match(wrong.refusal, /3/);
	const done = await imported(
		"upn,displayName,password\nfirst@contoso.example,第一,Very secret 2\nsecond@contoso.example,第二,Very secret 3\n",
	);
	assert.deepEqual([done.state, done.hashed, done.passwords, done.result.data.added], ["done", 2, 2, 2]);
	const [entry] = await stage.house.domain.store.read.audit.list({ actions: ["users import"], limit: 1 });
	assert.deepEqual([entry?.actor, entry?.detail["added"]], [{ kind: "person", name: "hanako" }, 2]);
	assert.ok(![JSON.stringify(done), JSON.stringify(entry), stage.house.complaints.join()].some((text) => text.includes("Very secret")));
	const again = (await previewed("upn,displayName\nfirst@contoso.example,第一\n")).json.preview.lines;
	assert.equal(again[0].what, "unchanged");
});

test("what a preview says of each line is what the import does", async () => {
	const csv = "upn,displayName,enabled,groups,enrollmentManager\ntaro@contoso.example,T,no,Osaka,yes\nlater@contoso.example,,,,\n";
	const lines: Line[] = (await previewed(csv)).json.preview.lines;
	const { result } = await imported(csv);
	const counts = (what: string) => lines.filter((line) => line.what === what).length;
	assert.deepEqual([result.data.added, result.data.changed, result.data.unchanged], [counts("add"), counts("change"), counts("unchanged")]);
	const after: Line[] = (await previewed(csv)).json.preview.lines;
	assert.deepEqual(
		after.map(({ what }) => what),
		["unchanged", "unchanged"],
	);
});

test("seats are counted down the file: who would wait for one is told before", async () => {
	await stage.succeed("licences", "plan", "SMALL", "--seats", "1");
	const { lines } = (await previewed("upn,licences\na1@contoso.example,SMALL\na2@contoso.example,small\n")).json.preview as {
		lines: Line[];
	};
	assert.doesNotMatch(String(lines[0]?.notes.join()), /SMALL/);
	assert.match(String(lines[1]?.notes.join()), /SMALL/);
});

test("an import is told to whoever began it, and to nobody else", async () => {
	const begun = await boss.send("POST", "/users/import", { body: fileOf("upn\n") });
	assert.equal((await other.send("GET", `/users/import/${begun.json.run.id}`)).status, 404);
	assert.equal((await other.send("GET", "/users/import/none")).status, 404);
});

test("markup and formulas in a file stay text, Shift_JIS is read, and what is no file of users is refused", async () => {
	const hostile = `<img src=x onerror=alert(1)>`;
	const done = await imported(`upn,displayName,groups\nevil@contoso.example,${hostile},=cmd|' /C calc'!A0\n`);
	assert.equal(done.state, "done", JSON.stringify(done));
	const told = (await boss.send("GET", "/users/evil@contoso.example")).json;
	assert.deepEqual([told.user.displayName, told.groups[0].name], [hostile, "=cmd|' /C calc'!A0"]);
	// 山田 in Shift_JIS.
	const shiftJis = Buffer.concat([
		Buffer.from("upn,displayName\nsjis@contoso.example,"),
		Buffer.of(0x8e, 0x52, 0x93, 0x63),
		Buffer.from("\n"),
	]);
	const [line] = (await previewed(shiftJis)).json.preview.lines;
	assert.equal(line.displayName, "山田");
	const [workbook] = (await previewed(Buffer.of(0x50, 0x4b, 3, 4, 0, 0))).json.preview.lines;
	assert.deepEqual([workbook.line, workbook.what], [null, "problem"]);
	assert.equal((await boss.send("POST", "/users/import", { body: { file: "no base 64!" } })).status, 400);
	assert.equal((await boss.send("POST", "/users/import", { body: { file: "/etc/passwd", path: "/etc/passwd" } })).status, 400);
});

test("20,000 lines are previewed and imported, and the service answers others meanwhile", async () => {
	const rows = Array.from({ length: 20_000 }, (_, n) => `bulk${n}@contoso.example,一括 ${n},一括`);
	const csv = ["upn,displayName,groups", ...rows].join("\n");
	// How long a turn of the loop works is how long a phone waits. Of this thread's work, and as a share of the whole: a busy machine stops both as it likes.
	const worked = () => {
		const { user, system } = process.threadCpuUsage();
		return user + system;
	};
	const begun = worked();
	let ended: number | undefined;
	const looking = previewed(csv).then((answer) => {
		ended = worked();
		return answer.json.preview;
	});
	let last = begun;
	let longest = 0;
	while (ended === undefined) {
		await setImmediate();
		const now = worked();
		longest = Math.max(longest, now - last);
		last = now;
	}
	const { lines } = await looking;
	assert.ok(longest < (ended - begun) / 4, `one turn worked ${longest} of ${ended - begun} microseconds`);
	assert.equal(lines.length, 20_000);
	const done = await imported(csv);
	assert.deepEqual([done.state, done.result.data.added], ["done", 20_000]);
	const found = await boss.send("GET", "/users?search=bulk19999");
	assert.equal(found.json.items.length, 1);
	const { text } = await boss.send("GET", "/users/export?search=bulk");
	assert.equal(text.split("\r\n").length, 20_002, "a header, everybody, an end");
});

test("the export holds whom the filter shows, runs nothing in a spreadsheet, is taken by the import as it is, and is on record", async () => {
	const bring = await imported(
		`upn,displayName,groups\nexp.a@contoso.example,"=HYPERLINK(""x"")","営業;""A;B"""\nexp.b@contoso.example,"-1, ""2""",\n`,
	);
	assert.equal(bring.state, "done", bring.refusal);
	const answer = await boss.send("GET", "/users/export?search=exp.");
	assert.equal(answer.status, 200);
	assert.equal(answer.headers["content-type"], "text/csv; charset=utf-8");
	assert.match(String(answer.headers["content-disposition"]), /attachment; filename="users\.csv"/);
	assert.deepEqual(answer.text.split("\r\n"), [
		"\ufeffupn,displayName,enabled,groups,licences,enrollmentManager",
		`exp.a@contoso.example,"'=HYPERLINK(""x"")",true,"""A;B"";営業",,false`,
		`exp.b@contoso.example,"'-1, ""2""",true,,,false`,
		"",
	]);
	const lines: Line[] = (await previewed(answer.text)).json.preview.lines;
	assert.deepEqual(
		lines.map(({ what }) => what),
		["unchanged", "unchanged"],
	);
	const [entry] = await stage.house.domain.store.read.audit.list({ actions: ["users export"], limit: 1 });
	assert.deepEqual([entry?.actor, entry?.detail["search"]], [{ kind: "person", name: "hanako" }, true]);
	const { json } = await boss.send("GET", "/groups");
	const { id } = json.items.find(({ name }: { name: string }) => name === "営業") ?? assert.fail();
	assert.equal((await boss.send("GET", `/users/export?group=${id}`)).text.split("\r\n").length, 3);
	const [part] = await stage.house.domain.store.read.audit.list({ actions: ["users export"], limit: 1 });
	assert.equal(part?.detail["group"], "営業", "as people call it");
	const helper = await signedIn(stage.house, await hire(stage.house, "misaki", "helpdesk"));
	assert.equal((await helper.send("GET", "/users/export")).status, 403);
	const statuses = new Set<number>();
	for (let times = 0; times < 11; times++) statuses.add((await boss.send("GET", "/users/export?search=exp.")).status);
	assert.deepEqual([...statuses], [200, 429], "not without end");
});
