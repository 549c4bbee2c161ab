import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { adeCommandLine, wrong } from "./ade-fixture.ts";
import { done, file, refused } from "./commands-fixture.ts";

const hour = 3_600_000;

test("a token: its certificate, the file from Apple, the first sync, its name, its end", async (t) => {
	const { line, apple, download } = await adeCommandLine(t);
	assert.match(await done(line, "authority", "set", "intune"), /Intune/);
	assert.match(await done(line, "ade", "tokens"), /ade tokens key --out genkan\.pem/);
	assert.match(await refused(line, "ade", "sync"), /no ADE token yet/);
	const out = join(line.folder, "genkan.pem");
	const steps = await done(line, "ade", "tokens", "key", "--out", out);
	assert.match(steps, /add a server[\s\S]*Upload this certificate[\s\S]*\.p7m[\s\S]*genkan ade tokens add NAME FILE\.p7m/);
	assert.equal(statSync(out).mode & 0o777, 0o600);
	assert.match(await refused(line, "ade", "tokens", "key", "--out", out), /is there already/);
	assert.match(await refused(line, "ade", "tokens", "key", "--out", join(line.folder, "no", "x.pem")), /directory is not there/);

	const server = apple.addServer({ name: "Tokyo HQ", orgName: "Contoso", adminId: "ade@contoso.example" });
	server.addDevices({ count: 3, seed: "A" });
	server.uploadPublicKey(readFileSync(out, "utf8"));
	const token = server.downloadToken();
	assert.match(await refused(line, "ade", "tokens", "add", "Tokyo", out), /certificate that goes to Apple/);
	assert.match(await refused(line, "ade", "tokens", "add", "Tokyo", file(line, "half.p7m", token.slice(0, 900))), /cut short/);
	assert.match(await refused(line, "ade", "tokens", "add", "Tokyo", file(line, "page.p7m", "<html>")), /no server token/);
	assert.match(await refused(line, "ade", "tokens", "add", "token.p7m"), /genkan ade tokens add NAME token\.p7m/);
	assert.match(await refused(line, "ade", "tokens", "add", "Tokyo", "FILE.p7m"), /stands for a file/);
	line.input = token;
	assert.match(await done(line, "ade", "tokens", "add", "Tokyo"), /genkan ade sync Tokyo\n/, "pasted");
	assert.match(await refused(line, "ade", "tokens", "add", "Osaka"), /in use already, as “Tokyo”/);
	assert.match(await done(line, "ade", "tokens"), /Tokyo +- +0 +in \d+ days +never +… waits for its first sync/);

	assert.match(await done(line, "ade", "sync"), /“Tokyo” is synced\. Devices fetched: 3\./);
	assert.match(await wrong(line, "ade", "sync", "tokyo"), /possible again at/);
	assert.deepEqual(
		(await line.run("ade", "sync", "Tokyo", "--json")).out,
		'{"token":"Tokyo","result":"too-soon","possibleAt":"2026-04-01T00:15:00.000Z"}\n',
	);
	const [row] = await line.json("ade", "tokens");
	const { name, state, server: at, organization, appleId, devices } = row ?? {};
	assert.deepEqual(
		[name, state, at, organization, appleId, devices],
		["Tokyo", "warning", "Tokyo HQ", "Contoso", "ade@contoso.example", 3],
	);
	const shown = await done(line, "ade", "tokens", "show", "--json");
	assert.equal(JSON.parse(shown).counts["not-assigned"], 3);
	for (const secret of ["AT_", "AS_", "CS_", "CK_", "PRIVATE"]) assert.ok(!shown.includes(secret), secret);

	line.now += hour;
	assert.match(await refused(line, "ade", "tokens", "renew", "Tokio"), /Tokens: Tokyo/);
	const keyed = await download(server, "--for", "Tokyo");
	assert.match((await line.run("ade", "tokens", "key", "--for", "Tokyo")).err, /server “Tokyo HQ”: the same one as before/);
	const renewed = await line.run("ade", "tokens", "renew", "Tokyo", keyed, "--apple-id", "another@contoso.example");
	assert.match(renewed.out, /is renewed/);
	assert.match(renewed.err, /another Apple Account/);
	const other = apple.addServer({ name: "Osaka" });
	const foreign = await download(other);
	assert.match(await refused(line, "ade", "tokens", "renew", "Tokyo", foreign), /Stop: .*3 devices.*--confirm-another-server/s);
	assert.match(await done(line, "ade", "tokens", "rename", "Tokyo", "東京本社"), /is now “東京本社”/);
	assert.match(await refused(line, "ade", "tokens", "delete", "東京本社"), /at Apple: 3;/);
	server.unassign([...server.devices()].map(({ serial }) => serial));
	assert.match(await done(line, "ade", "sync", "東京本社"), /Changes since last time: 3/);
	assert.match(await done(line, "ade", "tokens", "delete", "東京本社"), /is deleted/);
	assert.match(await done(line, "ade", "tokens"), /No ADE tokens yet/);
});

test("profiles: every setting, panes by their names, all faults at once, and what Apple has", async (t) => {
	const { line, addToken } = await adeCommandLine(t);
	const server = await addToken("Tokyo", 2);
	const faults = await refused(
		line,
		"ade",
		"profiles",
		"add",
		"x",
		"--sign-in",
		"legacy",
		"--await",
		"yes",
		"--shared-ipad",
		"yes",
		"--name-template",
		"{{NO}}",
	);
	assert.match(
		faults,
		/plain form[\s\S]*Shared iPad[\s\S]*no user of its own[\s\S]*\{\{NO\}\} is not known\. Possible: \{\{SERIAL\}\}, \{\{DEVICETYPE\}\}/,
	);
	assert.match(
		await refused(line, "ade", "profiles", "default", "Tokyo", "x"),
		/no enrollment profile “x”, and no other.*genkan ade profiles add/,
	);
	assert.match(
		await refused(line, "ade", "profiles", "add", "x", "--hide", "シリ,Face ID"),
		/no pane “シリ”[\s\S]*no pane “Face ID”[\s\S]*Did you mean: Touch ID and Face ID/,
	);
	assert.match(await refused(line, "ade", "profiles", "add", "x", "--pairing", "by-certificate"), /--pairing-cert FILE/);
	assert.match(await refused(line, "ade", "profiles", "add", "x", "--hide", "Sirri"), /no pane “Sirri”[\s\S]*Did you mean: Siri/);
	assert.match(
		await refused(line, "ade", "profiles", "add", "x", "--pairing-cert", file(line, "no.pem", "no")),
		/Certificates of computers: 1 cannot be read/,
	);
	const added = await line.run(
		"ade",
		"profiles",
		"add",
		"営業用",
		"--locked",
		"yes",
		"--hide",
		"siri,位置情報サービス,FuturePane",
		"--show",
		"Siri",
		"--default",
	);
	assert.match(added.err, /does not know the pane “FuturePane”/);
	assert.match(await done(line, "ade", "profiles"), /営業用 +web page +default +Apple is told with the next sync/);
	assert.match(await refused(line, "ade", "profiles", "add", "営業用"), /already/);
	assert.match(await done(line, "ade", "sync"), /Profiles defined at Apple: 1\.\n {2}Profile assigned: 2\./);
	const [profile] = await line.json("ade", "profiles", "show", "営業用");
	assert.deepEqual(
		[profile?.["state"], profile?.["locked"], profile?.["hiddenPanes"], profile?.["isDefault"]],
		["defined", true, ["Location", "FuturePane"], true],
	);
	assert.deepEqual(server.profiles().at(-1)?.uuid, profile?.["uuid"]);
	assert.match(await done(line, "ade", "profiles", "show", "営業用", "--lang", "ja"), /非表示の画面 +位置情報サービス、FuturePane\n/);

	line.now += hour;
	assert.match(await refused(line, "ade", "profiles", "change", "営業用"), /Nothing to change/);
	assert.match(await done(line, "ade", "profiles", "change", "営業用", "--description", "memo"), /need not be told/);
	assert.match(
		await done(line, "ade", "profiles", "change", "営業用", "--department", "営業部", "--name", "Sales"),
		/running service tells Apple/,
	);
	assert.match(await refused(line, "ade", "profiles", "delete", "Sales"), /default of its token: yes/);
	assert.match(await done(line, "ade", "profiles", "define", "Sales"), /“Sales” is defined again at Apple\.\n“Tokyo” is synced/);
	assert.equal(server.profiles().length, 2);
	assert.match(await done(line, "ade", "profiles", "default", "Tokyo", "none"), /get no profile from now on/);
	assert.match(await refused(line, "ade", "profiles", "define", "Sales"), /No device wants “Sales”/);
	assert.match(await done(line, "ade", "profiles", "delete", "Sales"), /is deleted/);
	assert.match(await refused(line, "ade", "profiles", "show", "Sales"), /no enrollment profile “Sales”/);
	const panes = await line.json("ade", "profiles", "panes");
	assert.deepEqual(
		panes.find(({ key }) => key === "Zoom"),
		{ key: "Zoom", en: "Display zoom", ja: "拡大表示", since: "8.3", goneSince: "17.0" },
	);
});

test("serial numbers as spreadsheets save them", async (t) => {
	const { line, addToken } = await adeCommandLine(t);
	const serials = ["C02TOKYO0001", "C02TOKYO0002", "C02TOKYO0003"];
	await addToken("Tokyo", serials);
	await done(line, "ade", "profiles", "add", "Sales");
	await done(line, "ade", "sync");
	const assign = (content: string | Uint8Array) => ["ade", "assign", "--profile", "Sales", "--file", file(line, "serials.csv", content)];
	const heading = Buffer.from([0x83, 0x56, 0x83, 0x8a, 0x83, 0x41, 0x83, 0x8b, 0x0d, 0x0a]);
	assert.match(await done(line, ...assign(Buffer.concat([heading, Buffer.from(serials.join("\r\n"))]))), /: 3\./, "シリアル in Shift_JIS");
	assert.match(await done(line, ...assign(serials.join(","))), /: 3\./, "all in one line");
	assert.match(await done(line, ...assign(`${serials[0]},Sales office`)), /: 1\./, "one line of a table");
	assert.match(await refused(line, ...assign(Buffer.from(`\ufeff${serials.join("\n")}`, "utf16le"))), /UTF-16.*save it as “CSV UTF-8”/);
	assert.match(await refused(line, ...assign("PK\u0003\u0004")), /workbook/);
});

test("devices: which are in which state, what is wanted, and assigning by serial number", async (t) => {
	const { line, apple, addToken } = await adeCommandLine(t);
	await addToken("Tokyo", ["C02TOKYO0001", "C02TOKYO0002", "C02TOKYO0003", "C02TOKYO0004"]);
	await addToken("Osaka", ["C02OSAKA0001"]);
	await done(line, "ade", "profiles", "add", "Sales", "--token", "Tokyo");
	await done(line, "ade", "profiles", "add", "Sales", "--token", "Osaka", "--default");
	await done(line, "ade", "sync");
	assert.match(await refused(line, "ade", "profiles", "show", "Sales"), /More than one token .*Osaka, Tokyo/);
	assert.match(await refused(line, "ade", "assign"), /Which devices\?/);
	assert.match(await refused(line, "ade", "assign", "NO-SERIAL!", "--profile", "Sales", "--token", "Tokyo"), /cannot be a serial number/);
	const csv = file(line, "serials.csv", "Serial,Whose\r\nc02tokyo0001,Taro\r\n\r\nC02TOKYO0002;Hanako\r\nC02OSAKA0001\r\n");
	apple.misbehave({ kind: "results", results: { C02TOKYO0002: "FAILED" } });
	apple.misbehave({ kind: "throttled", seconds: 7200, serials: ["C02TOKYO0003"] });
	const chosen = await wrong(line, "ade", "assign", "C02TOKYO0003", "--file", csv, "--profile", "Sales", "--token", "Tokyo");
	assert.match(
		chosen,
		/“Sales” is chosen for devices of “Tokyo”: 3\.[\s\S]*nothing was done for them: 1\.\n {2}C02OSAKA0001 \(it belongs to “Osaka”\)/,
	);
	line.now += hour;
	assert.match(
		await wrong(line, "ade", "sync", "Tokyo"),
		/Profile assigned: 1\.\n {2}Assignment failed: 1; .* 0\.\n {2}Apple wants a pause for: 1\.[\s\S]*genkan ade doctor Tokyo/,
	);

	const table = await done(line, "ade", "devices", "--token", "Tokyo");
	assert.match(table, /assigned +1 +█+\n/);
	assert.match(table, /C02TOKYO0003 .*Sales +throttled until/);
	assert.deepEqual(
		(await line.json("ade", "devices")).map(({ serial, state, wanted }) => [serial, state, wanted]),
		[
			["C02OSAKA0001", "assigned", "Sales"],
			["C02TOKYO0001", "assigned", "Sales"],
			["C02TOKYO0002", "failed", "Sales"],
			["C02TOKYO0003", "throttled", "Sales"],
			["C02TOKYO0004", "not-assigned", null],
		],
	);
	assert.match(await done(line, "ade", "devices", "--limit", "2"), /--after C02TOKYO0001 --limit 2/);
	const two = await line.run("ade", "devices", "--limit", "2", "--json");
	assert.equal(two.out.trimEnd().split("\n").length, 2);
	assert.match(two.err, /--after C02TOKYO0001 --limit 2/, "programs are not left to think that it was all");
	assert.deepEqual((await line.json("ade", "devices", "--after", "c02tokyo0001", "--state", "failed")).length, 1);
	assert.match(await done(line, "ade", "devices", "--search", "nothing"), /No device matches/);
	const shown = await done(line, "ade", "devices", "show", "c02tokyo0002", "--lang", "ja");
	assert.match(shown, /割り当てに失敗。[\s\S]*Sales \(このデバイスに個別に選択\)[\s\S]*失敗\n連続した失敗 +1\n次の割り当て/);
	assert.match(await refused(line, "ade", "devices", "show", "C02TOKYO"), /No token has[\s\S]*Did you mean: C02TOKYO0001/);

	apple.behave();
	assert.match(await done(line, "ade", "assign", "--failed", "--token", "Tokyo"), /assigned again: 1/);
	assert.match(await done(line, "ade", "assign", "C02TOKYO0001,C02OSAKA0001"), /of “Tokyo”.*: 1[\s\S]*of “Osaka”.*: 1/);
	line.now += hour;
	await done(line, "ade", "sync");
	assert.deepEqual((await line.json("ade", "devices", "--state", "failed")).length, 0);
	assert.match(await done(line, "ade", "assign", "--failed", "--token", "Tokyo"), /No assignment has failed/);

	assert.match(
		await refused(line, "ade", "unassign", "C02OSAKA0001", "--token", "Osaka"),
		/assigned again at once[\s\S]*default Osaka none/,
	);
	apple.misbehave({ kind: "error", error: "T_C_NOT_SIGNED", path: "/profile/devices", method: "DELETE", times: 1 });
	const stopped = await line.run("ade", "unassign", "C02TOKYO0001", "--token", "Tokyo");
	assert.equal(stopped.code, 1, stopped.err);
	assert.match(stopped.out, /“Tokyo”: 0\.[\s\S]*T_C_NOT_SIGNED\. [^\n]*: 1\. The next sync tells/);
	assert.match(await done(line, "ade", "unassign", "C02TOKYO0001", "--token", "Tokyo"), /taken from devices of “Tokyo”: 1/);
	assert.equal(apple.server("Tokyo at Apple")?.device("C02TOKYO0001")?.status, "removed");
	assert.deepEqual(
		(await line.json("ade", "devices", "--state", "not-assigned")).map(({ serial }) => serial),
		["C02TOKYO0001", "C02TOKYO0004"],
	);
});
