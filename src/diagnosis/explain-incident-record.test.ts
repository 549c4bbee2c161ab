import assert from "node:assert/strict";
import { test } from "node:test";
import { incidentSeverity } from "../checks/incident-severity.ts";
import { codes, silenceRuleCodes } from "../checks/index.ts";
import { soundNow } from "../checks/sound-facts.ts";
import type { IncidentMember } from "../evidence/incident.ts";
import { languages } from "../texts/texts.ts";
import { explainRecord } from "./explain-incident-record.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { Pseudonyms } from "./pseudonyms.ts";
import { renderIncidentRecord } from "./render-incident-record.ts";

const member = (change: Partial<IncidentMember>): IncidentMember => ({
	...{ kind: "user", key: "u1", name: "taro@contoso.com", firstAt: soundNow, lastAt: soundNow, tries: 2, attemptId: "a1" },
	...{ throughAt: null, throughBy: null },
	...change,
});

const device = { kind: "listed-device", id: "d1", name: "太郎のiPhone", serial: "F2LXG0PAG1", product: "iPhone15,2", lastSeenAt: soundNow };

function record(change: Partial<IncidentRecord["incident"]> = {}, more: Partial<IncidentRecord> = {}): IncidentRecord {
	return {
		incident: {
			...{ id: "01900000-0000-8000-8000-0000abcd1234", code: "device-cap-reached", openedAt: soundNow, seenAt: soundNow },
			subject: { kind: "cause", id: "Default", name: "Default" },
			...{ closedAt: null, closedBy: null, reopened: 0, confirmed: null, mendedBy: null },
			saw: { kind: "limit-reached", policy: "Default", applied: { kind: "policy-default" }, limit: 1, count: 1, devices: [device] },
			history: [{ at: soundNow, what: "opened", by: null }],
			extent: {
				...{ tries: 9, users: 3, names: 0, devices: 1, firstAt: soundNow, lastAt: soundNow, successBefore: null },
				facets: { journey: { web: 8, "ade-sign-in": 1 }, step: { authenticate: 9 }, osVersion: { "18.1": 9 } },
			},
			...change,
		},
		members: [member({}), member({ kind: "device", key: "F2LXG0PAG1", name: "F2LXG0PAG1" })],
		reported: { codes: [], lines: [] },
		totals: { users: 100_000, devices: 5 },
		enrolledSince: { count: 0, more: false },
		authority: "intune",
		mended: null,
		personal: ["山田 太郎", "Mac"],
		now: soundNow,
		...more,
	};
}

const answersOf = (of: IncidentRecord, question: string) =>
	explainRecord(of, "en", "Asia/Tokyo").questions.find((one) => one.question === question)?.answers ?? [];

test("the eight questions are answered from what was counted", () => {
	const { questions } = explainRecord(record(), "en", "Asia/Tokyo");
	assert.equal(questions.length, 8);
	assert.deepEqual(answersOf(record(), "Where it is shown"), ["the installation of the profile on the device"]);
	assert.match(answersOf(record(), "Exact message").join(), /Device Cap Reached/);
	assert.deepEqual(answersOf(record(), "How many users, all or some"), [
		"3 of 100000 users in the directory.",
		"Nobody has come through since: it stopped all who tried.",
	]);
	assert.match(answersOf(record({}, { enrolledSince: { count: 7, more: false } }), "How many users, all or some").join(), /tries: 7.*some/);
	assert.match(answersOf(record(), "Since when, and did it ever work").join(), /never worked before/);
	const { extent } = record().incident;
	const before = record({ extent: { ...extent, successBefore: { reference: "K7-4QPM", at: soundNow } } });
	assert.match(answersOf(before, "Since when, and did it ever work").join(), /1 Apr 2026, 09:00 GMT\+9 \(try K7-4QPM\)/);
	assert.deepEqual(answersOf(record(), "MDM authority"), ["Intune"]);
	assert.match(answersOf(record(), "How they enroll").join(), /through the web, Automated Device Enrollment/);
	assert.match(answersOf(record({}, { reported: { codes: ["os-too-old"], lines: ["XPC error"] } }), "Exact message").join(), /XPC error/);
});

test("a silence without a message says so, and not that our page said anything", () => {
	const { extent } = record().incident;
	const silent = record({ code: "profile-not-installed", extent: { ...extent, facets: { step: { silence: 9 } } } });
	assert.deepEqual(answersOf(silent, "Exact message"), ["None that the server knows: the device stopped without telling anybody."]);
});

test("who mended it is told as probable; what passed is not called mended", () => {
	const closed = { closedAt: soundNow, closedBy: "mended" } as const;
	const history = [{ at: soundNow, what: "mended", by: "e1" }] as const;
	const mended = { at: soundNow, action: "restrictions limit", actor: "root" };
	const what = (of: IncidentRecord) => explainRecord(of, "en").history[0]?.what ?? "";
	assert.match(what(record({ ...closed, history }, { mended })), /Probably by “genkan restrictions limit” \(root/);
	assert.match(what(record({ ...closed, history })), /outside of this service/);
	assert.match(what(record({ history: [{ at: soundNow, what: "passed", by: null }] })), /nobody proved/);
	assert.match(what(record({ history: [{ at: soundNow, what: "confirmed", by: "K7-4QPM" }] })), /K7-4QPM/);
});

test("as text, every cause is whole in both languages, and numbers are drawn", () => {
	for (const language of languages) {
		for (const code of [...codes, ...silenceRuleCodes, "moon-too-full"]) {
			const text = renderIncidentRecord(explainRecord(record({ code }), language), { color: false, language });
			assert.doesNotMatch(text, /[{}]|undefined|\[object/, code);
		}
	}
	const text = renderIncidentRecord(explainRecord(record(), "en"), { color: false, language: "en" });
	assert.match(text, /8 █{24} through the web\n +1 █{3} Automated/);
	assert.match(text, /… and 2 more/);
});

test("other names are the same throughout, hide whatever is known of people and devices, and spoil no other word", () => {
	const of = record();
	const pseudonyms = new Pseudonyms(of);
	const text = renderIncidentRecord(explainRecord(of, "ja"), { color: false, language: "ja" });
	assert.match(text, /太郎のiPhone/);
	const hidden = pseudonyms.hide(text);
	assert.doesNotMatch(hidden, /太郎|taro|F2LXG0PAG1/i);
	assert.match(hidden, /device-1/);
	assert.equal(pseudonyms.hide("TARO@contoso.com, taro@contoso.com; f2lxg0pag1"), "user-1, user-1; device-1");
	assert.equal(pseudonyms.hide("Mac, MacBook, 山田 太郎さん"), "user-3, MacBook, user-2さん");
	assert.equal(
		pseudonyms.hide("シリアル番号F2LXG0PAG1は一覧になく、ユーザーtaro@contoso.comは"),
		"シリアル番号device-1は一覧になく、ユーザーuser-1は",
	);
	assert.equal(pseudonyms.hide("someone.else@fabrikam.com"), "user-4");
	const saw = { kind: "limit-reached", devices: [{ kind: "listed-model", id: "d7", name: "iPhone 14 Pro", serial: "C39XYZ0PAG1" }] };
	assert.match(
		new Pseudonyms(record({ saw })).hide("d7, iPhone 14 Pro, C39XYZ0PAG1"),
		/^device-\d, iPhone 14 Pro, device-\d$/,
		"a model names nobody",
	);
	const family = new Pseudonyms(record({}, { personal: ["山田", "山田花子"] }));
	assert.doesNotMatch(family.hide("山田花子さん"), /花子/, "the longer name first");
	assert.deepEqual(pseudonyms.hideAll({ upn: "taro@contoso.com", count: 3, list: ["F2LXG0PAG1", null] }), {
		upn: "user-1",
		count: 3,
		list: ["device-1", null],
	});
});

test("severity: one person is a warning, several are an error, what stops everybody is one at once, a slip is information", () => {
	const { extent } = record().incident;
	const severity = (code: string, users: number) => incidentSeverity({ code, saw: { kind: "" }, extent: { ...extent, users, devices: 0 } });
	assert.deepEqual(
		[severity("device-cap-reached", 1), severity("device-cap-reached", 3), severity("push-certificate-expired", 1)],
		["warning", "error", "error"],
	);
	assert.deepEqual([severity("sign-in-failed", 2), severity("sign-in-failed", 3)], ["information", "warning"]);
	assert.equal(incidentSeverity({ code: "ade-token-expiring", saw: { kind: "", severity: "warning" }, extent: null }), "warning");
});
