import assert from "node:assert/strict";
import { test } from "node:test";
import { adeDevice, waiting } from "../checks/health-cases.ts";
import { healthCodes, healthTable } from "../checks/index.ts";
import { soundFacts, soundNow } from "../checks/sound-facts.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Incident } from "../evidence/incident.ts";
import { languages, textsFor } from "../texts/texts.ts";
import { explainDevice } from "./explain-device.ts";
import { explainIncident } from "./explain-incident.ts";
import { renderDevice } from "./render-device.ts";
import { renderIncident } from "./render-incident.ts";
import { tokenBanner } from "./token-banner.ts";

const token = { id: "t1", name: "Head office" };

function incident(code: string, change: Partial<Incident> = {}): Incident {
	return {
		id: "i1",
		code,
		subject: { kind: "ade-token", ...token },
		openedAt: soundNow,
		seenAt: soundNow + 3_600_000,
		closedAt: null,
		closedBy: null,
		saw: { kind: "token-past", token: "Head office", expiresAt: soundNow, appleId: null, severity: "error" },
		...{ extent: null, reopened: 0, confirmed: null, mendedBy: null, history: [] },
		...change,
	};
}

test("an incident says what it is about, since when, who mends it and with which command", () => {
	const explained = explainIncident(incident("ade-token-expired"), "en", "Asia/Tokyo");
	assert.deepEqual(
		[explained.title, explained.about, explained.severity, explained.saw, explained.when],
		[
			"The ADE token has expired",
			"Token: Head office",
			"error",
			"The token “Head office” ended on 1 Apr 2026, 09:00 GMT+9 (Apple Account: not known).",
			"Wrong since 1 Apr 2026, 09:00 GMT+9, last seen so at 1 Apr 2026, 10:00 GMT+9.",
		],
	);
	assert.equal(explained.fixes.at(-1)?.command, "genkan ade tokens renew 'Head office' FILE.p7m");
});

test("once it is over it says how, and asks for nothing", () => {
	const closed = { closedAt: soundNow + 7_200_000, closedBy: "healed" } as const;
	const healed = explainIncident(incident("ade-cursor-expired", closed), "en", "Asia/Tokyo");
	assert.deepEqual([healed.open, healed.fixes], [false, []]);
	assert.match(healed.when, /by itself at 1 Apr 2026, 11:00/);
	assert.match(
		explainIncident(incident("ade-token-expired", { ...closed, closedBy: "mended" }), "ja", "Asia/Tokyo").when,
		/解決しています/,
	);
});

test("a code and evidence of another version are shown plainly", () => {
	const explained = explainIncident(incident("moon-too-full", { saw: { kind: "moon" } }), "en");
	assert.deepEqual(
		[explained.title, explained.saw, explained.who, explained.fixes],
		["Found: moon-too-full", "moon (written by another version)", [], []],
	);
});

test("as text: the cause, the evidence and the command stand on lines of their own, in both languages", () => {
	for (const language of languages) {
		for (const code of healthCodes) {
			const text = renderIncident(explainIncident(incident(code), language), { color: false, language });
			assert.ok(text.startsWith(`✗ ${textsFor(language).codes[code].title}  ${code}\n`), text);
			assert.doesNotMatch(text, /[{}]|undefined/);
			assert.ok(!text.includes("\u001b"));
		}
	}
	const colored = renderIncident(explainIncident(incident("ade-token-expired"), "en"), { color: true, language: "en" });
	assert.ok(colored.includes("\u001b[31m✗\u001b[0m"));
});

test("the banner says nothing while nothing is an error, and traces each symptom to every token that causes it", () => {
	const warning = incident("ade-token-expiring", { saw: { kind: "token-ends-soon", severity: "warning" } });
	const closed = incident("ade-token-expired", { closedAt: soundNow, closedBy: "mended" });
	assert.equal(tokenBanner([{ token, incidents: [warning, closed] }], "en"), null);
	const stale = incident("ade-sync-stale", { saw: { kind: "sync-days-old", severity: "error" } });
	const failed = incident("ade-assignment-failed", { saw: { kind: "assignments-failed", severity: "error" } });
	const other = { id: "t2", name: "Osaka" };
	const all = [
		{ token, incidents: [stale, warning] },
		{ token: other, incidents: [failed, incident("moon-too-full")] },
		{ token: { id: "t3", name: "Sound" }, incidents: [] },
	];
	const banner = tokenBanner(all, "en", "Asia/Tokyo");
	assert.equal(banner?.title, "ADE tokens that need your attention: 2 of 3");
	assert.deepEqual(
		banner?.symptoms.map(({ symptom, causes }) => [symptom, causes.length, causes[0]?.slice(0, 12)]),
		[
			["not-syncing", 1, "“Head office"],
			["not-assigning", 1, "“Osaka”: Pro"],
			["not-completing", 1, "“Osaka”: Pro"],
		],
	);
});

function judged(change: Partial<Facts>) {
	const facts = soundFacts(change);
	return { serial: "F2LXG0PAG1", facts, findings: healthTable["ade-device"].map((rule) => rule.check(facts)) };
}
test("a device: what is proven comes first, what is likely last and worded so", () => {
	const explained = explainDevice(judged(adeDevice(waiting)), "en", "Asia/Tokyo");
	assert.deepEqual(
		[explained.code, explained.findings[0]?.code, explained.findings[1]?.code],
		["ade-not-started", "ade-not-started", "apple-service-unreachable"],
	);
	assert.deepEqual(explained.likely, ["Likely, not proven: The device probably cannot reach Apple"]);
	assert.equal(explained.fixes.findIndex(({ command }) => command === "genkan ade doctor F2LXG0PAG1 --mend") > -1, true);
	const text = renderDevice(explained, { color: false, language: "en" });
	assert.match(text, /^F2LXG0PAG1\n\nEnrollment does not begin/);
	assert.ok(text.indexOf("✗ ade-not-started") < text.indexOf("? apple-service-unreachable"));
});

test("of a device that no token has only that is told, with what each token's last sync was, and what to do", () => {
	const adeSyncs = [{ token: "Head office", lastSuccessAt: soundNow, refusedSince: null }];
	const facts = { now: soundNow, adeDevice: null, adeSyncs };
	const findings = healthTable["ade-device"].map((rule) => rule.check(facts));
	const explained = explainDevice({ serial: "F2LXG0PAG1", facts, findings }, "en", "Asia/Tokyo");
	assert.deepEqual(
		explained.findings.map(({ code }) => code),
		["ade-device-not-assigned"],
	);
	assert.match(explained.findings[0]?.saw ?? "", /Head office.*1 Apr 2026/);
	assert.equal(explained.fixes.at(-1)?.command, "genkan ade sync");
});

test("a device in order has nothing to mend", () => {
	for (const language of languages) {
		const explained = explainDevice(judged({}), language);
		assert.deepEqual([explained.code, explained.fixes, explained.who, explained.likely], [null, [], [], []]);
		assert.match(explained.title, /F2LXG0PAG1/);
	}
});
