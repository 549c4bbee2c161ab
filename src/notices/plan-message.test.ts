import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Incident } from "../evidence/incident.ts";
import { planMessage, type Schedule } from "./plan-message.ts";
import { planNotices } from "./plan-notices.ts";
import type { Noticed, NoticeEvent, NoticeTarget } from "./ports.ts";
import { sampleIncident } from "./sample-incident.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 20);
const daily = { warningsAtOnce: false };

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
