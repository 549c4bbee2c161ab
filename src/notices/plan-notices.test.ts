import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { healthCases } from "../checks/health-cases.ts";
import { checkOf } from "../checks/index.ts";
import { outsideCases } from "../checks/outside-cases.ts";
import { soundFacts } from "../checks/sound-facts.ts";
import { tenantCases } from "../checks/tenant-cases.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Incident } from "../evidence/incident.ts";
import { endOf, expiringCodes } from "./expiry.ts";
import { planMessage, type Schedule } from "./plan-message.ts";
import { planNotices } from "./plan-notices.ts";
import type { Noticed, NoticeEvent, NoticeTarget } from "./ports.ts";
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

// The whole of it, played: incidents come, worsen, end and come back; a person and a webhook are told.
const happening = fc.record({
	after: fc.integer({ min: 0, max: 90 * minute }),
	incident: fc.integer({ min: 0, max: 30 }),
	open: fc.boolean(),
	severity: fc.constantFrom("warning", "error"),
});

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const schedule: Schedule = {
	gather: 15 * minute,
	quiet: { from: 22 * 60, to: 7 * 60 },
	errorsInQuiet: false,
	dailyAt: 9 * 60,
	timeZone: "Europe/Berlin",
};

const person: NoticeTarget = {
	id: "t",
	kind: "mail",
	address: "a@example.com",
	sealed: null,
	language: "en",
	least: "warning",
	topics: null,
	state: "active",
	createdAt: 0,
	urgentThrough: 0,
	dailyThrough: 0,
	lastMessageAt: null,
	dailyDay: null,
};

interface Played {
	readonly events: readonly NoticeEvent[];
	readonly messages: readonly { readonly at: number; readonly events: readonly number[]; readonly total: number }[];
	readonly last: number;
}

function play(happenings: readonly Happening[], kind: NoticeTarget["kind"], atOnce: number): Played {
	const incidents = new Map<string, Incident>();
	const noticed = new Map<string, Noticed>();
	const events: NoticeEvent[] = [];
	const messages: Played["messages"][number][] = [];
	let target: NoticeTarget = { ...person, kind };
	// Over the night in which the clocks of Berlin are set forward.
	let now = Date.UTC(2026, 2, 28, 12);
	const look = () => {
		const plan = planNotices(noticed, [...incidents.values()], now, daily);
		for (const event of plan.events) events.push({ ...event, sequence: events.length + 1 });
		for (const one of plan.noticed) noticed.set(one.incidentId, one);
		// As much as is read at once, so that what is left over is played too.
		const pending = {
			recent: events.slice(target.urgentThrough).slice(0, atOnce),
			older: events.slice(target.dailyThrough).slice(0, atOnce),
		};
		const { message, change } = planMessage(target, pending, schedule, now);
		if (message !== null) messages.push({ at: now, events: message.events, total: message.total });
		target = { ...target, ...change };
	};
	for (const { after, incident, open, severity } of happenings) {
		for (let passed = 0; passed < after; passed += 5 * minute) {
			now += 5 * minute;
			look();
		}
		const id = `i-${incident}`;
		const closed = open ? { closedAt: null, closedBy: null } : ({ closedAt: now, closedBy: "mended" } as const);
		incidents.set(id, sampleIncident(id, { saw: { kind: "x", severity }, ...closed }));
		look();
	}
	for (let left = 0; left < 12 * day; left += 15 * minute) {
		now += 10 * minute;
		look();
	}
	return { events, messages, last: now };
}

test("no incident is told of twice, none is lost, and messages never come closer than the time of gathering", () => {
	fc.assert(
		// Of all lengths: short ones are over before the first night.
		fc.property(fc.array(happening, { maxLength: 60, size: "max" }), fc.constantFrom("mail", "webhook"), (happenings, kind) => {
			const { events, messages } = play(happenings, kind, 7);
			const shown = messages.flatMap((message) => message.events);
			assert.equal(new Set(shown).size, shown.length, "told twice");
			// Whatever an incident's last event is, it was shown, and none after it.
			const lastOf = new Map(events.map((event) => [event.incident.id, event.sequence]));
			for (const sequence of lastOf.values()) assert.ok(shown.includes(sequence), "lost");
			for (const [before, message] of messages.slice(1).entries()) {
				const previous = messages[before];
				assert.ok(previous !== undefined && message.at - previous.at >= schedule.gather, "too soon");
			}
			if (kind === "mail") {
				const berlin = new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: "Europe/Berlin" });
				for (const { at } of messages) {
					const clock = Number(berlin.format(at));
					assert.ok(clock >= 7 && clock < 22, `at ${clock} o'clock`);
				}
			}
		}),
		// Searching for the shortest example may take minutes.
		{ numRuns: 40, interruptAfterTimeLimit: 20_000 },
	);
});

/** What this target gets now of one new incident. */
function messageAt(now: number, target: Partial<NoticeTarget>, change: Partial<Schedule>, event: Partial<NoticeEvent> = {}) {
	const whole = { ...person, ...target };
	const happened = {
		sequence: 1,
		at: now,
		topic: "incident.opened",
		severity: "error",
		urgent: true,
		incident: sampleIncident("a"),
		...event,
	} as const;
	return planMessage(whole, { recent: [happened], older: [happened] }, { ...schedule, ...change }, now).message;
}

test("in quiet hours a person is told of errors where a setting says so, and of nothing else; a program knows no night", () => {
	const night = Date.UTC(2026, 3, 1, 22);
	const at = { dailyDay: "2026-04-02" };
	assert.equal(messageAt(night, at, {}), null);
	assert.notEqual(messageAt(night, at, { errorsInQuiet: true }), null);
	assert.equal(messageAt(night, at, { errorsInQuiet: true }, { severity: "warning" }), null);
	assert.equal(messageAt(night, { ...at, topics: ["incident.closed"] }, { errorsInQuiet: true }), null);
	assert.notEqual(messageAt(night, { ...at, kind: "webhook" }, {}), null);
	assert.notEqual(messageAt(night, at, { quiet: null }), null);
});

test("one message tells the worst first, whenever that came, and each incident as it stands last", () => {
	const events = (["warning", "error", "warning", "error"] as const).map((severity, at): NoticeEvent => {
		const incident = sampleIncident(at === 3 ? "i1" : `i${at}`);
		return { sequence: at + 1, at: start, topic: "incident.opened", severity, urgent: true, incident };
	});
	const { message } = planMessage({ ...person, kind: "webhook" }, { recent: events, older: [] }, schedule, start);
	assert.deepEqual(message, { topic: "digest", events: [4, 1, 3], total: 3 });
});

test("a clock that was set back silences nobody", () => {
	const noon = Date.UTC(2026, 3, 1, 12);
	assert.equal(messageAt(noon, { lastMessageAt: noon - minute }, {}), null);
	assert.notEqual(messageAt(noon, { lastMessageAt: noon - 15 * minute }, {}), null);
	assert.notEqual(messageAt(noon, { lastMessageAt: noon + 300 * day }, {}), null);
});

test("a thousand incidents within an hour are a handful of messages, which say how many there are", () => {
	// Eighty-four in each five minutes.
	const storm = Array.from({ length: 1000 }, (_, n) => ({
		after: n % 84 === 0 ? 5 * minute : 0,
		incident: n,
		open: true,
		severity: "error" as const,
	}));
	for (const kind of ["mail", "webhook"] as const) {
		const { messages } = play(storm, kind, 5000);
		assert.ok(messages.length >= 2 && messages.length <= 6, String(messages.length));
		assert.equal(
			messages.reduce((sum, { total }) => sum + total, 0),
			1000,
		);
		assert.ok(messages.every(({ events }) => events.length <= 50));
	}
});
