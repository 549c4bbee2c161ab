import type { Facts } from "../evidence/facts.ts";
import type { DiscoveryFact, DnsRecordFact, HostFact, ServerSeenFact } from "../evidence/outside-fact.ts";
import { type Case, refused } from "./health-cases.ts";
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

const cnames: readonly Case[] = (["enrollment", "registration"] as const).flatMap((which) =>
	turns.map(([outcome, kind, change, addedAt]): Case => [`dns-${which}-cname`, outcome, kind, turned(which, change, addedAt)]),
);

const day = 24 * hour;
const discovery = (change: Partial<DiscoveryFact> | null): Partial<Facts> => ({
	domain: { ...sound, discovery: change === null ? null : { ...(sound.discovery as DiscoveryFact), ...change } },
});
const soundServer = soundFacts().serverSeen as ServerSeenFact;
const seen = (change: Partial<ServerSeenFact>) => ({ serverSeen: { ...soundServer, ...change }, silence: undefined });
/** Nothing is known but what this service presents. */
const presented = (change: Partial<Required<Facts>["serverCertificate"]>) => ({
	serverSeen: undefined,
	silence: undefined,
	serverCertificate: { ...(soundFacts().serverCertificate as Required<Facts>["serverCertificate"]), ...change },
});
const ends = (left: number) => seen({ notAfter: soundNow + left });
const clock = (offsetMs: number | null) => ({
	clock: { server: "time.apple.com", offsetMs, lookedAt: soundNow, since: soundNow - hour },
	adeToken: undefined,
});
const hosts = (...changes: Partial<HostFact>[]) => ({
	appleHosts: changes.map((change) => ({
		address: "api.push.apple.com:443",
		fault: "refused" as const,
		lookedAt: soundNow,
		since: soundNow - hour,
		...change,
	})),
	adeToken: undefined,
});

/** A phone that came here all the same did not need the record. */
const cameAllTheSame = {
	report: { matched: ["connection-not-established"], errors: [], from: "person", reachedAt: soundNow - hour },
} as const;
const record = (change: Partial<DnsRecordFact>) => turned("enrollment", { targets: [], since: soundNow - 72 * hour, ...change });

export const outsideCases: readonly Case[] = [
	...cnames,
	["dns-enrollment-cname", "pass", "cname-right-with-ttl", cameAllTheSame],
	["dns-enrollment-cname", "unknown", "cname-missing-but-reached", { ...cameAllTheSame, ...record({ state: "missing" }) }],
	["dns-enrollment-cname", "unknown", "cname-wrong-but-reached", { ...cameAllTheSame, ...record({ state: "foreign" }) }],
	[
		"dns-enrollment-cname",
		"fail",
		"cname-missing",
		{ report: { matched: ["connection-not-established"], errors: [], from: "person" }, ...record({ state: "missing" }) },
	],

	["service-discovery-missing", "pass", "discovery-leads-here", {}],
	[
		"service-discovery-missing",
		"fail",
		"discovery-leads-elsewhere",
		discovery({ state: "foreign", leadsTo: "https://mdm.elsewhere.example" }),
	],
	["service-discovery-missing", "fail", "discovery-answers-nothing", discovery({ state: "missing", status: 404 })],
	[
		"service-discovery-missing",
		"fail",
		"discovery-without-end",
		discovery({ state: "missing", status: null, fault: "too-many-redirects" }),
	],
	["service-discovery-missing", "fail", "discovery-of-wrong-type", discovery({ state: "wrong-type", contentType: "text/plain" })],
	["service-discovery-missing", "fail", "discovery-unreadable", discovery({ state: "not-json" })],
	["service-discovery-missing", "fail", "discovery-without-servers", discovery({ state: "no-servers" })],
	["service-discovery-missing", "fail", "discovery-untrusted", discovery({ state: "untrusted", status: null, fault: "expired" })],
	["service-discovery-missing", "unknown", "discovery-not-reached", discovery({ state: "unreachable", status: null, fault: "timeout" })],
	["service-discovery-missing", "unknown", "domain-not-looked-at", discovery(null)],

	["server-certificate-expiring", "pass", "server-certificate-lasts", ends(30 * day + 1)],
	["server-certificate-expiring", "fail", "server-certificate-ends-soon", ends(30 * day)],
	["server-certificate-expiring", "fail", "server-certificate-ends-soon", ends(day + 1)],
	["server-certificate-expiring", "fail", "server-certificate-ends-within-a-day", ends(day)],
	["server-certificate-expiring", "unknown", "server-certificate-past", ends(0)],
	["server-certificate-expiring", "fail", "server-certificate-ends-soon", presented({ notAfter: soundNow + 10 * day })],
	[
		"server-certificate-expiring",
		"fail",
		"server-certificate-ends-soon",
		presented({ notAfter: soundNow + day + 1, ofOwnAuthority: true }),
	],
	[
		"server-certificate-expiring",
		"fail",
		"server-certificate-ends-soon",
		{
			...seen({ state: "unreachable", notAfter: null, issuer: null, fault: "refused" }),
			serverCertificate: presented({ notAfter: soundNow + day + 1 }).serverCertificate,
		},
	],

	["server-certificate-untrusted", "pass", "server-certificate-trusted", seen({})],
	["server-certificate-untrusted", "fail", "server-certificate-shown-past", seen({ state: "expired", fault: "expired" })],
	["server-certificate-untrusted", "fail", "server-certificate-shown-too-early", seen({ state: "not-yet-valid", fault: "not-yet-valid" })],
	["server-certificate-untrusted", "fail", "server-certificate-shown-for-others", seen({ state: "wrong-name", fault: "wrong-name" })],
	[
		"server-certificate-untrusted",
		"fail",
		"server-certificate-chain-incomplete",
		seen({ state: "incomplete-chain", fault: "incomplete-chain" }),
	],
	["server-certificate-untrusted", "fail", "server-certificate-authority-unknown", seen({ state: "untrusted", fault: "untrusted" })],
	["server-certificate-untrusted", "unknown", "server-certificate-of-own-authority", seen({ state: "own-authority", fault: "untrusted" })],
	[
		"server-certificate-untrusted",
		"unknown",
		"server-certificate-in-dates",
		seen({ state: "unreachable", issuer: null, notAfter: null, fault: "timeout" }),
	],

	["server-clock-wrong", "pass", "network-clock-right", clock(-120_000)],
	["server-clock-wrong", "fail", "network-clock-behind", clock(120_001)],
	["server-clock-wrong", "fail", "network-clock-ahead", clock(-600_000)],
	["server-clock-wrong", "unknown", "network-time-unknown", clock(null)],
	// Set right after Apple refused: what Apple's clock said then is over.
	["server-clock-wrong", "pass", "network-clock-right", { ...refused("unauthorized", { skewMs: 600_000 }), clock: clock(0).clock }],
	["server-clock-wrong", "fail", "network-clock-behind", { clock: clock(600_000).clock }],

	["apple-hosts-unreachable", "pass", "apple-hosts-answer", hosts({ fault: null })],
	["apple-hosts-unreachable", "fail", "apple-hosts-away-for-long", hosts({ fault: null }, { address: "mdmenrollment.apple.com:443" })],
	["apple-hosts-unreachable", "unknown", "apple-hosts-away", hosts({ since: soundNow - hour + 1 })],
];
