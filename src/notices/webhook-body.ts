import { explainIncident } from "../diagnosis/explain-incident.ts";
import type { Delivery, NoticeEvent, NoticeTarget } from "./ports.ts";
import { withoutStrangersWords } from "./without-strangers-words.ts";

/**
 * What a webhook gets, as JSON: the same at every try. Instants are ISO 8601 in UTC. Numbers say whom an incident stopped; names of people are in what a
 * rule saw, where it names them, and nowhere else.
 */
export function webhookBody(
	delivery: Delivery,
	events: readonly NoticeEvent[],
	{ language, service }: { readonly language: NoticeTarget["language"]; readonly service: string },
): string {
	const shown = delivery.events.flatMap((sequence) => events.find((event) => event.sequence === sequence) ?? []);
	const data = { service, total: delivery.total, incidents: shown.map((event) => incidentOf(event, language)) };
	return JSON.stringify({ id: delivery.id, type: delivery.topic, timestamp: iso(delivery.createdAt), data });
}

function incidentOf({ topic, at, severity, incident: whole }: NoticeEvent, language: NoticeTarget["language"]) {
	const incident = withoutStrangersWords(whole);
	const { id, code, subject, openedAt, seenAt, closedAt, closedBy, saw, extent } = incident;
	const said = explainIncident(incident, language, "UTC");
	return {
		topic,
		at: iso(at),
		id,
		code,
		severity,
		subject,
		openedAt: iso(openedAt),
		seenAt: iso(seenAt),
		closedAt: closedAt === null ? null : iso(closedAt),
		closedBy,
		affected: extent === null ? null : { users: extent.users, devices: extent.devices, tries: extent.tries },
		title: said.title,
		explanation: said.explanation,
		seen: said.saw,
		evidence: saw,
		who: said.who,
		fixes: said.fixes,
	};
}

const iso = (at: number) => new Date(at).toISOString();
