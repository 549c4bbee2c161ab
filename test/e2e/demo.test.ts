import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { codes } from "../../src/checks/index.ts";
import { explain } from "../../src/diagnosis/explain.ts";
import { openStore } from "../../src/store/open.ts";
import { textsFor } from "../../src/texts/texts.ts";
import { within } from "../within.ts";

const folder = mkdtempSync(join(tmpdir(), "genkan-demo-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const root = fileURLToPath(new URL("../../", import.meta.url));
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Ran {
	readonly out: string;
	readonly err: string;
	readonly code: number | null;
}

function genkan(...words: string[]): Promise<Ran> {
	return run(process.execPath, [main, ...words]);
}

/** Lines that a person types, in the project's folder. */
function shell(lines: string): Promise<Ran> {
	return run("bash", ["-c", lines]);
}

function run(program: string, words: readonly string[]): Promise<Ran> {
	return new Promise((resolve) => {
		const child = spawn(program, words, { cwd: root, stdio: ["ignore", "pipe", "pipe"], timeout: 300_000 });
		let out = "";
		let err = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			out += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			err += text;
		});
		child.once("close", (code) => resolve({ out, err, code }));
	});
}

interface Line {
	readonly reference: string;
	readonly journey: string;
	readonly user: string | null;
	readonly device: { readonly serial: string | null; readonly product: string | null; readonly osVersion: string | null };
	readonly outcome: string;
	readonly code: string | null;
}

test("the demo: 100 phones over the real protocols, every cause at least once, and each explained in both languages", async () => {
	const data = join(folder, "data");
	const ran = await genkan("demo", "--once", "--json", "--data", data);
	assert.equal(ran.code, 0, ran.err);
	const lines = ran.out
		.trimEnd()
		.split("\n")
		.map((line): Line => JSON.parse(line));
	for (const line of lines) {
		assert.deepEqual(Object.keys(line), ["reference", "journey", "user", "device", "outcome", "code"]);
		assert.deepEqual(Object.keys(line.device), ["serial", "product", "osVersion"]);
		assert.match(line.reference, /^[A-Z0-9]{2}-[A-Z0-9]{4}$/);
		assert.equal(line.outcome !== "enrolled", line.code !== null, JSON.stringify(line));
		assert.notEqual(line.outcome, "open", "whoever went no further was stopped by the clock");
	}
	const seen = new Set(lines.map(({ code }) => code));
	assert.deepEqual(
		codes.filter((code) => !seen.has(code)),
		[],
		"codes that no phone met",
	);
	const enrolled = lines.filter(({ outcome }) => outcome === "enrolled");
	assert.ok(enrolled.length > lines.length / 2, `${enrolled.length} of ${lines.length} enrolled`);
	assert.equal(new Set(enrolled.map(({ device }) => device.serial)).size, enrolled.length, "no phone enrolled twice");
	const of = (journey: string) => lines.filter((line) => line.journey === journey);
	const ends = (journey: string) => Object.groupBy(of(journey), ({ outcome, code }) => code ?? outcome);
	const counted = (journey: string) => Object.fromEntries(Object.entries(ends(journey)).map(([end, some]) => [end, some?.length]));
	assert.deepEqual(counted("ade-userless"), { enrolled: 12 });
	const signedIn = {
		enrolled: 19,
		"ade-stuck-at-sign-in": 1,
		"mfa-not-possible-here": 1,
		"machine-info-not-genuine": 1,
		"ade-device-not-assigned": 1,
	};
	assert.deepEqual(counted("ade-sign-in"), signedIn);
	assert.equal(of("web").length, lines.length - 35);
	assert.deepEqual(
		lines.filter(({ outcome }) => outcome === "stopped").map(({ code }) => code),
		["ade-stuck-at-sign-in", "profile-not-installed"],
	);
	assert.ok(
		of("ade-userless").every(({ user, device }) => user === null && device.product?.startsWith("iPad") === true),
		"devices without a user are iPads",
	);
	assert.deepEqual(
		of("ade-sign-in").flatMap(({ user, device, outcome }) => (user?.startsWith("long.unused@") ? [device.osVersion, outcome] : [])),
		["18.5", "enrolled"],
		"a phone that is too old updates itself and comes again",
	);

	const store = await openStore({ kind: "sqlite", file: join(data, "genkan.sqlite") });
	const tokens = await store.read.adeTokens.list();
	assert.deepEqual(
		tokens.map(({ name, refusal }) => [name, refusal?.kind ?? null]),
		[
			["head-office", null],
			["stores", "terms-not-signed"],
		],
	);
	const states = await Promise.all(tokens.map(({ id }) => store.read.adeDevices.counts(id, Date.now())));
	assert.deepEqual(
		states.map((counts) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))),
		[
			{ assigned: 5, pushed: 21 },
			{ pushed: 7, "not-assigned": 7 },
		],
		"a switched profile waits for the next time that its phones are set up",
	);
	const ours = await store.read.adeDevices.list({ limit: 100 }, Date.now());
	assert.equal(ours.length, 40);
	for (const { device } of enrolled.filter(({ journey }) => journey !== "web")) {
		const record = await store.read.devices.bySerial(device.serial ?? "");
		assert.deepEqual([record?.state, record?.awaitingConfiguration], ["managed", false], device.serial ?? "");
	}
	for (const line of lines.filter(({ code }) => code !== null)) {
		const attempt = await store.read.attempts.byReference(line.reference);
		assert.ok(attempt !== undefined);
		const steps = await store.read.attempts.steps(attempt.id);
		for (const language of ["en", "ja"] as const) {
			const explanation = explain({ attempt, steps, decision: attempt.decision }, language);
			assert.equal(explanation.code, line.code);
			assert.equal(explanation.title, Object(textsFor(language).codes)[line.code ?? ""].title);
			assert.equal(explanation.findings[0]?.code, line.code, "the cause comes first");
			assert.equal(explanation.findings[0]?.outcome, "fail");
			assert.ok(explanation.fixes.length > 0, `${line.code} can be mended`);
			assert.ok(explanation.who.length > 0);
			assert.doesNotMatch(JSON.stringify(explanation), /\{[a-zA-Z]+\}|undefined|\[object/, "every sentence is whole");
		}
	}
	await store.close();

	const refused = lines.find(({ code }) => code === "device-cap-reached");
	const said = await genkan("explain", ` ${refused?.reference.toLowerCase().replace("-", " ")} `, "--data", data, "--lang", "ja");
	assert.equal(said.code, 0, said.err);
	assert.match(said.out, /デバイス/);
	assert.match(said.out, /genkan devices retire/);
	const asJson = await genkan("explain", refused?.reference ?? "", "--data", data, "--json", "--lang", "en");
	const explanation = JSON.parse(asJson.out);
	const keys = ["reference", "code", "title", "explanation", "who", "findings", "steps", "fixes", "incident"];
	assert.deepEqual(Object.keys(explanation), keys);

	const again = await genkan("demo", "--once", "--data", data);
	assert.equal(again.code, 1, "a store that is there is not played over");
	assert.match(again.err, /already holds data/);
});

test("a demo that keeps nothing says so, and how to keep it", async () => {
	const { code, out, err } = await genkan("demo", "--once", "--lang", "en");
	assert.equal(code, 0, err);
	assert.match(out, /\n\nThe records are gone with the demo\.[\s\S]*npm run demo -- --once --data DIR\n$/);
});

test("the demo serves until Ctrl-C, what it proposes can be typed as it stands, and then it stops cleanly", async (t) => {
	const child = spawn(process.execPath, [main, "demo", "--lang", "ja"], { stdio: ["ignore", "pipe", "pipe"] });
	t.after(() => child.kill("SIGKILL"));
	let out = "";
	const serving = Promise.withResolvers<void>();
	const proposed = Promise.withResolvers<void>();
	const late = Promise.withResolvers<void>();
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		out += text;
		if (out.includes("Ctrl-C")) serving.resolve();
		if (out.includes("genkan ade sync")) proposed.resolve();
		if (out.includes("待っていた7台の登録が始まり")) late.resolve();
		// As npm passes on the Ctrl-C that the terminal has sent already.
		if (text.includes("終了しています")) child.kill("SIGINT");
	});
	const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
	const ready = Promise.all([serving.promise, proposed.promise]);
	// A hundred phones come before them.
	await within("the demo's proposals", Promise.race([ready, closed.then(() => assert.fail(out))]), 300_000);
	assert.match(out, /https:\/\/localhost:\d+\/enroll/);
	const proposals = out.match(/^ {2}(?:alias )?genkan[ =].*$/gm) ?? [];
	assert.equal(proposals.length, 13);
	assert.match(out, /対応が必要なADEトークン: 2個中1個[\s\S]*「stores」: Appleの新しい使用条件に同意していません/);
	const page = /http:\/\/localhost:\d+\//.exec(out)?.[0] ?? "";
	const manager = `${page}business-manager`;
	const managerPage = async () => (await fetch(`${manager}?lang=ja`)).text();
	assert.match(await managerPage(), /代役[\s\S]*stores[\s\S]*business-manager\/accept/);
	for (const proposal of proposals.slice(1)) {
		const isSync = proposal.includes("ade sync");
		if (isSync) {
			const form = new FormData();
			form.set("all", "yes");
			await fetch(`${manager}/accept`, { method: "POST", body: form });
			assert.doesNotMatch(await managerPage(), /business-manager\/accept/);
		}
		// As in the other terminal: the alias first, on a line of its own.
		const typed = await shell(["shopt -s expand_aliases", proposals[0], proposal].join("\n"));
		// Both doctors' exit codes say that something is wrong.
		const troubled = proposal.includes("doctor");
		assert.equal(typed.code, troubled ? 1 : 0, `${proposal}: ${typed.err}`);
		if (troubled) assert.match(typed.out, /ade-terms-not-accepted/);
		if (/genkan doctor$/.test(proposal)) {
			assert.match(typed.out, /dns-registration-cname[\s\S]*127\.0\.0\.1/, "name service is asked on this machine");
			assert.doesNotMatch(typed.out, /dns-enrollment-cname|apple\.com/, "and nobody outside it");
		}
		if (proposal.includes("--message"))
			assert.match(typed.out, /^[^✗]*✗ [^\n]* {2}personal-device-blocked/, "the cause is named, and first");
		if (proposal.includes("genkan fix")) assert.match(typed.out, /1 → 2[\s\S]*これで通るもの: 1件/);
		if (/genkan incidents$/.test(proposal)) for (const one of ["stores", "Company-owned only"]) assert.ok(typed.out.includes(one), one);
		assert.match(typed.out, /[ぁ-ん一-龠]/, "in the demo's language");
	}
	await within("the phones that waited", Promise.race([late.promise, closed.then(() => assert.fail(out))]));
	const mended = await shell(["shopt -s expand_aliases", proposals[0], "genkan ade tokens --json"].join("\n"));
	assert.deepEqual(
		mended.out
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line).state),
		["well", "well"],
	);
	child.kill("SIGINT");
	assert.equal(await within("the end of the demo", closed), 0);
	assert.match(out, /終了しました/);
	const data = /GENKAN_DATA=(\S+)/.exec(out)?.[1] ?? "";
	assert.notEqual(data, "");
	assert.equal(existsSync(data), false, "what was only for the demo is gone");
});
