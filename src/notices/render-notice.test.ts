import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident } from "../evidence/incident.ts";
import type { NoticeEvent, Topic } from "./ports.ts";
import { renderNotice } from "./render-notice.ts";
import { sampleIncident } from "./sample-incident.ts";

const now = Date.UTC(2026, 3, 1);
const day = 24 * 3600_000;

function subjectOf(topic: Topic, change: Partial<Incident>): string {
	const event: NoticeEvent = { sequence: 1, at: now, topic, severity: "error", urgent: true, incident: sampleIncident("a", change) };
	const delivery = { id: "m", targetId: "t", kind: "mail", topic, events: [1], total: 1, createdAt: now, dueAt: now } as const;
	const context = { language: "en", timeZone: "UTC", address: "https://genkan.example", recipient: "a@example.com" } as const;
	return renderNotice({ ...delivery, state: "waiting", tries: 0, lastError: null, endedAt: null }, [event], context).subject;
}

test("the subject says no more than what was proved: what only did not happen again is closed, not mended", () => {
	assert.match(subjectOf("incident.closed", { closedAt: now, closedBy: "mended" }), /^Mended: /);
	assert.match(subjectOf("incident.closed", { closedAt: now, closedBy: "healed" }), /^Mended: /);
	assert.match(subjectOf("incident.closed", { closedAt: now, closedBy: "passed" }), /^Closed: /);
});

test("the subject of what ends counts the days, and says when it is the last one or over", () => {
	const ending = (left: number) =>
		subjectOf("certificate.expiring", { code: "ade-token-expiring", saw: { kind: "token-ends-soon", expiresAt: now + left } });
	assert.match(ending(10 * day), /^Ends in 10 days: /);
	assert.match(ending(9.2 * day), /^Ends in 10 days: /);
	assert.match(ending(day), /^Ends within a day: /);
	assert.match(ending(0), /^Ended: /);
});
