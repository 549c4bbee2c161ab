import assert from "node:assert/strict";
import { test } from "node:test";
import { checks, healthChecks, silenceChecks } from "../checks/index.ts";
import type { OptionSpec } from "./command.ts";
import { commands } from "./commands.ts";
import { parseCommandLine, type UsageProblem } from "./parse-command-line.ts";

const parse = (...words: string[]) => parseCommandLine(words, commands);

function runs(...words: string[]) {
	const line = parse(...words);
	assert.equal(line.kind, "run", `${words.join(" ")}: ${JSON.stringify(line)}`);
	return line.kind === "run" ? { name: line.command.name, ...line.given, ...line.globals } : undefined;
}

function problems(...words: string[]): readonly UsageProblem[] {
	const line = parse(...words);
	assert.equal(line.kind, "wrong", words.join(" "));
	return line.kind === "wrong" ? line.problems : [];
}

test("no two commands have the same words, and an option's name means one kind of value everywhere", () => {
	const names = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
	assert.deepEqual(
		names.filter((name, at) => names.indexOf(name) !== at),
		[],
	);
	const kinds = new Map<string, OptionSpec["kind"]>();
	for (const command of commands) {
		for (const [name, { kind }] of Object.entries(command.options)) {
			assert.equal(kinds.get(name) ?? kind, kind, `--${name} of ${command.name}`);
			kinds.set(name, kind);
		}
	}
});

test("every fix that a check names is a command", () => {
	const full = {
		kind: "",
		policy: "One device each",
		upn: "taro.yamada@contoso.com",
		plan: "INTUNE_A",
		plans: [{ kind: "listed-plan", plan: "INTUNE_B", free: 2 }],
		devices: [{ kind: "listed-device", id: "01a2000d-a239-7569-8efe-f8480e04cc5c", name: "山田 太郎のiPhone", stale: true, lastSeenAt: 1 }],
		limit: 1,
		seats: 5,
		consumed: 7,
		serial: "C39XK2ABCDEF",
		osVersion: "17.5.1",
		suffix: "contoso.com",
		group: "Enrollment users",
		deviceId: "01a2000d-a239-7569-8efe-f8480e04cc5c",
		nearMisses: ["taro.yamada@contoso.com"],
		appleId: "mdm@contoso.com",
		journey: "web",
		token: "東京本社",
		profile: "営業用 iPhone",
	};
	const known = { upn: "taro.yamada@contoso.com", serial: "C39XK2ABCDEF", deviceId: "01a2000d-a239-7569-8efe-f8480e04cc5c" };
	const names = new Set<string>();
	for (const check of [...checks, ...healthChecks, ...silenceChecks]) {
		for (const fix of [...check.fixes(full, known), ...check.fixes({ kind: "" }, { upn: null, serial: null, deviceId: null })]) {
			if (fix.command === null) continue;
			// The documents show NUMBER where a try would fill in a number.
			const run = runs(...fix.command.map((word) => (word === "NUMBER" ? "5" : word)));
			if (run !== undefined) names.add(run.name);
		}
	}
	assert.ok(names.size >= 25, [...names].join(", "));
});

test("words of a tired person", () => {
	assert.equal(runs("ｄｅｖｉｃｅｓ", "ＳＨＯＷ", " c39xk2abcdef ")?.name, "devices show");
	assert.deepEqual(runs("devices", "list", "--search", "　花子　", "—json"), {
		name: "devices",
		search: "花子",
		json: true,
		data: undefined,
		lang: undefined,
		preview: false,
	});
	assert.equal(runs("－－ｄａｔａ", "/x", "ーーｌａｎｇ＝ja", "users")?.data, "/x");
	assert.equal(runs("users", "list", "–lang", "JA")?.lang, "ja");
	assert.equal(runs("users", "-json")?.json, true);
	assert.equal(runs("licenses", "assign", "a@b", "--plan=X")?.name, "licences assign");
	assert.deepEqual(runs("licences", "seats", "INTUNE_A", "１，２００")?.["seats" as never], 1200);
	assert.equal(runs("devices", "block", "X", "--reason=--json")?.["reason" as never], "--json");
	assert.deepEqual(runs("enrollment-types", "set", "Default", "--allow", "web、ade-sign-in", "--allow", "x")?.["allow" as never], [
		"web",
		"ade-sign-in",
		"x",
	]);
	assert.equal(runs("organization", "set", "--phone", "")?.["phone" as never], "");
});

test("a mistyped word finds the one that was meant", () => {
	assert.deepEqual(problems("devcies"), [{ kind: "command-unknown", typed: "devcies", near: ["devices"] }]);
	assert.deepEqual(problems("devices", "retre", "X"), [{ kind: "command-unknown", typed: "devices retre", near: ["devices retire"] }]);
	assert.deepEqual(problems("profile"), [{ kind: "command-incomplete", typed: "profile", possible: ["profile export"] }]);
	assert.deepEqual(problems("users", "--serch", "x"), [{ kind: "option-unknown", option: "--serch", near: ["--search"] }]);
	assert.deepEqual(problems("devices", "--seats", "3"), [{ kind: "option-elsewhere", option: "--seats", commands: ["licences plan"] }]);
	assert.deepEqual(problems("xyzzy"), [{ kind: "command-unknown", typed: "xyzzy", near: [] }]);
});

test("all problems at once", () => {
	assert.deepEqual(problems("licences", "plan", "--seats", "many", "--authority", "jamf"), [
		{ kind: "argument-missing", argument: "PLAN" },
		{ kind: "not-a-number", what: "--seats", typed: "many" },
		{ kind: "not-a-choice", what: "--authority", typed: "jamf", choices: ["intune", "sccm", "office365"] },
	]);
	assert.deepEqual(problems("licences", "assign"), [
		{ kind: "argument-missing", argument: "UPN" },
		{ kind: "option-missing", option: "--plan", value: "PLAN" },
	]);
	assert.deepEqual(problems("users", "--search", "--json"), [{ kind: "option-without-value", option: "--search", value: "TEXT" }]);
	assert.deepEqual(problems("users", "--search"), [{ kind: "option-without-value", option: "--search", value: "TEXT" }]);
	assert.deepEqual(problems("users", "--json=no"), [{ kind: "option-takes-no-value", option: "--json" }]);
	assert.deepEqual(problems("users", "--lang", "fr"), [{ kind: "not-a-choice", what: "--lang", typed: "fr", choices: ["en", "ja"] }]);
});

test("what is too much is counted, not repeated: it may be a password", () => {
	assert.deepEqual(problems("users", "password", "a@b", "hunter2"), [{ kind: "too-many-arguments", count: 1 }]);
	assert.deepEqual(problems("users", "password", "a@b", "--password", "hunter2"), [
		{ kind: "option-elsewhere", option: "--password", commands: ["users add"] },
	]);
	assert.deepEqual(problems("users", "password", "a@b", "--passphrase", "hunter2"), [
		{ kind: "option-unknown", option: "--passphrase", near: [] },
	]);
});

test("an empty variable of a script is a missing word", () => {
	assert.deepEqual(problems("devices", "retire", ""), [{ kind: "argument-missing", argument: "DEVICE" }]);
});

test("help and version, wherever they stand", () => {
	for (const words of [[], ["--help"], ["help"], ["-h"], ["--lang", "ja"]]) assert.equal(parse(...words).kind, "help", words.join(" "));
	for (const words of [
		["help", "devices", "wipe"],
		["devices", "wipe", "--help"],
		["--help", "devices", "wipe"],
		["devices", "wipe", "X", "-h"],
	]) {
		const line = parse(...words);
		assert.equal(line.kind === "help" ? line.command?.name : undefined, "devices wipe", words.join(" "));
	}
	const topic = parse("users", "--help");
	assert.deepEqual(topic.kind === "help" && [topic.words, topic.command], ["users", undefined]);
	assert.equal(parse("nonsense", "--help").kind, "wrong");
	assert.equal(parse("--version").kind, "version");
});
