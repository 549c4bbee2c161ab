import type { Facts, ReportFact } from "../evidence/facts.ts";
import type { Case } from "./health-cases.ts";
import { silent } from "./silence-cases.ts";
import { soundFacts, soundNow } from "./sound-facts.ts";

const sound = soundFacts() as Required<Facts>;
const adeDevice = sound.adeDevice as NonNullable<Facts["adeDevice"]>;
const progress = adeDevice.progress as NonNullable<typeof adeDevice.progress>;
const discoveryFact = sound.domain.discovery as NonNullable<Required<Facts>["domain"]["discovery"]>;

const report = (matched: readonly string[], errors: ReportFact["errors"] = []) => ({
	report: { matched, errors, from: "person" as const },
});
const discovery = (change: Partial<typeof discoveryFact>) => ({ domain: { ...sound.domain, discovery: { ...discoveryFact, ...change } } });
const existing: Partial<Facts> = {
	existing: { deviceId: "d9", serial: "F2LXK1ABCD", userId: "u1", upn: null, sameUser: true, state: "managed", lastSeenAt: soundNow },
};
const unseen = { silence: undefined } as const;
const otherManagement = report(["managed-elsewhere"], [{ domain: "MCMDMErrorDomain", code: 12001 }]);

/** Rules that somebody's report of a message brings in, and what a report changes for others. */
export const reportCases: readonly Case[] = [
	["connection-not-established", "pass", "message-not-reported", {}],
	["connection-not-established", "unknown", "message-of-several-causes", report(["connection-not-established"])],
	["portal-unavailable", "pass", "message-not-reported", {}],
	["portal-unavailable", "unknown", "message-of-several-causes", report(["portal-unavailable"])],

	["invalid-profile", "pass", "message-not-reported", {}],
	["invalid-profile", "unknown", "phone-not-told-apart", { ...report(["invalid-profile"]), adeDevice: null }],
	["invalid-profile", "unknown", "profile-perhaps-changed-on-way-here-alone", report(["invalid-profile"])],
	[
		"invalid-profile",
		"unknown",
		"profile-perhaps-changed-on-way",
		{ ...report(["invalid-profile"]), adeDevice: { ...adeDevice, progress: { ...progress, othersCame: 0, lastContactAt: null } } },
	],

	["ade-device-not-assigned", "unknown", "ade-device-of-no-token", { ...report(["invalid-profile"]), adeDevice: null }],
	["ade-device-not-assigned", "fail", "ade-device-of-no-token", { ...report(["ade-device-not-assigned"]), adeDevice: null }],

	["account-not-supported", "pass", "discovery-leads-here", {}],
	["account-not-supported", "fail", "discovery-leads-elsewhere", discovery({ state: "foreign", leadsTo: "https://other.example" })],
	["account-not-supported", "fail", "discovery-answers-nothing", discovery({ state: "missing", status: 404 })],
	["account-not-supported", "fail", "discovery-of-wrong-type", discovery({ state: "wrong-type", contentType: "text/html" })],
	["account-not-supported", "fail", "discovery-unreadable", discovery({ state: "not-json" })],
	["account-not-supported", "fail", "discovery-without-servers", discovery({ state: "no-servers" })],
	["account-not-supported", "fail", "discovery-untrusted", discovery({ state: "untrusted", fault: "expired" })],
	["account-not-supported", "unknown", "discovery-not-reached", discovery({ state: "unreachable", fault: "timeout" })],

	["payload-mismatch", "fail", "phone-names-old-payload", { ...report(["payload-mismatch"]), ...unseen }],
	["payload-mismatch", "fail", "phone-names-old-payload-of-ours", { ...report(["payload-mismatch"]), ...existing }],
	["payload-mismatch", "pass", "no-earlier-management", { ...report(["payload-mismatch", "connection-not-established"]), ...unseen }],
	["payload-mismatch", "pass", "no-earlier-management", { ...otherManagement, ...unseen }],
	["payload-mismatch", "unknown", "phone-not-told-apart", { ...otherManagement, ...unseen, existing: undefined }],

	["managed-elsewhere", "fail", "phone-names-other-management", { ...otherManagement, ...unseen }],
	["managed-elsewhere", "unknown", "phone-names-management-perhaps-ours", { ...otherManagement, ...existing }],
	[
		"managed-elsewhere",
		"fail",
		"device-left-server",
		{ ...report(["connection-not-established"]), adeDevice: { ...adeDevice, removedAt: soundNow - 1 } },
	],
	["managed-elsewhere", "unknown", "perhaps-managed-elsewhere", { ...report(["connection-not-established"]), ...unseen }],
	["managed-elsewhere", "pass", "erased-or-enrolled", { ...report(["connection-not-established"]), ...silent("setup-page") }],

	["server-certificate-untrusted", "unknown", "server-certificate-refused-by-phone", report(["server-certificate-untrusted"])],
	["device-network-error", "unknown", "network-perhaps", { ...report(["device-network-error"]), ...unseen }],
	[
		"apple-service-unreachable",
		"unknown",
		"phone-names-apple-unreached",
		{ ...report(["apple-service-unreachable"]), adeDevice: undefined },
	],
	["apple-service-unreachable", "unknown", "phone-names-apple-unreached", { ...report(["apple-service-unreachable"]), adeDevice: null }],
	["portal-app-outdated", "unknown", "portal-app-perhaps-old", report(["portal-unavailable"])],
	["portal-app-outdated", "unknown", "portal-app-perhaps-old", { ...report(["portal-unavailable"]), portalApp: undefined }],
];
