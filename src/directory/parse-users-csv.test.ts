import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { assertLinear } from "../../test/linear-time.ts";
import { joinNames } from "./name-list.ts";
import { readUsersCsv, type UserRow, type UsersFile, usersCsvLimits } from "./parse-users-csv.ts";

function parseUsersCsv(bytes: Uint8Array): UsersFile {
	const steps = readUsersCsv(bytes);
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}
const parse = (text: string) => parseUsersCsv(Buffer.from(text));
const kinds = (text: string) => parse(text).problems.map(({ line, kind }) => `${line} ${kind}`);
const row = (change: Partial<UserRow>): UserRow => ({
	line: 2,
	upn: "taro@contoso.com",
	displayName: null,
	password: null,
	enabled: null,
	groups: [],
	licences: [],
	enrollmentManager: null,
	...change,
});

test("all columns, in any order and any case", () => {
	assert.deepEqual(
		parse(
			"Licences, Enabled ,GROUPS,enrollment_manager,Password,display name,UPN\r\nINTUNE_A; B,no,営業;  開発；営業,はい, p w ,山田　太郎,Taro@Contoso.com\r\n",
		),
		{
			rows: [
				row({
					displayName: "山田 太郎",
					password: " p w ",
					enabled: false,
					groups: ["営業", "開発"],
					licences: ["INTUNE_A", "B"],
					enrollmentManager: true,
				}),
			],
			problems: [],
		},
	);
});

test("Japanese headers, from Excel as CSV UTF-8 with its BOM", () => {
	assert.deepEqual(
		parse("\ufeffユーザー プリンシパル名,表示名,パスワード,有効,グループ,ライセンス\r\nｔａｒｏ＠ｃｏｎｔｏｓｏ．ｃｏｍ,表,x,有効,,\r\n"),
		{
			rows: [row({ displayName: "表", password: "x", enabled: true })],
			problems: [],
		},
	);
});

test("the column of names may be called as the pages call it", () => {
	for (const header of ["ユーザー名,氏名", "User Name,displayName"])
		assert.deepEqual(parse(`${header}\ntaro@contoso.com,太郎\n`), { rows: [row({ displayName: "太郎" })], problems: [] });
});

test("Shift_JIS, where the second byte of 表 would be a backslash", () => {
	const displayName = Buffer.from([0x95, 0x5c, 0x8e, 0xa6, 0x96, 0xbc]);
	const bytes = Buffer.concat([
		Buffer.from("upn,"),
		displayName,
		Buffer.from('\r\ntaro@contoso.com,"'),
		Buffer.from([0x95, 0x5c]),
		Buffer.from('"\r\n'),
	]);
	assert.deepEqual(parseUsersCsv(bytes), { rows: [row({ displayName: "表" })], problems: [] });
});

test("quoted cells hold commas and line ends, and what follows keeps its line number", () => {
	const { rows, problems } = parse('upn,displayName\n"taro@contoso.com","Yamada,\nTaro"\nhanako@contoso.com,\n');
	assert.deepEqual(problems, []);
	assert.deepEqual(
		rows.map(({ line, displayName }) => [line, displayName]),
		[
			[2, "Yamada, Taro"],
			[4, null],
		],
	);
});

const files: readonly (readonly [string, string, readonly string[]])[] = [
	["an empty file", "", ["null file-empty"]],
	["a file of empty lines", "\r\n,,\r\n", ["null file-empty"]],
	["a header alone", "upn,displayName\r\n", ["null file-without-users"]],
	["no header", "taro@contoso.com,secret\n", ["1 header-missing"]],
	["no UPN column", "displayName\nTaro\n", ["1 column-upn-missing"]],
	["an unknown column, named like what every object has", "upn,constructor\n", ["1 column-unknown"]],
	["the same column under two names", "upn,表示名,displayName\n", ["1 column-twice"]],
	["an emptied column in between", "upn,,displayName\ntaro@contoso.com,,x\n", ["1 column-unknown"]],
	["more cells than columns", "upn,enabled\ntaro@contoso.com,1,x\n", ["2 wrong-number-of-fields"]],
	["a workbook", "PK\u0003\u0004", ["null file-unreadable"]],
	["an open quote", 'upn\n"taro@contoso.com\nx', ["2 quote-never-closed"]],
	["a broken header", 'u"pn\ntaro@contoso.com\n', ["1 quote-inside"]],
	[
		"too few and too many fields",
		"upn,enabled\ntaro@contoso.com\nhanako@contoso.com,1,2\n",
		["2 wrong-number-of-fields", "3 wrong-number-of-fields"],
	],
	["no name", "upn,displayName\n,Taro\n", ["2 upn-missing"]],
	["no suffix", "upn\ntaro\n", ["2 upn-malformed"]],
	["a word that is no boolean", "upn,enabled,enrollmentManager\ntaro@contoso.com,maybe,?\n", ["2 not-a-boolean", "2 not-a-boolean"]],
	["an overlong name", `upn,displayName\ntaro@contoso.com,${"あ".repeat(257)}\n`, ["2 field-too-long"]],
	["several faults in one line", "upn,enabled\ntaro,maybe\n", ["2 upn-malformed", "2 not-a-boolean"]],
];
for (const [name, text, expected] of files) test(`${name}: ${expected.join(", ")}`, () => assert.deepEqual(kinds(text), expected));

test("what Excel makes of it in other languages and by hand: semicolons, tabs, emptied columns, lines of nothing", () => {
	const whole = row({ displayName: "山田, 太郎", groups: ["営業", "開発"] });
	assert.deepEqual(parse('\ufeffupn;displayName;groups\r\ntaro@contoso.com;山田, 太郎;"営業;開発"\r\n'), { rows: [whole], problems: [] });
	assert.deepEqual(parse("upn\tdisplayName\tgroups\r\ntaro@contoso.com\t山田, 太郎\t営業;開発\r\n"), { rows: [whole], problems: [] });
	const emptied = '\r\n,,,,\r\nupn,displayName,groups,,\r\n\r\ntaro@contoso.com,"山田, 太郎",営業;開発,,\r\n,,,,\r\n　,\u00a0,,\r\n\r\n';
	assert.deepEqual(parse(emptied), { rows: [{ ...whole, line: 5 }], problems: [] });
});

test("a name is the same name with spaces of any width around it, and without what nobody sees", () => {
	const { problems } = parse(
		"upn\ntaro@contoso.com\n　ｔａｒｏ＠ｃｏｎｔｏｓｏ．ｃｏｍ　\n\u00a0TARO@contoso.com\u200b\ntaro@CONTOSO。com\n",
	);
	assert.deepEqual(
		problems,
		[3, 4, 5].map((line) => ({ line, kind: "upn-twice", upn: "taro@contoso.com", firstLine: 2 })),
	);
});

test("what the export guards from a spreadsheet is read as it was, and a password is taken as it stands", () => {
	const text = `upn,displayName,groups,password\n'=x@contoso.com,'=1+1,"'+a;'b;""c;d""; ""e",'=secret\n`;
	const { rows, problems } = parse(text);
	assert.deepEqual(problems, []);
	assert.deepEqual(
		rows.map(({ upn, displayName, groups, password }) => [upn, displayName, groups, password]),
		[["=x@contoso.com", "=1+1", ["+a", "'b", "c;d", '"e'], "'=secret"]],
	);
});

test("a name that stands twice names both lines, however it is written", () => {
	assert.deepEqual(parse("upn\ntaro@contoso.com\nhanako@contoso.com\nＴＡＲＯ@contoso.com\n").problems, [
		{ line: 4, kind: "upn-twice", upn: "taro@contoso.com", firstLine: 2 },
	]);
});

test("of 200 lines, the three bad ones are named", () => {
	const lines = Array.from({ length: 200 }, (_, i) => `user${i + 2}@contoso.com,User`);
	lines[40] = "user42@contoso.com";
	lines[100] = 'us"er@contoso.com,User';
	lines[198] = ",User";
	const { rows, problems } = parse(`upn,displayName\n${lines.join("\n")}\n`);
	assert.deepEqual(
		problems.map(({ line, kind }) => `${line} ${kind}`),
		["42 wrong-number-of-fields", "102 quote-inside", "200 upn-missing"],
	);
	assert.equal(rows.length, 197);
});

test("no problem shows a cell that may hold a password in the wrong column", () => {
	for (const text of [
		"taro@contoso.com,hunter2\nhanako@contoso.com,hunter2\n",
		"upn,enabled\ntaro@contoso.com,hunter2\n",
		"upn,enabled\nhunter2,1\n",
	]) {
		const { problems } = parse(text);
		assert.ok(problems.length > 0);
		assert.ok(!JSON.stringify(problems).includes("hunter2"));
	}
});

test("the limits are told", () => {
	assert.deepEqual(parseUsersCsv(new Uint8Array(usersCsvLimits.bytes + 1)).problems, [
		{ line: null, kind: "file-too-large", bytes: usersCsvLimits.bytes + 1, limit: usersCsvLimits.bytes },
	]);
	assert.deepEqual(parse(`upn\n${"a@b.c\n".repeat(usersCsvLimits.rows + 1)}`).problems, [
		{ line: null, kind: "too-many-rows", rows: usersCsvLimits.rows + 1, limit: usersCsvLimits.rows },
	]);
});

test("whatever the lines are, others have their turn between a few of them", () => {
	const size = 4_000;
	for (const line of ["a@b.c\n", 'x"y\n', "\n", ",\n", "a@b.c,too,many\n"]) {
		const steps = [...readUsersCsv(Buffer.from(`upn\nfirst@b.c\n${line.repeat(size)}`))].length;
		assert.ok(steps >= size / 200, `${JSON.stringify(line)}: ${steps} turns`);
	}
	assert.deepEqual(kinds(`upn\n${'x"y\n'.repeat(usersCsvLimits.rows + 1)}`), ["null too-many-rows"]);
	assert.ok(kinds(`upn,${"a,".repeat(1_000)}`).length < 100, "nor is a header of a thousand columns told column by column");
});

test("100,000 users are read, in linear time", () => {
	assertLinear("users", usersCsvLimits.rows, (size) => {
		const text = `upn,displayName,groups\n${Array.from({ length: size }, (_, i) => `u${i}@contoso.com,User ${i},S`).join("\n")}`;
		return () => assert.equal(parse(text).rows.length, size);
	});
});

test("what was written is what is read", () => {
	const name = fc.string({ unit: fc.constantFrom("山", "表", "a", ",", '"', ";", "x"), minLength: 1, maxLength: 8 });
	const user = fc.record(
		{ displayName: name, password: name, enabled: fc.boolean(), groups: fc.uniqueArray(name, { maxLength: 3 }) },
		{ noNullPrototype: true },
	);
	const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
	fc.assert(
		fc.property(fc.array(user, { minLength: 1, maxLength: 5 }), (users) => {
			const lines = users.map((one, i) =>
				[`u${i}@contoso.com`, one.displayName, one.password, String(one.enabled), joinNames(one.groups)].map(quote).join(","),
			);
			const { rows, problems } = parse(`upn,displayName,password,enabled,groups\r\n${lines.join("\r\n")}`);
			assert.deepEqual(problems, []);
			assert.deepEqual(
				rows.map(({ displayName, password, enabled, groups }) => ({ displayName, password, enabled, groups })),
				users,
			);
		}),
	);
});
