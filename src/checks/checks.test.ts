import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts, RestrictionFact } from "../evidence/facts.ts";
import { refusalKinds } from "../protocol/ade/refusal.ts";
import { fill, languages, sentence, textsFor } from "../texts/texts.ts";
import {
	adeDevice,
	adeSignIn,
	assignment,
	type Case,
	healthCases,
	profile,
	refusal,
	refused,
	refusedProfile,
	token,
	waiting,
} from "./health-cases.ts";
import {
	checkOf,
	codes,
	doorTable,
	type EvidenceKind,
	type FixId,
	type HealthCode,
	healthCodes,
	healthTable,
	reportCodes,
	silenceRuleCodes,
	silenceTable,
} from "./index.ts";
import { isLikely } from "./likely.ts";
import { outsideCases } from "./outside-cases.ts";
import { reportCases } from "./report-cases.ts";
import { severities, severityOf } from "./severity.ts";
import { silenceCases, silent } from "./silence-cases.ts";
import { countedDevice, soundFacts, soundNow } from "./sound-facts.ts";
import { pushEnds, tenant, tenantCases } from "./tenant-cases.ts";
import { isEvidence } from "./written.ts";

const day = 24 * 3_600_000;
const sound = soundFacts() as Required<Facts>;
const certificate = sound.pushCertificate as NonNullable<Facts["pushCertificate"]>;
const account = sound.user.account as NonNullable<typeof sound.user.account>;

/** Called by their model. */
const nameless = [{}, { stale: true }, { lastSeenAt: null }].map((change, at) =>
	countedDevice(String(at), { name: "iPhone 13", ...change }),
);

const restricted = (change: Partial<RestrictionFact>) => ({ restriction: { ...sound.restriction, ...change } });
const device = (change: Partial<Required<Facts>["device"]>) => ({ device: { ...sound.device, ...change } });
const user = (change: Partial<Required<Facts>["user"]>) => ({ user: { ...sound.user, ...change } });
const signIn = (result: Required<Facts>["signIn"]["result"], retryAt: number | null = null) => ({
	signIn: { ...sound.signIn, result, failures: 3, retryAt },
});
const licences = (...assigned: (readonly [authority: "intune" | "sccm", state: "active" | "no-seat"])[]) => ({
	licences: {
		...sound.licences,
		assigned: assigned.map(([authority, state]) => ({
			plan: authority === "intune" ? "INTUNE_A" : "SCCM",
			name: authority,
			authority,
			state,
		})),
	},
});
const cap = (change: Partial<Required<Facts>["limit"]>) => ({ limit: { ...sound.limit, limit: 2, ...change } });
const existing = (change: Partial<NonNullable<Facts["existing"]>>): Partial<Facts> => ({
	existing: {
		deviceId: "d9",
		serial: "S9",
		userId: "u2",
		upn: "taro@example.jp",
		sameUser: false,
		state: "managed",
		lastSeenAt: soundNow,
		...change,
	},
});
const term = (change: Partial<Required<Facts>["terms"][number]>) => ({
	id: "t",
	title: { en: "T", ja: "規" },
	version: 2,
	acceptedVersion: 2,
	acceptedAt: 1,
	declined: false,
	...change,
});
const browser = (family: Required<Facts>["browser"]["family"], platform = "x") => ({ browser: { family, platform, safari: true } });
const machineInfo = (change: Partial<Required<Facts>["machineInfo"]>) => ({ machineInfo: { ...sound.machineInfo, ...change } });
const page = { device: undefined, existing: undefined } as const;

const challengeStates = ["valid", "reused", "expired", "used", "unknown", "missing"] as const;
const identityStates = [
	"trusted",
	"missing",
	"malformed",
	"signature-wrong",
	"not-ours",
	"expired",
	"revoked",
	"another-device",
	"takeover",
] as const;
const challenge = (state: (typeof challengeStates)[number]) => ({ challenge: { ...sound.challenge, state, usedAt: soundNow } });
const identity = (state: (typeof identityStates)[number]) => ({ identity: { ...sound.identity, state } });
const noChallenge = (state: string) => state === "unknown" || state === "missing";
const bound = (state: string) => state === "another-device" || state === "takeover";

const cases: readonly Case[] = [
	["in-maintenance", "pass", "not-in-maintenance", {}],
	["in-maintenance", "fail", "paused", { maintenance: { since: 1, until: null } }],
	["in-maintenance", "fail", "paused-until", { maintenance: { since: 1, until: soundNow + 1 } }],
	["in-maintenance", "pass", "pause-over", { maintenance: { since: 1, until: soundNow } }],
	["in-maintenance", "unknown", "not-known-yet", { maintenance: undefined }],

	["mdm-authority-not-set", "pass", "authority-set", {}],
	["mdm-authority-not-set", "fail", "authority-not-set", { authority: "unknown" }],
	["mdm-authority-not-set", "unknown", "not-known-yet", { authority: undefined }],

	["push-certificate-missing", "pass", "push-certificate-stored", {}],
	["push-certificate-missing", "fail", "push-certificate-none", { pushCertificate: null }],
	["push-certificate-missing", "unknown", "not-known-yet", { pushCertificate: undefined }],
	["push-certificate-expired", "pass", "push-certificate-in-dates", { pushCertificate: { ...certificate, notAfter: soundNow + 1 } }],
	["push-certificate-expired", "fail", "push-certificate-past", { pushCertificate: { ...certificate, notAfter: soundNow } }],
	["push-certificate-expired", "unknown", "push-certificate-none", { pushCertificate: null }],
	[
		"push-certificate-expired",
		"unknown",
		"push-certificate-dates-unreadable",
		{ pushCertificate: { ...certificate, notAfter: 0, faults: ["unparsable"] } },
	],
	["push-certificate-invalid", "pass", "push-certificate-sound", {}],
	[
		"push-certificate-invalid",
		"fail",
		"push-certificate-faults",
		{ pushCertificate: { ...certificate, faults: ["unparsable", "key-mismatch", "wrong-issuer", "wrong-topic"] } },
	],
	[
		"push-certificate-invalid",
		"fail",
		"push-certificate-refused",
		{ pushCertificate: { ...certificate, refusedByApple: { reason: "BadCertificate", since: 1 } } },
	],
	["push-certificate-invalid", "unknown", "push-certificate-none", { pushCertificate: null }],
	["push-topic-changed", "pass", "topic-same", {}],
	["push-topic-changed", "fail", "topic-other", { topic: { presented: "a", current: "b" } }],
	["push-topic-changed", "unknown", "push-certificate-none", { topic: { presented: "a", current: null } }],
	["push-topic-changed", "unknown", "not-known-yet", { topic: undefined }],

	["upn-suffix-not-verified", "pass", "suffix-verified", {}],
	["upn-suffix-not-verified", "fail", "suffix-not-verified", user({ suffixVerified: false })],
	["upn-suffix-not-verified", "fail", "suffix-not-verified", user({ suffixVerified: false, verifiedDomains: [], account: null })],
	["upn-suffix-not-verified", "unknown", "upn-without-suffix", user({ upn: "hanako", suffix: "", suffixVerified: false, account: null })],
	["user-not-found", "fail", "upn-without-suffix", user({ upn: "hanako", suffix: "", suffixVerified: false, account: null })],
	["user-not-found", "pass", "user-found", {}],
	["user-not-found", "fail", "user-none", user({ account: null })],
	["user-not-found", "fail", "user-none-but-similar", user({ account: null, nearMisses: ["hanakko@example.jp"] })],
	["user-not-found", "unknown", "suffix-decides", user({ account: null, suffixVerified: false })],
	["user-disabled", "pass", "account-enabled", {}],
	["user-disabled", "fail", "account-disabled", user({ account: { ...account, enabled: false } })],
	["user-disabled", "unknown", "no-account", user({ account: null })],

	["sign-in-failed", "pass", "sign-in-accepted", {}],
	["sign-in-failed", "fail", "sign-in-wrong-password", signIn("wrong-password")],
	["sign-in-failed", "fail", "sign-in-wrong-code", signIn("wrong-code")],
	["sign-in-failed", "fail", "sign-in-no-password", signIn("no-password")],
	["sign-in-failed", "fail", "sign-in-throttled", signIn("throttled", soundNow)],
	["sign-in-failed", "fail", "sign-in-throttled-for-now", signIn("throttled")],
	["sign-in-failed", "fail", "sign-in-session-expired", signIn("session-expired")],
	["sign-in-failed", "unknown", "not-known-yet", { signIn: undefined }],

	["user-not-licensed", "fail", "no-licence", licences()],
	["user-not-licensed", "fail", "no-licence-and-no-plan", { licences: { assigned: [], plans: [] } }],
	["user-not-licensed", "pass", "licences-held", licences(["sccm", "active"])],
	["licences-exhausted", "pass", "no-licence-waits", licences()],
	["licences-exhausted", "fail", "licence-without-seat", licences(["intune", "no-seat"])],
	["licences-exhausted", "fail", "licence-without-seat", licences(["sccm", "active"], ["intune", "no-seat"])],
	["licences-exhausted", "pass", "no-licence-waits", licences(["intune", "no-seat"], ["intune", "active"])],
	["licences-exhausted", "unknown", "licence-not-judged-without-authority", { authority: undefined }],
	["licence-type-invalid", "pass", "licence-fits", {}],
	["licence-type-invalid", "pass", "no-licence-to-judge", licences()],
	["licence-type-invalid", "fail", "licence-for-other-authority", licences(["sccm", "active"])],
	["licence-type-invalid", "fail", "licence-for-other-authority", licences(["sccm", "no-seat"])],
	["licence-type-invalid", "unknown", "licence-not-judged-without-authority", { authority: "unknown" }],

	["user-not-in-enrollment-group", "pass", "in-enrollment-group", {}],
	["user-not-in-enrollment-group", "pass", "no-enrollment-group", { enrollmentGroup: { required: null, member: false } }],
	["user-not-in-enrollment-group", "fail", "not-in-enrollment-group", { enrollmentGroup: { required: "G", member: false } }],

	["platform-blocked", "pass", "ios-allowed", restricted({ priority: 1, group: "G" })],
	["platform-blocked", "fail", "ios-blocked", restricted({ platformBlocked: true, priority: 2 })],
	["personal-device-blocked", "pass", "personal-allowed", {}],
	["personal-device-blocked", "fail", "device-personal-by-serial", restricted({ personalBlocked: true })],
	["personal-device-blocked", "fail", "device-personal", { ...restricted({ personalBlocked: true }), device: undefined }],
	[
		"personal-device-blocked",
		"pass",
		"device-corporate",
		{ ...restricted({ personalBlocked: true }), corporate: { by: "corporate-identifier" } },
	],
	["personal-device-blocked", "pass", "device-corporate", { ...restricted({ personalBlocked: true }), corporate: { by: "ade" } }],
	["personal-device-blocked", "fail", "no-device-can-be-corporate", { ...restricted({ personalBlocked: true }), corporate: undefined }],
	[
		"personal-device-blocked",
		"unknown",
		"personal-blocked-serial-decides",
		{ ...restricted({ personalBlocked: true }), corporate: undefined, corporateIdentifiers: 4 },
	],
	[
		"personal-device-blocked",
		"unknown",
		"not-known-yet",
		{ ...restricted({ personalBlocked: true }), corporate: undefined, corporateIdentifiers: undefined },
	],
	[
		"personal-device-blocked",
		"pass",
		"device-corporate",
		{ ...restricted({ personalBlocked: true }), corporate: undefined, ...user({ account: { ...account, enrollmentManager: true } }) },
	],

	["os-too-old", "pass", "no-os-minimum", { ...restricted({ osMinimum: null }), device: undefined }],
	["os-too-old", "pass", "os-at-least-minimum", restricted({ osMinimum: "18.4.0" })],
	["os-too-old", "fail", "os-below-minimum", restricted({ osMinimum: "18.10" })],
	["os-too-old", "unknown", "os-versions-not-comparable", device({ osVersion: "beta" })],
	["os-too-old", "unknown", "os-version-not-told", device({ osVersion: null })],
	["os-too-old", "unknown", "not-known-yet", { device: undefined }],
	["os-too-old", "pass", "os-range-not-for-macs", device({ product: "MacBookPro18,3", osVersion: "10.15", macAllowed: true })],
	["os-too-new", "pass", "no-os-maximum", restricted({ osMaximum: null })],
	["os-too-new", "pass", "os-at-most-maximum", restricted({ osMaximum: "18.4" })],
	["os-too-new", "fail", "os-above-maximum", restricted({ osMaximum: "18.3.9" })],
	["os-too-new", "unknown", "os-version-not-told", device({ osVersion: null })],
	["os-too-new", "unknown", "os-versions-not-comparable", device({ osVersion: "" })],
	["os-too-new", "pass", "os-range-not-for-macs", device({ product: "Mac16,1", osVersion: "99", macAllowed: true })],

	["device-type-not-supported", "pass", "product-and-system-supported", {}],
	["device-type-not-supported", "pass", "product-and-system-supported", device({ product: "iPod9,1", osVersion: "15.8" })],
	["device-type-not-supported", "fail", "system-without-web-enrollment", device({ product: "iPod7,1", osVersion: "12.5.7" })],
	["device-type-not-supported", "pass", "product-supported", device({ product: "iPad8,1", osVersion: null })],
	[
		"device-type-not-supported",
		"pass",
		"product-supported",
		{ ...device({ product: "iPad8,1", osVersion: "14.8" }), method: { ...sound.method, journey: "ade-sign-in" } },
	],
	["device-type-not-supported", "pass", "product-supported", { ...device({ osVersion: "14.8" }), method: undefined }],
	[
		"device-type-not-supported",
		"fail",
		"system-without-web-enrollment",
		{ ...device({ osVersion: "14.8" }), method: undefined, adeDevice: undefined },
	],
	["device-type-not-supported", "unknown", "product-not-told", device({ product: null })],
	["device-type-not-supported", "fail", "product-is-mac", device({ product: "iMac21,1" })],
	["device-type-not-supported", "pass", "mac-admitted", device({ product: "iMac21,1", macAllowed: true })],
	["device-type-not-supported", "fail", "product-not-supported", device({ product: "AppleTV14,1", macAllowed: true })],
	["device-type-not-supported", "pass", "browser-of-apple-device", { ...page, ...browser("ipad") }],
	["device-type-not-supported", "fail", "browser-of-android", { ...page, ...browser("other", "Android") }],
	["device-type-not-supported", "unknown", "browser-of-computer", { ...page, ...browser("other", "Windows") }],
	["device-type-not-supported", "unknown", "browser-of-computer", { ...page, ...browser("mac-or-ipad", "Macintosh") }],
	["device-type-not-supported", "unknown", "not-known-yet", { ...page, browser: undefined }],

	["device-cap-reached", "pass", "below-limit", cap({ limit: 3 })],
	["device-cap-reached", "fail", "limit-reached", cap({})],
	[
		"device-cap-reached",
		"fail",
		"limit-reached",
		cap({ limit: 1, counted: [countedDevice("a", { lastSeenAt: null }), countedDevice("b", { stale: true })] }),
	],
	["device-cap-reached", "fail", "limit-reached", cap({ limit: 3, counted: nameless })],
	["device-cap-reached", "pass", "limit-does-not-apply", cap({ applies: false })],
	["device-cap-reached", "pass", "at-limit-but-counted", { ...cap({}), ...existing({ deviceId: "d1", sameUser: true }) }],
	["device-cap-reached", "fail", "limit-reached", { ...cap({}), ...existing({ deviceId: "d1", sameUser: false }) }],
	["device-cap-reached", "fail", "limit-reached", { ...cap({}), ...existing({ deviceId: "d8", sameUser: true }) }],
	["device-cap-reached", "unknown", "at-limit-device-decides", { ...cap({}), existing: undefined }],
	["device-cap-reached", "unknown", "at-limit-device-decides", { ...cap({}), ...page }],
	["device-cap-reached", "fail", "limit-reached", { ...cap({}), ...page, ...browser("ipad") }],
	["device-cap-reached", "fail", "limit-reached", { ...cap({}), ...page, ...browser("mac-or-ipad") }],
	[
		"device-cap-reached",
		"unknown",
		"at-limit-device-decides",
		{ ...cap({ limit: 1, counted: [countedDevice("a", { product: "iPad8,1" })] }), ...page, ...browser("mac-or-ipad") },
	],
	[
		"device-cap-reached",
		"unknown",
		"at-limit-device-decides",
		{ ...cap({ limit: 1, counted: [countedDevice("a", { product: null })] }), ...page, ...browser("ipad") },
	],
	["device-cap-reached", "unknown", "at-limit-device-decides", { ...cap({}), ...page, ...browser("other") }],
	["device-cap-reached", "unknown", "at-limit-device-decides", { ...cap({}), ...page, browser: undefined }],
	["device-cap-reached", "unknown", "not-known-yet", { limit: undefined }],

	["enrolled-by-another-user", "pass", "device-new-here", {}],
	["enrolled-by-another-user", "pass", "device-of-same-user", existing({ sameUser: true })],
	["enrolled-by-another-user", "pass", "earlier-record-without-user", existing({ userId: null, upn: null })],
	["enrolled-by-another-user", "fail", "device-of-other-user", existing({ lastSeenAt: null, serial: null })],
	["enrolled-by-another-user", "fail", "device-of-other-user", existing({ state: "wipe-pending" })],
	["enrolled-by-another-user", "pass", "earlier-record-being-retired", existing({ state: "retire-pending" })],
	["enrolled-by-another-user", "fail", "device-of-removed-user", existing({ upn: null })],
	["enrolled-by-another-user", "unknown", "not-known-yet", { existing: undefined }],
	["device-blocked", "pass", "device-not-blocked", {}],
	["device-blocked", "fail", "device-on-block-list", { blocked: { reason: "lost", since: 1 } }],

	["terms-not-accepted", "pass", "no-terms", { terms: [] }],
	["terms-not-accepted", "pass", "terms-accepted", { terms: [term({})] }],
	[
		"terms-not-accepted",
		"fail",
		"terms-open",
		{ terms: [term({}), term({ acceptedVersion: 1 }), term({ acceptedVersion: null, acceptedAt: null }), term({ declined: true })] },
	],
	["terms-not-accepted", "fail", "terms-open-in-plain-form", { ...adeSignIn({ way: "legacy" }), terms: [term({ declined: true })] }],
	["method-not-allowed", "pass", "method-allowed", {}],
	["method-not-allowed", "fail", "method-closed", { method: { journey: "web", allowed: [], policy: "P" } }],
	["portal-app-outdated", "pass", "web-portal-used", {}],
	["portal-app-outdated", "pass", "portal-app-new-enough", { portalApp: { version: "5.2311.1", minimum: "5.2311.1" } }],
	["portal-app-outdated", "fail", "portal-app-old", { portalApp: { version: "5.999.9", minimum: "5.2311.1" } }],
	["portal-app-outdated", "unknown", "portal-app-version-unreadable", { portalApp: { version: "new", minimum: "5.2311.1" } }],

	["machine-info-not-genuine", "pass", "machine-info-genuine", {}],
	["machine-info-not-genuine", "pass", "machine-info-by-stand-in", machineInfo({ byStandIn: true })],
	["machine-info-not-genuine", "fail", "machine-info-missing", machineInfo({ state: "missing", serial: null, udid: null })],
	["machine-info-not-genuine", "fail", "machine-info-malformed", machineInfo({ state: "malformed", detail: "truncated" })],
	["machine-info-not-genuine", "fail", "machine-info-signature-wrong", machineInfo({ state: "signature-wrong", detail: "digest" })],
	["machine-info-not-genuine", "fail", "machine-info-not-apple", machineInfo({ state: "not-apple", detail: "root" })],
	["machine-info-not-genuine", "fail", "machine-info-another-serial", machineInfo({ state: "another-serial" })],
	["machine-info-not-genuine", "fail", "machine-info-replayed", machineInfo({ state: "replayed", detail: "enrolled-with-it" })],
	["machine-info-not-genuine", "fail", "machine-info-older", machineInfo({ state: "replayed", detail: "older-than-another" })],
	["ade-device-not-assigned", "pass", "ade-device-at-apple", {}],
	["ade-device-not-assigned", "fail", "ade-device-of-no-token", { adeDevice: null }],
	[
		"ade-device-not-assigned",
		"fail",
		"ade-device-of-no-token",
		{
			adeDevice: null,
			adeSyncs: [
				{ token: "Refused", lastSuccessAt: soundNow - 86_400_000, refusedSince: soundNow - 3_600_000 },
				{ token: "New", lastSuccessAt: null, refusedSince: null },
				{ token: "Well", lastSuccessAt: soundNow, refusedSince: null },
			],
		},
	],
	["ade-device-not-assigned", "pass", "ade-device-at-apple", adeDevice({ asked: { profile: "Staff", isItsOwn: true } })],
	["ade-device-not-assigned", "fail", "ade-device-of-another-profile", adeDevice({ asked: { profile: "Kiosk", isItsOwn: false } })],
	["ade-device-not-assigned", "fail", "ade-device-removed-at-apple", adeDevice({ state: "removed", removedAt: soundNow - 1 })],
	["sign-in-failed", "fail", "sign-in-provider-fault", { ...adeSignIn({ providerFault: "nonce" }), signIn: undefined }],
	["mfa-not-possible-here", "pass", "sign-in-on-web-page", {}],
	["mfa-not-possible-here", "pass", "no-sign-in-wanted", adeSignIn({ way: "none", secondFactor: null })],
	["mfa-not-possible-here", "pass", "no-second-factor", adeSignIn({ way: "legacy", secondFactor: false })],
	["mfa-not-possible-here", "unknown", "second-factor-not-known", adeSignIn({ way: "legacy", secondFactor: null })],
	["mfa-not-possible-here", "fail", "second-factor-in-plain-form", adeSignIn({ way: "legacy" })],
	["mfa-not-possible-here", "fail", "second-factor-holds-phone", adeSignIn({ way: "legacy", waitingSince: soundNow - 1 })],

	...challengeStates.flatMap((state): Case[] => [
		["challenge-unknown", noChallenge(state) ? "fail" : "pass", `challenge-${state}`, challenge(state)],
		["challenge-used", noChallenge(state) ? "unknown" : state === "used" ? "fail" : "pass", `challenge-${state}`, challenge(state)],
		["challenge-expired", noChallenge(state) ? "unknown" : state === "expired" ? "fail" : "pass", `challenge-${state}`, challenge(state)],
	]),
	...identityStates.flatMap((state): Case[] => [
		["identity-not-trusted", state === "trusted" || bound(state) ? "pass" : "fail", `identity-${state}`, identity(state)],
		["identity-of-another-device", bound(state) ? "fail" : state === "trusted" ? "pass" : "unknown", `identity-${state}`, identity(state)],
	]),

	["message-malformed", "pass", "message-read", {}],
	["message-malformed", "fail", "message-unreadable", { message: { codec: "der", fault: "truncated", offset: -1 } }],
	["message-malformed", "fail", "message-unreadable-at", { message: { codec: "der", fault: "truncated", offset: 0 } }],
];

const allCases = [...cases, ...healthCases, ...outsideCases, ...tenantCases, ...silenceCases, ...reportCases];

function judge(code: Case[0], facts: Case[3]) {
	const known = Object.fromEntries(Object.entries({ ...sound, ...facts }).filter(([, fact]) => fact !== undefined));
	const check = checkOf(code);
	assert.ok(check);
	return { check, finding: check.check(known as unknown as Facts) };
}

/** The placeholders of a text for which there is no value. */
const missing = (text: string, values: object) =>
	[...text.matchAll(/\{(\w+)\}/g)].flatMap(([, name = ""]) => (name in values ? [] : [name]));

for (const [code, outcome, kind, facts] of allCases) {
	test(`${code}: ${outcome}, ${kind}`, () => {
		const { check, finding } = judge(code, facts);
		assert.deepEqual([finding.check, finding.outcome, finding.saw.kind], [code, outcome, kind]);
		// What was written is what is read later: it must survive the store, and render in both languages.
		assert.deepEqual(JSON.parse(JSON.stringify(finding.saw)), finding.saw);
		for (const language of languages) assert.doesNotMatch(sentence(finding.saw, language, "Asia/Tokyo"), /[{}]|undefined|NaN|version\)/);
		for (const evidence of [finding.saw, ...Object.values(finding.saw).flat().filter(isEvidence)]) {
			assert.deepEqual(missing(textsFor("en").saw[evidence.kind as EvidenceKind], evidence), [], evidence.kind);
		}
		if (outcome !== "fail" && !isLikely(finding.saw)) return;
		const context = { upn: "hanako@example.jp", serial: "F2LXK1ABCD", deviceId: "d0" };
		const fixes = check.fixes(finding.saw, context);
		assert.ok(fixes.length > 0);
		for (const { id, values, command } of fixes) {
			assert.deepEqual(missing(textsFor("en").fixes[id], values), [], id);
			for (const language of languages) assert.doesNotMatch(fill(textsFor(language).fixes[id], values, language), /[{}]|not known|不明/);
			assert.ok(command === null || command.every((word) => word !== ""));
		}
	});
}

/** Only the phone knows: never proven from here. */
const likelyAtMost: ReadonlySet<string> = new Set([
	"apple-service-unreachable",
	"user-did-not-finish",
	"connection-not-established",
	"portal-unavailable",
	"invalid-profile",
	"push-network-blocked",
	"device-network-error",
]);

test("every rule has a case that passes, one that fails, and answers unknown when nothing is known", () => {
	for (const code of [...codes, ...healthCodes, ...silenceRuleCodes, ...reportCodes]) {
		const outcomes = new Set(allCases.filter(([of]) => of === code).map(([, outcome]) => outcome));
		assert.ok(outcomes.has("pass") && outcomes.has(likelyAtMost.has(code) ? "unknown" : "fail"), code);
		assert.equal(checkOf(code)?.check({ now: soundNow }).saw.kind, "not-known-yet");
	}
});

test("what rules write and offer is named: where one may write any word, a text that is missing would compile", () => {
	const mayBeAny: string extends EvidenceKind | FixId ? true : false = false;
	assert.equal(mayBeAny, false);
});

test("every text for evidence is written by some rule", () => {
	const kinds = new Set<string>(
		JSON.stringify(allCases.map(([code, , , facts]) => judge(code, facts).finding.saw)).match(/(?<="kind":")[a-z-]+/g),
	);
	assert.deepEqual(
		Object.keys(textsFor("en").saw).filter((kind) => !kinds.has(kind)),
		[],
	);
});

test("every text for a fix is named by some rule, and a rule names fixes for whatever an older version wrote", () => {
	const context = { upn: null, serial: null, deviceId: null };
	const named = allCases.flatMap(([code, , , facts]) => {
		const { check, finding } = judge(code, facts);
		return [...check.fixes(finding.saw, context), ...check.fixes({ kind: "gone" }, context)].map(({ id }) => id);
	});
	assert.deepEqual(
		Object.keys(textsFor("en").fixes).filter((id) => !named.some((other) => other === id)),
		[],
	);
});

/** The command lines that a finding's fixes name. */
function commands(code: Case[0], facts: Case[3], serial: string | null = null): readonly string[] {
	const { check, finding } = judge(code, facts);
	const fixes = check.fixes(finding.saw, { upn: "hanako@example.jp", serial, deviceId: null });
	return fixes.flatMap(({ command }) => (command === null ? [] : [command.join(" ")]));
}

test("a device that is called by its model is told by it once", () => {
	const { saw } = checkOf("device-cap-reached")?.check({ ...sound, ...cap({ limit: 3, counted: nameless }) }) ?? assert.fail();
	for (const language of languages) assert.equal(sentence(saw, language).match(/iPhone 13/g)?.length, 3, sentence(saw, language));
});

test("fixes name the command that mends, with what was seen", () => {
	assert.deepEqual(commands("user-not-licensed", licences()), ["licences assign hanako@example.jp --plan INTUNE_A"]);
	assert.deepEqual(commands("user-not-licensed", { ...licences(), authority: "sccm" }), ["licences assign hanako@example.jp --plan SCCM"]);
	assert.deepEqual(commands("user-not-licensed", { licences: { assigned: [], plans: [] } }), ["licences"]);
	const full = {
		licences: {
			...licences(["intune", "no-seat"]).licences,
			plans: [{ plan: "INTUNE_A", name: "I", authority: "intune" as const, seats: 3, consumed: 3 }],
		},
	};
	assert.deepEqual(commands("licences-exhausted", full), ["licences seats INTUNE_A 4", "licences"]);
	const personal = restricted({ personalBlocked: true });
	assert.deepEqual(commands("personal-device-blocked", { ...personal, corporate: undefined, corporateIdentifiers: 0 }), [
		"restrictions set All users --allow-personal",
		"corporate-identifiers add SERIAL",
	]);
	assert.deepEqual(
		commands("personal-device-blocked", { ...personal, device: undefined }),
		["restrictions set All users --allow-personal"],
		"no serial number helps a device that tells none",
	);
	const counted = [
		countedDevice("a", { lastSeenAt: 3 }),
		countedDevice("b", { lastSeenAt: 2, stale: true }),
		countedDevice("c", { lastSeenAt: 1, stale: true }),
	];
	assert.deepEqual(commands("device-cap-reached", cap({ counted })), [
		"devices retire c",
		"devices retire b",
		"restrictions limit All users 4",
	]);
	assert.deepEqual(
		commands("device-cap-reached", cap({ counted: [countedDevice("a", { lastSeenAt: 3 }), countedDevice("b", { lastSeenAt: 2 })] })),
		["restrictions limit All users 3", "devices retire b", "devices retire a"],
		"what is in use is taken away last",
	);
	assert.deepEqual(
		commands(
			"device-cap-reached",
			cap({ limit: 2, counted: Array.from({ length: 15 }, (_, at) => countedDevice(String(at), { stale: true })) }),
		),
		["devices retire 0", "devices retire 1", "devices retire 2"],
		"no limit admits a sixteenth",
	);
	const many = Array.from({ length: 15 }, (_, index) => countedDevice(String(index), { lastSeenAt: index + 1 }));
	assert.deepEqual(commands("device-cap-reached", cap({ limit: 15, counted: many })), [
		"devices retire 0",
		"devices retire 1",
		"devices retire 2",
	]);
	assert.deepEqual(commands("os-too-new", restricted({ osMaximum: "18.3" })), ["restrictions set All users --os-max 18.4"]);
	assert.deepEqual(commands("enrolled-by-another-user", existing({})), ["devices retire d9"]);
	assert.deepEqual(commands("upn-suffix-not-verified", user({ suffixVerified: false })), ["domains verify example.jp"]);
	assert.deepEqual(commands("ade-device-not-assigned", { adeDevice: null }), ["ade sync"]);
	assert.deepEqual(commands("ade-device-not-assigned", adeDevice({ removedAt: 1 })), ["ade sync Head office"]);
	assert.deepEqual(commands("mfa-not-possible-here", adeSignIn({ way: "legacy" })), [
		"ade profiles change Staff --token Head office --sign-in web",
	]);
});

test("what is wrong with the tenant names the command that mends it", () => {
	assert.deepEqual(commands("ade-token-expired", token({ expiresAt: 1 })), ["ade tokens renew Head office FILE.p7m"]);
	assert.deepEqual(commands("ade-token-invalid", refused("unauthorized")), [
		"ade tokens renew Head office FILE.p7m",
		"ade tokens key --for Head office",
	]);
	assert.deepEqual(commands("ade-sync-stale", token({ lastSuccessAt: 1 })), ["ade sync Head office"]);
	assert.deepEqual(commands("ade-no-default-profile", token({ defaultProfile: null })), [
		"ade profiles default Head office NAME",
		"ade profiles add NAME --token Head office --default",
	]);
	assert.deepEqual(commands("ade-support-phone-invalid", refusedProfile("support-phone-invalid")), [
		"ade profiles change Staff --token Head office --support-phone PHONE",
	]);
	assert.deepEqual(commands("ade-assignment-failed", assignment({ failed: 1 })), ["ade assign --failed --token Head office"]);
	assert.deepEqual(commands("ade-profile-older-than-token", profile({ definedAt: null })), [
		"ade profiles define Staff --token Head office",
	]);
	assert.deepEqual(commands("ade-profile-older-than-token", profile({ definedAt: null }), "F2LXG0PAG1"), ["ade doctor F2LXG0PAG1 --mend"]);
	assert.deepEqual(commands("ade-not-started", adeDevice(waiting)), ["ade doctor F2LXG0PAG1 --mend"]);
});

test("how serious: what a person must mend now, and what can wait", () => {
	const severity = (code: HealthCode, facts: Case[3]) => severityOf(judge(code, facts).finding.saw);
	assert.equal(severity("ade-sync-stale", token({ lastSuccessAt: soundNow - 2 * day })), "warning");
	assert.equal(severity("ade-sync-stale", token({ lastSuccessAt: soundNow - 3 * day })), "error");
	assert.equal(severity("ade-token-expiring", token({ expiresAt: soundNow + 2 * day })), "warning");
	assert.equal(severity("ade-token-expiring", token({ expiresAt: soundNow + 1 })), "error");
	const within = (days: number) => judge("ade-token-expiring", token({ expiresAt: soundNow + days * day })).finding.saw["within"];
	assert.deepEqual([30.1, 30, 10.1, 10, 1.1, 1].map(within), [undefined, 30, 30, 10, 10, 1]);
	const pushWithin = (days: number) => judge("push-certificate-expiring", pushEnds(soundNow + days * day)).finding.saw["within"];
	assert.deepEqual([30.1, 30, 10.1, 10, 1.1, 1].map(pushWithin), [undefined, 30, 30, 10, 10, 1]);
	assert.equal(severity("push-certificate-expiring", pushEnds(soundNow + 2 * day)), "warning");
	assert.equal(severity("push-certificate-expiring", pushEnds(soundNow + 1)), "error");
	assert.equal(severity("ca-certificate-expiring", tenant({ authorityNotAfter: soundNow + 31 * day })), "warning");
	assert.equal(severity("ca-certificate-expiring", tenant({ authorityNotAfter: soundNow + 30 * day })), "error");
	assert.deepEqual(
		[...severities, "grave", undefined].map((one) => severityOf({ kind: "", ...(one === undefined ? {} : { severity: one }) })),
		["information", "warning", "error", "error", "error"],
	);
	assert.equal(severity("ade-assignment-failed", assignment({ throttled: 1 })), "warning");
	assert.equal(severity("ade-assignment-failed", assignment({ failed: 1 })), "error");
	for (const [code, outcome, , facts] of [...healthCases, ...outsideCases, ...tenantCases])
		if (outcome === "fail") assert.ok("severity" in judge(code, facts).finding.saw, code);
});

test("every rule of the tenant is of use somewhere, and everything in order fails none", () => {
	const used = Object.values(healthTable).flatMap((rules) => rules.map(({ code }): string => code));
	for (const code of healthCodes) assert.ok(used.includes(code), code);
	for (const rules of Object.values(healthTable))
		for (const rule of rules) assert.equal(rule.check(soundFacts()).outcome, "pass", rule.code);
});

test("whatever Apple refuses of a token or a profile has its rule, and only one cause comes first", () => {
	const firstOf = (table: "ade-token" | "ade-profile", facts: Case[3]) => {
		const known = Object.fromEntries(Object.entries({ ...sound, ...facts }).filter(([, fact]) => fact !== undefined));
		return healthTable[table].map((rule) => rule.check(known as unknown as Facts)).find(({ outcome }) => outcome === "fail")?.check;
	};
	for (const kind of refusalKinds) assert.ok(firstOf("ade-token", refused(kind, { skewMs: 0 })) !== undefined, kind);
	const ofTheToken = /^(?:unauthorized|access-denied|terms-not-signed|too-many-requests|server-error|answer-unreadable|unreachable)$/;
	for (const kind of refusalKinds.filter((one) => !ofTheToken.test(one))) {
		assert.ok(firstOf("ade-profile", refusedProfile(kind)) !== undefined, kind);
	}
	assert.equal(firstOf("ade-token", refused("unauthorized")), "ade-token-invalid");
	assert.equal(firstOf("ade-token", refused("unauthorized", { skewMs: 600_000 })), "server-clock-wrong");
	const expired = token({ expiresAt: soundNow, lastSuccessAt: 1, refusal: { ...refusal("unauthorized"), during: "sync" } });
	assert.equal(firstOf("ade-token", expired), "ade-token-expired");
});

test("each silence is proven by its own rule, which stands first, and every rule about silence is of use", () => {
	for (const [code, rules] of Object.entries(silenceTable)) assert.equal(rules[0].code, code);
	const used = Object.values(silenceTable).flatMap((rules) => rules.map((rule): string => rule.code));
	for (const code of silenceRuleCodes) assert.ok(used.includes(code), code);
	for (const rules of Object.values(silenceTable))
		for (const rule of rules) assert.equal(rule.check(soundFacts()).outcome, "pass", rule.code);
	const commandsOf = (code: Case[0]) => commands(code, silent("connection"));
	assert.deepEqual(commandsOf("never-checked-in"), ["devices sync DEVICE"]);
});

test("a person who has signed in is judged by every rule of the first page, and a download by every rule before it", () => {
	const rulesOf = (step: keyof typeof doorTable) => new Set<string>(doorTable[step].map(({ code }) => code));
	for (const code of rulesOf("open")) assert.ok(rulesOf("user").has(code), code);
	for (const code of rulesOf("user")) assert.ok(rulesOf("download").has(code), code);
});

test("a phone in Setup Assistant gets its profile only after every rule before it, and no rule about personal devices", () => {
	const rulesOf = (step: keyof typeof doorTable) => new Set<string>(doorTable[step].map(({ code }) => code));
	for (const step of ["ade-open", "ade-user", "ade-terms"] as const) {
		for (const code of rulesOf(step)) assert.ok(rulesOf("ade-profile").has(code), `${step} ${code}`);
	}
	for (const step of ["ade-open", "ade-user", "ade-profile", "ade-authenticate"] as const) {
		assert.ok(!rulesOf(step).has("personal-device-blocked") && !rulesOf(step).has("enrolled-by-another-user"), step);
	}
	assert.deepEqual(doorTable["ade-sign-in"], doorTable["sign-in"]);
});
