import assert from "node:assert/strict";
import { test } from "node:test";
import { hashPassword } from "../../src/credentials/password.ts";
import { withPostgres } from "../postgres.ts";
import { attempt } from "../store/rows.ts";
import { entries } from "./changes-fixture.ts";
import { done, file, phone, prepare, refused, withUsers } from "./commands-fixture.ts";
import { commandLine } from "./terminal-fixture.ts";

test("a person is shown what comes and asked; only a yes does it", async (t) => {
	const line = await withUsers(t);
	line.now += 1000;
	await done(line, "restrictions", "limit", "Default", "5");
	line.now += 1000;
	const limit = async () => (await line.json("restrictions")).find(({ kind }) => kind === "limit")?.["limit"];
	for (const answer of ["", "n", "no", "what?"]) {
		line.answers = [answer];
		const { code, err } = await line.run("undo");
		assert.equal(code, 1);
		assert.match(err, /device limit: 5 → 15[\s\S]*Take it back\? \(y\/N\)[\s\S]*Nothing was changed/);
		assert.equal(await limit(), 5);
	}
	line.answers = null;
	assert.match(await refused(line, "undo"), /Nothing was done.*--yes/);
	const preview = await done(line, "undo", "--preview");
	assert.match(preview, /device limit: 5 → 15/);
	assert.doesNotMatch(preview, /kind/, "a word of the command line's own tells nobody anything");
	assert.equal(await limit(), 5);
	line.answers = ["はい"];
	assert.match(await done(line, "undo", "--lang", "ja"), /元に戻しました: restrictions limit Default/);
	assert.equal(await limit(), 15);
});

test("what was taken back can be made again, as the record offers, and taken back once more", async (t) => {
	const line = await withUsers(t);
	const limit = async () => (await line.json("restrictions")).find(({ kind }) => kind === "limit")?.["limit"];
	const undo = async (...entry: readonly string[]) => {
		line.now += 1000;
		return done(line, "undo", ...entry, "--yes");
	};
	const before = await limit();
	line.now += 1000;
	await done(line, "restrictions", "limit", "Default", "5");
	await undo();
	assert.equal(await limit(), before);
	const [offered = assert.fail("no way is offered")] = /genkan undo (\S+)/.exec(await done(line, "audit", "--limit", "1")) ?? [];
	await undo(offered.split(" ").at(-1) ?? "");
	assert.equal(await limit(), 5, "made again");
	await undo();
	assert.equal(await limit(), before, "what was made again is the last change");
});

test("where only takings back stand, undo names what the record offers", async (t) => {
	const line = commandLine(t);
	assert.match(await refused(line, "undo", "--yes"), /no change on record/);
	await done(line, "restrictions", "limit", "Default", "5");
	line.now += 1000;
	await done(line, "undo", "--yes");
	const offered = /genkan undo \S+/.exec(await done(line, "audit", "--limit", "1"))?.[0] ?? assert.fail("no way is offered");
	assert.ok((await refused(line, "undo", "--yes")).includes(offered));
});

test("of two who take the same back at once one does", async (t) => {
	const line = await withUsers(t);
	line.now += 1000;
	await done(line, "users", "disable", "taro@contoso.com");
	const [entry] = await entries(line);
	line.now += 1000;
	const undo = () => line.run("undo", entry?.id ?? "", "--yes");
	const both = await Promise.all([undo(), undo()]);
	assert.equal(both.filter(({ code }) => code === 0).length, 1, both.map(({ err }) => err).join("\n"));
	assert.equal(both.filter(({ code, err }) => code === 1 && /already/.test(err)).length, 1);
	assert.equal((await entries(line)).filter(({ undoes }) => undoes !== null).length, 1);
});

test("the record is read by time, command and target", async (t) => {
	const line = await withUsers(t);
	const began = line.now;
	line.now = began + 2 * 3_600_000;
	await done(line, "groups", "add", "hanako@contoso.com", "営業");
	await done(line, "licences", "seats", "INTUNE_A", "4");
	const actions = async (...words: readonly string[]) => (await line.json("audit", ...words)).map(({ action }) => String(action)).sort();
	assert.deepEqual(await actions(), ["domains verify", "groups add", "licences plan", "licences seats", "users import"]);
	assert.deepEqual(await actions("--since", "1h"), ["groups add", "licences seats"]);
	assert.deepEqual(await actions("--action", "licences"), ["licences plan", "licences seats"]);
	assert.deepEqual(await actions("--action", "ｌicences seats"), ["licences seats"]);
	assert.deepEqual(await actions("--action", "nothing"), []);
	assert.deepEqual(await actions("--target", "hanako@contoso.com"), ["groups add"]);
	assert.equal((await actions("--limit", "2")).length, 2);
	assert.match(await refused(line, "audit", "--since", "yesterday"), /is no time/);
	assert.match(
		await done(line, "audit", "--lang", "ja"),
		/hanako {2}groups add {2}hanako@contoso\.com\n {4}グループ: 営業\n {4}メンバー: いいえ → はい/,
	);
});

test("a preview reads what is piped in before it begins, and refuses what the change would refuse", async (t) => {
	const line = await withUsers(t);
	line.input = "C02PIPED0001,\nC02PIPED0002,\n";
	assert.match(await done(line, "corporate-identifiers", "import", "-", "--preview"), /added: 2/);
	assert.deepEqual(await line.json("corporate-identifiers"), []);
	line.input = "no!";
	assert.match(
		await refused(line, "corporate-identifiers", "import", "-", "--preview"),
		/This would be refused[\s\S]*Nothing was imported/,
	);
	assert.match(await refused(line, "licences", "assign", "taro@contoso.com", "--plan", "NONE", "--preview"), /This would be refused/);
	const users = file(
		line,
		"many.csv",
		`upn,password\n${Array.from({ length: 400 }, (_, n) => `u${n}@contoso.com,pass-word-${n}`).join("\n")}\n`,
	);
	const worked = async (work: () => Promise<unknown>) => {
		const before = process.cpuUsage();
		await work();
		const { user, system } = process.cpuUsage(before);
		return user + system;
	};
	const oneHash = await worked(() => hashPassword("pass-word-0"));
	const all = await worked(async () => assert.match(await done(line, "users", "import", users, "--preview"), /added: 400/));
	assert.ok(all < 100 * oneHash, `no password is hashed for nobody: ${all} of ${oneHash} microseconds each`);
	assert.equal((await line.json("users")).length, 2);
});

test("a preview of data that is not there makes none", async (t) => {
	const line = commandLine(t);
	assert.match(await refused(line, "authority", "set", "intune", "--preview"), /no data/i);
});

test("previews and undo on PostgreSQL", async (t) => {
	const server = await withPostgres(t);
	if (server === undefined) return;
	const line = commandLine(t, { GENKAN_DATABASE: await server.database() });
	await done(line, "licences", "plan", "INTUNE_A", "--seats", "1");
	await done(line, "restrictions", "create", "Sales", "--kind", "platform", "--block-personal");
	line.now += 1000;
	const before = await line.json("restrictions");
	assert.match(await done(line, "restrictions", "delete", "Sales", "--preview"), /Sales\n[\s\S]*taken away/);
	assert.deepEqual(await line.json("restrictions"), before);
	await done(line, "restrictions", "delete", "Sales");
	line.now += 1000;
	assert.match(await done(line, "undo", "--yes"), /Taken back/);
	const plain = (rows: readonly Record<string, unknown>[]) => rows.map((row) => ({ ...row, id: null }));
	assert.deepEqual(plain(await line.json("restrictions")), plain(before));
	assert.equal((await entries(line)).length, 4);
});

test("the preview of taking a policy back says in numbers whom that would hit, as the preview of the policy does", async (t) => {
	const line = await withUsers(t);
	await prepare(line, async ({ attempts, devices, users }) => {
		const userId = (await users.byUpn("taro@contoso.com"))?.id ?? null;
		const at = { userId, startedAt: line.now, updatedAt: line.now };
		await devices.insert({ ...phone, userId, enrolledAt: line.now, lastSeenAt: line.now });
		await attempts.insert(
			attempt("a", {
				...at,
				state: "enrolled",
				deviceId: phone.id,
				device: { udid: phone.udid, serial: phone.serial, product: "iPhone15,2", osVersion: "18.1" },
			}),
		);
	});
	const enrolled = "Of the 1 who enrolled in the last 30 days, 1 would have been refused.";
	const block = ["restrictions", "set", "Default", "--block-personal"];
	const allow = ["restrictions", "set", "Default", "--allow-personal"];
	const hit = async (...words: readonly string[]) => JSON.parse(await done(line, ...words, "--preview", "--json")).hit;
	assert.deepEqual((await hit(...block)).enrolled, { judged: 1, refused: 1, sample: false });
	assert.ok((await done(line, ...block, "--preview")).includes(enrolled));
	await done(line, ...block);
	line.now += 1000;
	await done(line, ...allow);
	line.now += 1000;
	assert.equal((await hit(...block)).enrolled.refused, 1);
	assert.deepEqual((await hit("undo")).enrolled, { judged: 1, refused: 1, sample: false });
	assert.ok((await done(line, "undo", "--preview")).includes(enrolled));
	assert.match(await done(line, "undo", "--preview", "--lang", "ja"), /登録1件のうち、1件が拒否されていました/);
	await done(line, "undo", "--yes");
	line.now += 1000;
	assert.equal((await hit("undo")).enrolled.refused, 0, "what lets somebody in hits nobody");
	await done(line, "restrictions", "limit", "Default", "2");
	assert.deepEqual((await hit("restrictions", "limit", "Default", "1")).atLimit, { people: 1, newly: 1, judged: 1, least: false });
});
