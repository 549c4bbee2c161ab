import assert from "node:assert/strict";
import { test } from "node:test";
import { healthCases } from "../checks/health-cases.ts";
import { checkOf } from "../checks/index.ts";
import { outsideCases } from "../checks/outside-cases.ts";
import { soundFacts } from "../checks/sound-facts.ts";
import { tenantCases } from "../checks/tenant-cases.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Incident } from "../evidence/incident.ts";
import { endOf, expiringCodes } from "./expiry.ts";
import { planNotices } from "./plan-notices.ts";
import type { Noticed } from "./ports.ts";
import { sampleIncident } from "./sample-incident.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 20);
const daily = { warningsAtOnce: false };

function told(before: readonly Noticed[], ...incidents: readonly Incident[]) {
	return planNotices(new Map(before.map((one) => [one.incidentId, one])), incidents, start, daily);
}

const topicsOf = (before: readonly Noticed[], ...incidents: readonly Incident[]) =>
	told(before, ...incidents).events.map(({ topic }) => topic);

test("an incident is told of when it opens, when it ends, and when it comes back, once each", () => {
	const open = sampleIncident("a");
	const closed = { ...open, closedAt: start, closedBy: "mended" } as const;
	const first = told([], open);
	assert.deepEqual(
		first.events.map(({ topic, severity, urgent }) => ({ topic, severity, urgent })),
		[{ topic: "incident.opened", severity: "error", urgent: true }],
	);
	assert.deepEqual(topicsOf(first.noticed, open), []);
	const second = told(first.noticed, closed);
	assert.deepEqual(
		second.events.map(({ topic }) => topic),
		["incident.closed"],
	);
	assert.deepEqual(topicsOf(second.noticed, closed), []);
	assert.deepEqual(topicsOf(second.noticed, open), ["incident.reopened"]);
});

test("what was over before anybody heard of it is not told of", () => {
	assert.deepEqual(topicsOf([], { ...sampleIncident("a"), closedAt: start, closedBy: "healed" }), []);
});

test("a warning that becomes an error is told of once, however often it changes", () => {
	const warning = sampleIncident("a", { saw: { kind: "x", severity: "warning" } });
	const error = sampleIncident("a");
	const first = told([], warning);
	assert.equal(first.events[0]?.urgent, false);
	const second = told(first.noticed, error);
	assert.equal(second.events[0]?.topic, "incident.worsened");
	assert.equal(second.events[0]?.urgent, true);
	assert.deepEqual(topicsOf(second.noticed, warning), []);
	assert.deepEqual(topicsOf(second.noticed, error), []);
	// It ended as a warning, but it is an error that people were told of.
	assert.equal(told(second.noticed, { ...warning, closedAt: start, closedBy: "mended" }).events[0]?.severity, "error");
});

test("a cause that stops one person is a warning, one that stops several an error; a slip is told of when several have it", () => {
	const extent = { tries: 9, users: 1, names: 0, devices: 1, firstAt: 1, lastAt: 1, successBefore: null, facets: {} };
	const cause = (code: string, users: number) =>
		sampleIncident("a", { code, subject: { kind: "cause", id: "", name: "" }, saw: { kind: "x" }, extent: { ...extent, users } });
	const first = told([], cause("user-not-licensed", 1));
	assert.equal(first.events[0]?.severity, "warning");
	assert.deepEqual(topicsOf(first.noticed, cause("user-not-licensed", 2)), []);
	assert.deepEqual(topicsOf(first.noticed, cause("user-not-licensed", 3)), ["incident.worsened"]);
	assert.deepEqual(topicsOf([], cause("user-not-found", 1)), []);
	assert.deepEqual(topicsOf([], cause("user-not-found", 3)), ["incident.opened"]);
});

for (const [name, value] of [
	["ade-token-expiring", "expiresAt"],
	["push-certificate-expiring", "notAfterAt"],
] as const) {
	test(`${name}: told at 30, 10 and 1 days and when it is over, once each, whatever happens between`, () => {
		const end = start + 40 * day;
		const incident = sampleIncident("a", { code: name, saw: { kind: "x", severity: "warning", [value]: end } });
		let noticed: readonly Noticed[] = [];
		const at: [number, string, boolean][] = [];
		for (let now = end - 30 * day; now < end + 3 * day; now += hour) {
			const plan = planNotices(new Map(noticed.map((one) => [one.incidentId, one])), [incident], now, daily);
			if (plan.noticed.length > 0) noticed = plan.noticed;
			for (const { topic, severity } of plan.events) at.push([(end - now) / day, topic, severity === "error"]);
		}
		assert.deepEqual(at, [
			[30, "certificate.expiring", false],
			[10, "certificate.expiring", false],
			[1, "certificate.expiring", true],
			[0, "certificate.expiring", true],
		]);
	});
}

test("every rule of what ends is told by its marks: what it writes says when that is", () => {
	for (const code of expiringCodes) {
		const ends = [...healthCases, ...outsideCases, ...tenantCases].filter(([of, outcome]) => of === code && outcome === "fail");
		assert.ok(ends.length > 0, code);
		for (const [, , , change] of ends) {
			const { saw } = checkOf(code)?.check({ ...soundFacts(), ...change } as Facts) ?? assert.fail(code);
			assert.notEqual(endOf({ code, saw }), null, code);
		}
	}
});

test("an authority that ends within a year is told of early, and at 30 days again", () => {
	const end = start + 300 * day;
	const incident = sampleIncident("a", { code: "ca-certificate-expiring", saw: { kind: "x", severity: "warning", notAfterAt: end } });
	const first = told([], incident);
	assert.deepEqual(
		first.events.map(({ topic }) => topic),
		["certificate.expiring"],
	);
	const before = new Map(first.noticed.map((one) => [one.incidentId, one]));
	assert.equal(planNotices(before, [incident], end - 31 * day, daily).events.length, 0);
	assert.equal(planNotices(before, [incident], end - 30 * day, daily).events.length, 1);
});

test("a service that was away for weeks tells of the mark that holds now, not of those between", () => {
	const end = start + 5 * day;
	const incident = sampleIncident("a", { code: "ade-token-expiring", saw: { kind: "x", expiresAt: end } });
	assert.deepEqual(topicsOf([{ incidentId: "a", open: true, severity: "warning", stage: 30, at: 1 }], incident), ["certificate.expiring"]);
});
