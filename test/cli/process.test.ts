/** The program as it is started: `node src/main.ts …`. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Program {
	readonly child: ChildProcess;
	readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
	/** Waits for a text on standard output or standard error, and gives all that came so far on standard output. */
	until(text: string): Promise<string>;
}

function start(t: TestContext, words: readonly string[], environment: Readonly<Record<string, string>> = {}, input = ""): Program {
	const env = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...environment };
	const child = spawn(process.execPath, [main, ...words], { env, stdio: ["pipe", "pipe", "pipe"] });
	t.after(() => child.kill("SIGKILL"));
	let out = "";
	let err = "";
	const waiting = new Set<() => void>();
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		out += text;
		for (const look of waiting) look();
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		err += text;
		for (const look of waiting) look();
	});
	child.stdin.end(input);
	const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
		child.on("close", (code) => {
			resolve({ code, out, err });
			for (const look of waiting) look();
		});
	});
	return {
		child,
		ended,
		until: (text) =>
			new Promise((resolve, reject) => {
				const look = () => {
					if (out.includes(text) || err.includes(text)) resolve(out);
					else if (child.exitCode !== null) reject(new Error(`ended without “${text}”: ${out}${err}`));
					else return;
					waiting.delete(look);
				};
				waiting.add(look);
				look();
			}),
	};
}

function folderOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), "genkan-process-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

const health = (port: number) =>
	new Promise<number | undefined>((resolve, reject) => {
		request({ host: "127.0.0.1", port, path: "/healthz", rejectUnauthorized: false }, (response) => {
			response.resume();
			resolve(response.statusCode);
		})
			.on("error", reject)
			.end();
	});

test("the first start makes everything, says what to do next, serves, and stops when asked", async (t) => {
	const data = join(folderOf(t), "data");
	const program = start(t, ["serve", "--data", data], { GENKAN_PORT: "0" });
	await program.until("Running. Ctrl-C stops.");
	assert.deepEqual(
		[data, join(data, "master.key"), join(data, "genkan.sqlite")].map((path) => (statSync(path).mode & 0o777).toString(8)),
		["700", "600", "600"],
	);
	// A command while the service runs.
	const set = await start(t, ["authority", "set", "intune", "--data", data]).ended;
	assert.deepEqual([set.code, set.out], [0, "The MDM authority is Intune.\n"]);
	program.child.kill("SIGTERM");
	const { code, out, err } = await program.ended;
	assert.equal(code, 0, err);
	assert.match(out, /Made: .*master\.key/);
	assert.match(out, /Stopping: .*\nStopped\.\n$/);
	const commands = [...out.matchAll(/^ {5}genkan (.*)$/gm)].map(([, command]) => command);
	assert.deepEqual(commands.slice(0, 3), [
		`organization set --name NAME --data ${data}`,
		`authority set intune --data ${data}`,
		`push-certificate csr --out push.csr --data ${data}`,
	]);
});

test("with --json one object says where it listens and what is missing; standard error has the rest", async (t) => {
	const data = join(folderOf(t), "data");
	const program = start(t, ["serve", "--json", "--data", data], { GENKAN_PORT: "0", GENKAN_PUBLIC_URL: "https://mdm.contoso.com" });
	const { port } = JSON.parse(await program.until("}\n"));
	assert.equal(await health(port), 200);
	program.child.kill("SIGINT");
	const { code, out } = await program.ended;
	assert.equal(code, 0);
	const said = JSON.parse(out);
	assert.deepEqual([said.address, said.ownRoot, said.missing[0].what], ["https://mdm.contoso.com", true, "listens-here-only"]);
	assert.equal(said.port, port);
});

test("a trusted stand-in for Apple is pointed out, by the service and by status; without one nothing is", async (t) => {
	const folder = folderOf(t);
	const data = join(folder, "data");
	const pem = join(folder, "issuer.pem");
	writeFileSync(pem, createStandInIssuer({ now: Date.now() }).certificatePem);
	const environment = { GENKAN_PORT: "0", GENKAN_STAND_IN_PUSH_ISSUER_FILE: pem };
	const program = start(t, ["serve", "--json", "--data", data], environment);
	assert.deepEqual(JSON.parse(await program.until("}\n")).standIns, ["GENKAN_STAND_IN_PUSH_ISSUER_FILE"]);
	program.child.kill("SIGTERM");
	const warning = /Only for trials: .*GENKAN_STAND_IN_PUSH_ISSUER_FILE\)/;
	assert.match((await program.ended).err, warning);
	const both = { ...environment, GENKAN_STAND_IN_APNS_CA_FILE: pem };
	const status = await start(t, ["status", "--data", data, "--lang", "ja"], both).ended;
	assert.match(status.err, /試用専用です。.*GENKAN_STAND_IN_APNS_CA_FILE.*GENKAN_STAND_IN_PUSH_ISSUER_FILE/);
	const without = await start(t, ["status", "--data", data]).ended;
	assert.deepEqual([without.code, without.err], [0, ""]);
});

test("asked a second time it ends at once, whatever is under way", async (t) => {
	const program = start(t, ["serve", "--json", "--data", join(folderOf(t), "data")], { GENKAN_PORT: "0" });
	const { port } = JSON.parse(await program.until("}\n"));
	const half = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
	t.after(() => half.destroy());
	half.on("error", () => undefined);
	await once(half, "secureConnect");
	half.write("PUT /mdm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
	// The request must have begun before the service is asked to end.
	assert.equal(await health(port), 200);
	program.child.kill("SIGINT");
	await program.until("Stopping:");
	// So long a second signal is the first one's echo.
	await sleep(1_200);
	program.child.kill("SIGINT");
	const { code, err } = await program.ended;
	assert.equal(code, 130, err);
	assert.doesNotMatch(err, /Stopped/);
});

test("one Ctrl-C that arrives twice, from the terminal and passed on by npm, stops cleanly and cuts nothing", async (t) => {
	const program = start(t, ["serve", "--json", "--data", join(folderOf(t), "data")], { GENKAN_PORT: "0" });
	await program.until("}\n");
	program.child.kill("SIGINT");
	await program.until("Stopping:");
	program.child.kill("SIGINT");
	const { code, err } = await program.ended;
	assert.equal(code, 0, err);
	assert.match(err, /Stopped/);
});

test("bad settings are refused all at once, before anything is made", async (t) => {
	const folder = folderOf(t);
	const data = join(folder, "data");
	const bad = {
		GENKAN_PORT: "http",
		GENKAN_PUBLIC_URL: "mdm.contoso.com",
		GENKAN_PUBLICURL: "x",
		GENKAN_TLS_KEY_FILE: "key.pem",
		GENKAN_MASTER_KEY: "hunter2",
	};
	for (const words of [["serve"], ["devices"]]) {
		const { code, out, err } = await start(t, [...words, "--data", data], bad).ended;
		assert.deepEqual([code, out], [78, ""]);
		for (const name of Object.keys(bad)) assert.ok(err.includes(`${name}`), name);
		assert.doesNotMatch(err, /hunter2/);
	}
	const japanese = await start(t, ["serve", "--data", data, "--lang", "ja"], bad).ended;
	const sentences = japanese.err.split("\n").filter((line) => line.startsWith("  "));
	assert.equal(sentences.length, Object.keys(bad).length);
	for (const line of sentences) assert.match(line, /^ {2}GENKAN_[A-Z_, ]+: .*\p{sc=Hira}/u);
	const files = { GENKAN_TLS_CERTIFICATE_FILE: join(folder, "no.pem"), GENKAN_TLS_KEY_FILE: main, GENKAN_STAND_IN_APNS_CA_FILE: folder };
	const { code, err } = await start(t, ["serve", "--data", data, "--lang", "ja"], files).ended;
	assert.equal(code, 78);
	assert.match(err, /GENKAN_TLS_CERTIFICATE_FILE: .*no\.pemというファイルはありません/);
	assert.ok(err.includes(`  GENKAN_STAND_IN_APNS_CA_FILE: ${folder}はディレクトリです。`), err);
	assert.ok(!existsSync(data));
});

test("what is missing names the file it goes into, which may begin with a byte order mark", async (t) => {
	const data = folderOf(t);
	writeFileSync(join(data, "genkan.json"), '\ufeff{"publicUrl":"https://mdm.contoso.com"}');
	assert.equal((await start(t, ["authority", "set", "intune", "--data", data]).ended).code, 0);
	const { code, out } = await start(t, ["status", "--data", data]).ended;
	assert.equal(code, 0);
	assert.match(out, /https:\/\/mdm\.contoso\.com\/enroll$/m);
	assert.ok(out.includes(`“host” in ${join(data, "genkan.json")}, or GENKAN_HOST`), out);
});

test("a settings file that is no JSON names the line, and none of what stands in it", async (t) => {
	const data = folderOf(t);
	const file = join(data, "genkan.json");
	writeFileSync(file, '{\n\t"masterKey": hunter2\n}');
	const { code, err } = await start(t, ["serve", "--data", data]).ended;
	assert.equal(code, 78);
	assert.ok(err.includes(`  ${file}: The file is not JSON: there is a mistake in line 2.\n`), err);
	assert.doesNotMatch(err, /hunter|masterKey/);
	rmSync(file);
	mkdirSync(file);
	assert.match((await start(t, ["serve", "--data", data]).ended).err, /genkan\.json is a directory; a file is needed\./);
});

test("a master key that is lost, open to others or of other data is one sentence in either language", async (t) => {
	const data = folderOf(t);
	const file = join(data, "master.key");
	assert.equal((await start(t, ["authority", "set", "intune", "--data", data]).ended).code, 0);
	const says = async (text: string, environment: Readonly<Record<string, string>> = {}) => {
		const { code, err } = await start(t, ["status", "--data", data, "--lang", "ja"], environment).ended;
		assert.deepEqual([code, err], [1, `${text}\n`]);
	};
	chmodSync(file, 0o644);
	await says(`${file}をほかのユーザーが読み取れます。次を実行してください: chmod 600 ${file}`);
	const other = Buffer.alloc(32).toString("base64");
	const wrong = "GENKAN_MASTER_KEYは、このデータの暗号化に使われたマスターキーではありません。正しいキーをバックアップから戻してください。";
	await says(wrong, { GENKAN_MASTER_KEY: other });
	renameSync(file, `${file}.kept`);
	await says(`データの暗号化に使われたマスターキー${file}がありません。バックアップから戻してください。`);
	symlinkSync(`${file}.kept`, file);
	await says(`${file}は通常のファイルではありません。ファイルそのものを置くか、GENKAN_MASTER_KEYでキーを指定してください。`);
});

test("one sentence each: port in use, newer database, locked database, no directory", async (t) => {
	const folder = folderOf(t);
	const data = join(folder, "data");
	assert.equal((await start(t, ["authority", "set", "intune", "--data", data]).ended).code, 0);
	const taken = createServer();
	await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
	t.after(() => taken.close());
	const address = taken.address();
	const port = typeof address === "object" && address !== null ? String(address.port) : "";
	const inUse = await start(t, ["serve", "--data", data], { GENKAN_PORT: port }).ended;
	assert.deepEqual(
		[inUse.code, inUse.err],
		[1, `Port ${port} on 127.0.0.1 is in use by another program. End that one, or choose another port with GENKAN_PORT.\n`],
	);
	const plain = await start(t, ["serve", "--data", data], { GENKAN_PORT: "0", GENKAN_PLAIN_PORT: port }).ended;
	assert.deepEqual([plain.code, plain.err], [1, inUse.err.replace("GENKAN_PORT", "GENKAN_PLAIN_PORT")]);
	writeFileSync(join(folder, "file"), "");
	const noDirectory = await start(t, ["serve", "--data", join(folder, "file")]).ended;
	assert.equal(noDirectory.code, 1);
	assert.match(noDirectory.err, /^.*file.* is not a directory\. Choose another place with --data\.\n$/);

	const database = new Database(join(data, "genkan.sqlite"));
	t.after(() => database.close());
	database.exec("begin immediate");
	const locked = await start(t, ["authority", "set", "sccm", "--data", data]).ended;
	assert.deepEqual([locked.code, locked.out], [1, ""]);
	assert.match(locked.err, /^Another process holds the lock of the database\. Nothing was changed\..*\n$/);
	database.exec("rollback");
	database.exec("insert into kysely_migration (name, timestamp) values ('9999-future', '2099-01-01')");
	const newer = await start(t, ["serve", "--data", data, "--lang", "en"]).ended;
	assert.deepEqual(
		[newer.code, newer.err],
		[1, "The database was written by a newer version of Genkan. Start that version, or restore the backup made before the upgrade.\n"],
	);
});

test("piping in and out: a password, rows for a program, a reader that goes away", async (t) => {
	const data = join(folderOf(t), "data");
	await start(t, ["users", "add", "taro@contoso.com", "--data", data]).ended;
	const set = await start(t, ["users", "password", "taro@contoso.com", "--data", data], {}, "秘密の言葉\n").ended;
	assert.deepEqual([set.code, set.out], [0, "taro@contoso.com has a new password.\n"]);
	const rows = await start(t, ["users", "--json"], { GENKAN_DATA: data, LANG: "ja_JP.UTF-8" }).ended;
	assert.equal(JSON.parse(rows.out).hasPassword, true);
	assert.match((await start(t, ["devices"], { GENKAN_DATA: data, LANG: "ja_JP.UTF-8" }).ended).out, /デバイスはまだありません。/);
	const gone = start(t, ["--help"]);
	gone.child.stdout?.destroy();
	assert.deepEqual(await gone.ended.then(({ code, err }) => [code, err]), [0, ""]);
});

test("what is not understood ends with 2, on standard error alone", async (t) => {
	const { code, out, err } = await start(t, ["devces"]).ended;
	assert.deepEqual([code, out], [2, ""]);
	assert.match(err, /There is no command “devces”\.\nDid you mean: devices\?\nHelp: genkan --help\n/);
});
