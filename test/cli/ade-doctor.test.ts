import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { displayWidth } from "../../src/cli/display-width.ts";
import { isCommandLine } from "../../src/cli/wrap-text.ts";
import { newUuid } from "../../src/devices/new-uuid.ts";
import { systemRandomness } from "../../src/domain.ts";
import { adeRoundJob } from "../../src/jobs/ask-ade-round.ts";
import { openStore } from "../../src/store/open.ts";
import { adeCommandLine, wrong } from "./ade-fixture.ts";
import { done, refused } from "./commands-fixture.ts";

const hour = 3_600_000;

test("what is wrong is shown on top, explained with its proof, and closed by one command once it is mended", async (t) => {
	const { line, apple, addToken } = await adeCommandLine(t);
	await addToken("Tokyo", ["C02TOKYO0001"]);
	await addToken("Osaka", ["C02OSAKA0001"]);
	for (const token of ["Tokyo", "Osaka"]) await done(line, "ade", "profiles", "add", "Sales", "--token", token, "--default");
	await done(line, "ade", "sync");
	assert.match(await done(line, "ade", "doctor"), /✓ Osaka {2}in order\n[\s\S]*✓ Tokyo {2}in order\n\nNothing is wrong/);
	line.now += hour;
	apple.server("Tokyo at Apple")?.newTerms();
	const said = await line.run("ade", "sync", "--json");
	const rows = said.out
		.split("\n")
		.slice(0, 2)
		.map((row) => JSON.parse(row));
	assert.equal(said.code, 1);
	assert.deepEqual(
		[rows[0].result, rows[1].result, rows[1].code, rows[1].refusal.said],
		["done", "refused", "ade-terms-not-accepted", "T_C_NOT_SIGNED"],
	);

	const listed = await done(line, "ade", "tokens");
	assert.match(
		listed,
		/^ADE tokens that need your attention: 1 of 2\n[\s\S]*✗ devices do not sync[\s\S]*“Tokyo”: Apple's new terms[\s\S]*genkan ade doctor\n$/,
	);
	assert.match(
		await wrong(line, "ade", "doctor", "Tokyo", "--lang", "ja"),
		/✗ Appleの新しい使用条件に同意していません[\s\S]*T_C_NOT_SIGNED[\s\S]*対応者[\s\S]*genkan ade sync Tokyo/,
	);
	const everything = await line.run("ade", "doctor", "--json");
	assert.equal(everything.code, 1);
	assert.equal(JSON.parse(everything.out).tokens[1].incidents[0].code, "ade-terms-not-accepted");
	assert.match(await refused(line, "ade", "doctor", "--mend"), /Say what to mend/);
	assert.match(await wrong(line, "ade", "doctor", "Tokyo", "--mend"), /could not be synced[\s\S]*Administrator, and accept the new terms/);
	apple.acceptTerms();
	const mended = await line.run("ade", "doctor", "Tokyo", "--mend");
	assert.match(mended.out, /“Tokyo” is synced\. Devices fetched: 1\.[\s\S]*Nothing is wrong/);
	assert.equal(mended.err, "This mended: Apple's new terms have not been accepted (ade-terms-not-accepted)\n");
	assert.match(await done(line, "ade", "doctor", "Tokyo"), /What is over\n {2}✓ Apple's new terms/);
});

test("whoever mended what Apple refused may ask at once, and a repair never has to wait", async (t) => {
	const { line, apple, addToken } = await adeCommandLine(t);
	await addToken("Tokyo", ["C02TOKYO0001"]);
	await done(line, "ade", "profiles", "add", "Sales", "--default");
	apple.server("Tokyo at Apple")?.newTerms();
	assert.match(await wrong(line, "ade", "sync", "Tokyo"), /T_C_NOT_SIGNED/);
	apple.acceptTerms();
	const synced = await line.run("ade", "sync", "Tokyo", "--json");
	assert.deepEqual([synced.code, JSON.parse(synced.out).result, JSON.parse(synced.out).mended], [0, "done", ["ade-terms-not-accepted"]]);
	assert.match(synced.err, /^This mended: .* \(ade-terms-not-accepted\)\n$/);
	const [entry] = await line.json<{ readonly mended: readonly { readonly code: string }[] }>("audit", "--action", "ade sync");
	assert.equal(entry?.mended[0]?.code, "ade-terms-not-accepted", "what mended it is on record");
	assert.match(await wrong(line, "ade", "sync", "Tokyo"), /possible again at .*2026/, "and says when");
	for (const what of ["Tokyo", "C02TOKYO0001", "Tokyo"])
		assert.match(await done(line, "ade", "doctor", what, "--mend"), /“Tokyo” is synced/, what);
	assert.match(await wrong(line, "ade", "sync", "Tokyo"), /possible again at .*2026/, "a repair opens no way around it either");
});

test("a device that does not start is mended by one command: touched, defined again, assigned, synced", async (t) => {
	const { line, apple, addToken } = await adeCommandLine(t);
	const server = await addToken("Tokyo", ["C02TOKYO0001", "C02TOKYO0002"]);
	const nobodys = await wrong(line, "ade", "doctor", "C02NOBODY001");
	assert.match(nobodys, /not assigned to this service at Apple[\s\S]*✗ ade-device-not-assigned .*Tokyo[\s\S]*genkan ade sync\n/);
	assert.doesNotMatch(nobodys, /^ {2}\?/m, "nothing else was looked at");
	assert.match(await refused(line, "ade", "doctor", "C02NOBODY001", "--mend"), /No token has a device C02NOBODY001/);
	assert.match(await refused(line, "ade", "doctor", "Tokio!"), /no ADE token “Tokio!”/);
	await done(line, "ade", "sync");
	assert.match(await refused(line, "ade", "doctor", "C02TOKYO0001", "--mend"), /no profile is chosen for it/);
	await done(line, "ade", "profiles", "add", "Sales", "--default");
	apple.misbehave({ kind: "results", results: { C02TOKYO0001: "FAILED" } });
	line.now += hour;
	await wrong(line, "ade", "sync");
	assert.match(
		await wrong(line, "ade", "doctor", "C02TOKYO0001"),
		/ade-assignment-failed[\s\S]*genkan ade assign C02TOKYO0001 --token Tokyo/,
	);
	apple.behave();
	line.now += hour;
	const { out: assigned, err } = await line.run("ade", "doctor", "C02TOKYO0001", "--mend");
	assert.match(assigned, /“Sales” assigned to C02TOKYO0001: taken\./);
	assert.match(err, /^This mended: .*\(ade-assignment-failed\)$/m);
	assert.doesNotMatch(assigned, /No longer so: .*\(ade-assignment-failed\)/, "told once");
	assert.doesNotMatch(assigned, /defined again/, "the profile is as Apple has it, and its other devices keep it");
	assert.equal(server.profiles().length, 1);
	line.now += hour;
	const again = await line.json("ade", "doctor", "C02TOKYO0001", "--mend");
	assert.match(JSON.stringify(again[0]?.["did"]), /"definedAgain":true,"result":"SUCCESS"/);
	assert.equal(server.profiles().length, 2);
	for (const { profileUuid } of server.devices()) assert.equal(profileUuid, server.profiles()[1]?.uuid);
	server.unassign(["C02TOKYO0002"]);
	line.now += hour;
	await done(line, "ade", "sync");
	assert.match(await refused(line, "ade", "doctor", "C02TOKYO0002", "--mend"), /no longer assigned to the server of “Tokyo”/);
});

test("where the running service is at a token already, its end is waited for; a person sees how far it is", async (t) => {
	const { line, addToken } = await adeCommandLine(t);
	await addToken("Tokyo", 1);
	line.answers = [];
	const drawn = (await line.run("ade", "sync", "Tokyo", "--full")).err;
	assert.ok(drawn.includes("\r\u001b[K1 devices fetched (Tokyo)"), drawn);
	assert.ok(drawn.endsWith("\r\u001b[K"), "the line is cleared");
	line.now += hour;
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	t.after(() => store.close());
	const [token] = await store.read.adeTokens.list();
	assert.ok(token);
	const [job] = await store.write(async ({ jobs }) => {
		await jobs.schedule({ id: newUuid(systemRandomness), kind: adeRoundJob, key: token.id, dueAt: line.now });
		return jobs.claim({ kinds: [adeRoundJob], now: line.now, leaseUntil: line.now + hour, limit: 1 });
	});
	assert.ok(job);
	const syncing = line.run("ade", "sync", "Tokyo");
	await store.write((stores) => stores.adeTokens.update(token.id, { lastTriedAt: line.now, lastSuccessAt: line.now }));
	const { code, out, err } = await syncing;
	assert.deepEqual([code, out], [0, "“Tokyo” is synced, by the running service.\n"]);
	assert.match(err, /the running service is at it/);
});

test("everything fits 80 columns in both languages, but for lines that are to be copied", async (t) => {
	const { line, apple, addToken } = await adeCommandLine(t);
	await addToken("東京本社の情報システム部門が管理するトークン", ["C02TOKYO0001", "C02TOKYO0002"]);
	await addToken("Osaka", 2);
	for (const token of ["東京本社の情報システム部門が管理するトークン", "Osaka"])
		await done(line, "ade", "profiles", "add", "営業部門の標準の登録プロファイル", "--token", token, "--default", "--hide", "all");
	await line.run("ade", "sync");
	line.now += hour;
	apple.server("Osaka at Apple")?.deleteAdmin();
	apple.misbehave({ kind: "throttled", seconds: 7200, serials: ["C02TOKYO0001"] });
	await line.run("ade", "sync", "Osaka");
	line.columns = 80;
	const pages = [
		["ade", "tokens"],
		["ade", "tokens", "show", "Osaka"],
		["ade", "tokens", "key", "--for", "Osaka"],
		["ade", "devices"],
		["ade", "devices", "show", "C02TOKYO0001"],
		["ade", "profiles"],
		["ade", "profiles", "show", "営業部門の標準の登録プロファイル", "--token", "Osaka"],
		["ade", "profiles", "panes"],
		["ade", "profiles", "define", "営業部門の標準の登録プロファイル", "--token", "Osaka"],
		["ade", "doctor"],
		["ade", "doctor", "C02TOKYO0001"],
		["ade", "doctor", "C02TOKYO0001", "--mend"],
		["ade", "doctor", "Osaka", "--mend"],
		["ade", "--help"],
		["ade", "tokens", "--help"],
	];
	for (const lang of ["en", "ja"]) {
		for (const page of pages) {
			const { out, err } = await line.run(...page, "--lang", lang);
			assert.doesNotMatch(out + err, /undefined|\{\w+\}|\[object/, page.join(" "));
			for (const text of `${out}\n${err}`.split("\n"))
				assert.ok(displayWidth(text) <= 80 || isCommandLine(text), `${page.join(" ")}: ${text}`);
		}
	}
});
