import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { done, file, refused, withUsers } from "./commands-fixture.ts";
import { commandLine } from "./terminal-fixture.ts";

test("a command that only reads makes no data directory, one that writes makes it and says so", async (t) => {
	const line = commandLine(t);
	assert.match(await refused(line, "devices"), /no data of Genkan in .*Is --data right\?/);
	const { code, err } = await line.run("authority", "set", "intune");
	assert.equal(code, 0);
	assert.match(err, /Made a new data directory/);
	assert.deepEqual(
		[line.data, join(line.data, "master.key"), join(line.data, "genkan.sqlite")].map((path) => (statSync(path).mode & 0o777).toString(8)),
		["700", "600", "600"],
	);
	assert.match(await done(line, "authority"), /is Intune/);
});

test("users come from a file, and bad lines are named, all of them", async (t) => {
	const line = await withUsers(t);
	assert.match(await done(line, "users"), /taro@contoso\.com +山田 太郎 +enabled +password/);
	const bad = file(line, "bad.csv", "upn,enabled,licences\nnobody,yes,\n,no,\nx@contoso.com,perhaps,\ny@contoso.com,yes,GONE\n");
	const said = await refused(line, "users", "import", bad);
	assert.match(said, /line 2: the user name cannot be one: the part from the @ on is missing/);
	assert.match(said, /line 3: the user name is missing/);
	assert.match(said, /line 4: enabled must be yes or no/);
	assert.match(said, /line 5: there is no plan “GONE”\. Plans: INTUNE_A/);
	assert.match(said, /Nothing was imported \(problems: 4\)/);
	assert.match(await refused(line, "users", "import", bad, "--lang", "ja"), /3行目: ユーザー名がありません。/);
	assert.equal((await line.json("users")).length, 2);
	assert.match(await refused(line, "users", "import", "FILE.csv"), /“FILE\.csv” stands for a file/);
	assert.match(await refused(line, "users", "import", "/nowhere.csv"), /There is no file \/nowhere\.csv/);
	assert.match(await refused(line, "users", "import", line.folder), /is a directory/);
	line.input = "upn,password\nken@contoso.com,secret-word\nlost@contso.com,secret-word\n";
	const piped = await line.run("users", "import", "-");
	assert.match(piped.out, /New: 2/);
	assert.match(piped.err, /contso\.com is not verified\. Fix: genkan domains verify contso\.com/);
	assert.doesNotMatch(piped.out + piped.err, /secret-word/);
});

test("people are written into a file that the import takes again; who took which part is on record, and what was searched for is not", async (t) => {
	const line = await withUsers(t);
	const out = join(line.folder, "out.csv");
	assert.match(await done(line, "users", "export", out), /Written to .*out\.csv/);
	assert.equal((statSync(out).mode & 0o777).toString(8), "600");
	const [header, ...rows] = readFileSync(out, "utf8").trimEnd().split("\r\n");
	assert.equal(header, "\ufeffupn,displayName,enabled,groups,licences,enrollmentManager");
	assert.equal(rows.length, (await line.json("users")).length);
	assert.ok(rows.includes("taro@contoso.com,山田 太郎,true,営業,INTUNE_A,false"), rows.join("\n"));
	assert.match(await done(line, "users", "import", out), /New: 0, changed: 0/);
	assert.match(await refused(line, "users", "export", out), /is there already and stays as it is/);
	const part = join(line.folder, "part.csv");
	await done(line, "users", "export", part, "--search", "TARO", "--lang", "ja");
	assert.equal(readFileSync(part, "utf8").trimEnd().split("\r\n").length, 2);
	const taken = await line.json<{ detail: object }>("audit", "--action", "users export");
	assert.deepEqual(
		taken.map(({ detail }) => detail),
		[{ search: true }, {}],
		"the one that was refused wrote nothing, and is not on record",
	);
	assert.match(await refused(line, "users", "export", join(line.folder, "none", "no.csv")), /no directory|directory/);
});

test("a user is shown, added, disabled and enabled; a name mistyped is found", async (t) => {
	const line = await withUsers(t);
	const [taro] = await line.json("users", "show", "ＴＡＲＯ＠contoso.com");
	assert.deepEqual(
		[taro?.["groups"], taro?.["licences"], taro?.["hasPassword"]],
		[["営業"], [{ plan: "INTUNE_A", state: "active" }], true],
	);
	assert.doesNotMatch(JSON.stringify(taro), /argon2/);
	assert.match(
		await refused(line, "users", "disable", "tarou@contoso.com"),
		/no user tarou@contoso\.com.*\nDid you mean: taro@contoso\.com\?/,
	);
	await done(line, "users", "disable", "taro@contoso.com");
	assert.match(await done(line, "users", "show", "taro@contoso.com", "--lang", "ja"), /アカウント +無効/);
	await done(line, "users", "enable", "taro@contoso.com");
	await done(line, "users", "add", "new@contoso.com", "--name", "新人", "--manager");
	assert.equal((await line.json("users", "list", "--search", "新人"))[0]?.["enrollmentManager"], true);
	assert.match(await refused(line, "users", "add", "new@contoso.com"), /already/);
});

test("a password is asked for twice or piped in; one-time codes are shown once", async (t) => {
	const line = await withUsers(t);
	line.input = "from a pipe\n";
	assert.match(await done(line, "users", "password", "taro@contoso.com"), /has a new password/);
	line.input = "";
	assert.match(await refused(line, "users", "password", "taro@contoso.com"), /empty/);
	line.answers = ["one", "two"];
	assert.match(await refused(line, "users", "password", "taro@contoso.com"), /not the same\. Nothing was changed/);
	line.answers = ["one"];
	assert.match(await refused(line, "users", "password", "taro@contoso.com"), /Nothing was changed/);
	line.answers = ["one", "one"];
	assert.doesNotMatch(await done(line, "users", "password", "taro@contoso.com"), /\bone\b/);
	const [made] = await line.json("users", "totp", "taro@contoso.com");
	assert.match(String(made?.["secret"]), /^[A-Z2-7]{32}$/);
	assert.match(await refused(line, "users", "totp", "taro@contoso.com"), /--replace/);
	assert.doesNotMatch(await done(line, "users", "show", "taro@contoso.com"), new RegExp(String(made?.["secret"])));
	assert.notEqual((await line.json("users", "totp", "taro@contoso.com", "--replace"))[0]?.["secret"], made?.["secret"]);
	await done(line, "users", "totp", "taro@contoso.com", "--remove");
	await done(line, "users", "password", "taro@contoso.com", "--remove");
	assert.match(await done(line, "users"), /taro.* no password/);
});

test("groups and the one that may enroll", async (t) => {
	const line = await withUsers(t);
	assert.match(await done(line, "groups", "add", "hanako@contoso.com", "Enrollment users"), /which is new/);
	assert.match(await done(line, "groups", "add", "hanako@contoso.com", "enrollment USERS"), /already/);
	assert.deepEqual(await line.json("groups"), [
		{ name: "Enrollment users", members: 1 },
		{ name: "営業", members: 1 },
	]);
	assert.match(await refused(line, "enrollment-group", "set", "Nobody"), /no group “Nobody”/);
	assert.match(await done(line, "enrollment-group", "set", "Enrollment users"), /Only members/);
	assert.match(await done(line, "enrollment-group"), /Enrollment users/);
	assert.match(await done(line, "enrollment-group", "set", "none"), /Everybody/);
	assert.match(await done(line, "groups", "remove", "hanako@contoso.com", "Enrollment users"), /no longer/);
	assert.match(await refused(line, "groups", "remove", "hanako@contoso.com", "Gone"), /no group “Gone”/);
});

test("licences: seats as a bar, waiting, passing on", async (t) => {
	const line = await withUsers(t);
	assert.match(await done(line, "licences"), /INTUNE_A +INTUNE_A +Intune +1\/1 +0 +█{12}/);
	assert.match(
		await done(line, "licences", "assign", "hanako@contoso.com", "--plan", "intune_a"),
		/no seat is free.*licences seats INTUNE_A NUMBER/,
	);
	assert.match(await done(line, "licences", "unassign", "taro@contoso.com", "--plan", "INTUNE_A"), /The seat went to hanako@contoso\.com/);
	assert.match(await done(line, "licences", "seats", "INTUNE_A", "３"), /3 seats/);
	assert.match(await done(line, "licences", "plan", "intune_a", "--name", "Plan 1"), /INTUNE_A has 3 seats/);
	assert.deepEqual(await line.json("licences"), [
		{ plan: "INTUNE_A", name: "Plan 1", authority: "intune", seats: 3, consumed: 1, waiting: 0 },
	]);
	const fewer = await line.run("licences", "seats", "INTUNE_A", "0");
	assert.match(fewer.err, /users without a seat: 1/);
	assert.match(fewer.shown, /0 seats[\s\S]*users without a seat: 1/, "what was done is said before what came of it");
	assert.match(await refused(line, "licences", "seats", "NOPE", "3"), /no plan “NOPE”\. Plans: INTUNE_A/);
	assert.match(await refused(line, "licences", "plan", "NEW"), /--seats NUMBER/);
	assert.match(await refused(line, "licences", "assign", "hanako@contoso.com", "--plan", "NOPE"), /no plan/);
});
