import type { DnsRecordFact, Facts } from "../evidence/facts.ts";
import type { Case } from "./health-cases.ts";
import { soundFacts, soundNow } from "./sound-facts.ts";

const hour = 3_600_000;
const sound = soundFacts().domain as Required<Facts>["domain"];

/** One turn of the same record at both names, which are judged alike. */
const turns: readonly (readonly [Case[1], Case[2], change: Partial<DnsRecordFact> | null, addedAt?: number])[] = [
	["pass", "cname-right-with-ttl", {}],
	["pass", "cname-right", { ttl: null }],
	["fail", "cname-missing", { state: "missing", targets: [], since: soundNow - 72 * hour }],
	["fail", "cname-missing-yet", { state: "missing", targets: [], since: soundNow - 72 * hour + 1 }],
	["fail", "cname-missing-yet", { state: "missing", targets: [] }, soundNow - hour],
	["fail", "cname-foreign", { state: "foreign", targets: ["elsewhere.example"] }],
	["fail", "cname-foreign-yet", { state: "foreign", targets: ["elsewhere.example"], since: soundNow - hour }],
	["fail", "cname-several", { state: "several", targets: ["elsewhere.example", "mdm.example.jp"] }],
	["fail", "cname-loop", { state: "loop", targets: ["a.example.jp", "b.example.jp", "a.example.jp"] }],
	["unknown", "cname-spreading", { state: "contradictory", targets: ["mdm.example.jp"], since: soundNow - hour }],
	["fail", "cname-contradictory", { state: "contradictory", targets: ["mdm.example.jp"] }],
	["unknown", "cname-no-answer", { state: "no-answer", targets: [], ttl: null }],
	["unknown", "domain-not-looked-at", null],
];

function turned(which: "enrollment" | "registration", change: Partial<DnsRecordFact> | null, addedAt = sound.addedAt): Partial<Facts> {
	return { domain: { ...sound, addedAt, [which]: change === null ? null : { ...(sound[which] as DnsRecordFact), ...change } } };
}

export const outsideCases: readonly Case[] = (["enrollment", "registration"] as const).flatMap((which) =>
	turns.map(([outcome, kind, change, addedAt]): Case => [`dns-${which}-cname`, outcome, kind, turned(which, change, addedAt)]),
);
