import type { Json } from "../evidence/attempt.ts";
import { incidentTexts } from "../texts/incident-texts.ts";
import { fill, type Language, languages } from "../texts/texts.ts";
import { explainRecord } from "./explain-incident-record.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { Pseudonyms } from "./pseudonyms.ts";
import { renderIncidentRecord } from "./render-incident-record.ts";

function iso(at: number): string;
function iso(at: number | null): string | null;
function iso(at: number | null): string | null {
	return at === null ? null : new Date(at).toISOString();
}

export interface IncidentFileOptions {
	readonly format: "text" | "json";
	/** false: people and devices get other names. */
	readonly names: boolean;
	/** The languages, in their order. */
	readonly languages?: readonly Language[];
}

/** One file about an incident, to be attached to a ticket: for people in both languages, or for programs. No secret is in it. */
export function incidentFile(whole: IncidentRecord, { format, names, languages: wanted = languages }: IncidentFileOptions): string {
	const pseudonyms = names ? null : new Pseudonyms(whole);
	const record = names || whole.mended === null ? whole : { ...whole, mended: { ...whole.mended, actor: "admin-1" } };
	if (format === "json") {
		const explained = Object.fromEntries(wanted.map((language) => [language, { ...explainRecord(record, language) }]));
		const all = { names, ...incidentData(record), ...explained } as unknown as Json;
		return `${JSON.stringify(pseudonyms?.hideAll(all) ?? all, null, "\t")}\n`;
	}
	const parts = wanted.map((language) => {
		const told = renderIncidentRecord(explainRecord(record, language), { color: false, language });
		const { made, withoutNames } = incidentTexts(language).file;
		const about = [fill(made, { madeAt: record.now }, language), ...(names ? [] : [withoutNames])].join("\n");
		return `${told}\n${about}\n`;
	});
	const text = parts.join(`\n${"=".repeat(72)}\n\n`);
	return pseudonyms?.hide(text) ?? text;
}

/** An incident as programs read it. */
export function incidentData({ incident, members, totals, enrolledSince, authority, mended, reported }: IncidentRecord): object {
	const { id, code, subject, openedAt, seenAt, closedAt, closedBy, saw, extent, reopened, confirmed, history } = incident;
	return {
		...{ id, code, about: subject, openedAt: iso(openedAt), seenAt: iso(seenAt), closedAt: iso(closedAt), closedBy, reopened, saw },
		confirmed: confirmed === null ? null : { reference: confirmed.by, at: iso(confirmed.at) },
		mended: mended === null ? null : { ...mended, at: iso(mended.at) },
		extent: {
			...extent,
			firstAt: iso(extent.firstAt),
			lastAt: iso(extent.lastAt),
			successBefore: extent.successBefore === null ? null : { ...extent.successBefore, at: iso(extent.successBefore.at) },
		},
		...{ totals, enrolledSince, authority, reported },
		members: members.map(({ kind, key, name, tries, firstAt, lastAt, throughAt, throughBy }) => {
			return { kind, key, name, tries, firstAt: iso(firstAt), lastAt: iso(lastAt), throughAt: iso(throughAt), throughBy };
		}),
		history: history.map(({ at, ...event }) => ({ at: iso(at), ...event })),
	};
}
