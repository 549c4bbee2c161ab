import type { AdeDeviceFact, AdeProgressFact, AppleRefusalFact } from "../evidence/ade-fact.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Code, EvidenceKind, HealthCode, ReportCheck, SilenceCheck } from "./index.ts";
import { soundFacts, soundNow } from "./sound-facts.ts";

/** For tests: one turn of the sound facts, what the rule must answer to it, and by which evidence. A fact that is undefined is not known. */
export type Case = readonly [
	code: Code | HealthCode | SilenceCheck["code"] | ReportCheck["code"],
	outcome: "pass" | "fail" | "unknown",
	kind: EvidenceKind,
	facts: { [K in keyof Facts]?: Facts[K] | undefined },
];

const day = 24 * 3_600_000;
const sound = soundFacts() as Required<Facts>;

const { progress: soundProgress, asked: _asked, ...soundDevice } = sound.adeDevice as Required<AdeDeviceFact>;

/** What is changed of the device, and of how far it came. */
export function adeDevice(change: Partial<Omit<AdeDeviceFact, "progress"> & AdeProgressFact>): Partial<Facts> {
	const ofProgress = Object.entries(change).filter(([name]) => name in soundProgress);
	const ofDevice = Object.entries(change).filter(([name]) => !(name in soundProgress));
	const progress = { ...soundProgress, ...Object.fromEntries(ofProgress) };
	return { adeDevice: { ...soundDevice, ...Object.fromEntries(ofDevice), progress } };
}
/** As at the door, where nobody looks how far it came. */
const atDoor: Partial<Facts> = { adeDevice: soundDevice };
export const adeSignIn = (change: Partial<Required<Facts>["adeSignIn"]>) => ({ adeSignIn: { ...sound.adeSignIn, ...change } });
export const token = (change: Partial<Required<Facts>["adeToken"]>) => ({ adeToken: { ...sound.adeToken, ...change }, ...ofTokenAlone });
const ofTokenAlone = { adeProfile: undefined, adeDevice: undefined } as const;
export const refusal = (kind: string, change: Partial<AppleRefusalFact> = {}) => ({
	kind,
	status: 400,
	said: kind.toUpperCase(),
	since: soundNow - 7_200_000,
	at: soundNow - 60_000,
	skewMs: 1000,
	...change,
});
export const refused = (kind: string, change: Partial<AppleRefusalFact> = {}) =>
	token({ refusal: { ...refusal(kind, change), during: "sync" } });
export const profile = (change: Partial<Required<Facts>["adeProfile"]>) => ({ adeProfile: { ...sound.adeProfile, ...change } });
export const refusedProfile = (kind: string) => profile({ refusal: refusal(kind) });
export const assignment = (change: Partial<Required<Facts>["adeToken"]["assignment"]>) =>
	token({ assignment: { ...sound.adeToken.assignment, examples: ["F2LXG0PAG1"], ...change } });
/** Its profile waits at Apple, and nothing came of it so far. */
export const waiting = {
	state: "assigned",
	profilePushedAt: null,
	contactedAt: null,
	lastContactAt: null,
	enrolledAt: null,
	attempt: null,
} as const;
const fetched = { ...waiting, state: "pushed", profileAssignedAt: soundNow - day, profilePushedAt: soundNow - 3_600_000 } as const;

export const healthCases: readonly Case[] = [
	["server-clock-wrong", "pass", "apple-accepts-clock", {}],
	["server-clock-wrong", "pass", "clock-right", refused("unauthorized", { skewMs: -119_000 })],
	["server-clock-wrong", "fail", "clock-behind", refused("unauthorized", { skewMs: 600_000 })],
	["server-clock-wrong", "fail", "clock-ahead", refused("server-error", { skewMs: -121_000 })],
	["server-clock-wrong", "unknown", "apple-told-no-time", { ...refused("unreachable", { status: null, skewMs: null }), clock: undefined }],

	["ade-token-expired", "pass", "token-in-dates", token({ expiresAt: soundNow + 1 })],
	["ade-token-expired", "fail", "token-past", token({ expiresAt: soundNow })],
	["ade-token-expiring", "pass", "token-in-dates", token({ expiresAt: soundNow + 30 * day + 1 })],
	["ade-token-expiring", "fail", "token-ends-soon", token({ expiresAt: soundNow + 30 * day })],
	["ade-token-expiring", "fail", "token-ends-soon", token({ expiresAt: soundNow + day + 1 })],
	["ade-token-expiring", "fail", "token-ends-within-a-day", token({ expiresAt: soundNow + day })],
	["ade-token-expiring", "unknown", "token-past", token({ expiresAt: soundNow })],

	["ade-token-invalid", "pass", "apple-answers", {}],
	["ade-token-invalid", "pass", "apple-refuses-otherwise", refused("terms-not-signed")],
	["ade-token-invalid", "fail", "token-refused", refused("unauthorized", { status: 401, said: "token_rejected" })],
	["ade-token-invalid", "fail", "token-refused-clock-unchecked", refused("unauthorized", { skewMs: null })],
	["ade-token-invalid", "unknown", "token-refused-clock-off", refused("unauthorized", { skewMs: 600_000 })],
	["ade-token-invalid", "unknown", "token-past", token({ expiresAt: soundNow, refusal: { ...refusal("unauthorized"), during: "sync" } })],
	["ade-token-invalid", "unknown", "apple-refuses-earlier", refused("unreachable", { status: null, said: "", skewMs: null })],
	["ade-token-invalid", "unknown", "apple-not-asked-yet", token({ lastSuccessAt: null })],

	["ade-access-denied", "pass", "apple-answers", {}],
	["ade-access-denied", "fail", "access-denied", refused("access-denied", { status: 403 })],
	["ade-access-denied", "unknown", "apple-refuses-earlier", refused("unauthorized")],
	["ade-terms-not-accepted", "pass", "apple-refuses-otherwise", refused("cursor-invalid")],
	["ade-terms-not-accepted", "fail", "apple-terms-not-accepted", refused("terms-not-signed", { status: 403 })],
	["ade-terms-not-accepted", "unknown", "apple-refuses-earlier", refused("access-denied")],

	["ade-server-error", "pass", "apple-refuses-otherwise", refused("unauthorized")],
	["ade-server-error", "fail", "apple-server-error", refused("server-error", { status: 500, said: "" })],
	["ade-server-error", "fail", "apple-answer-unreadable", refused("answer-unreadable", { status: 200 })],
	["ade-server-error", "fail", "apple-asks-to-wait", refused("too-many-requests", { status: 429 })],
	["ade-server-error", "fail", "apple-unreachable", refused("unreachable", { status: null, skewMs: null })],
	["apple-hosts-unreachable", "pass", "apple-refuses-otherwise", refused("server-error")],
	["apple-hosts-unreachable", "unknown", "apple-unreachable", refused("unreachable", { since: soundNow - 3_599_999 })],
	["apple-hosts-unreachable", "fail", "apple-unreachable-for-long", refused("unreachable", { since: soundNow - 3_600_000 })],

	["ade-request-refused", "pass", "apple-answers", {}],
	["ade-request-refused", "pass", "apple-refuses-otherwise", refused("cursor-expired")],
	["ade-request-refused", "fail", "apple-refused-request", refused("request-malformed")],
	["ade-request-refused", "fail", "apple-refused-request", refused("something-of-tomorrow")],
	["ade-cursor-invalid", "pass", "apple-answers", {}],
	["ade-cursor-invalid", "fail", "ade-cursor-invalid", refused("cursor-invalid")],
	["ade-cursor-invalid", "fail", "ade-cursor-invalid", refused("cursor-exhausted")],
	["ade-cursor-expired", "pass", "apple-refuses-otherwise", refused("cursor-invalid")],
	["ade-cursor-expired", "fail", "ade-cursor-expired", refused("cursor-expired")],
	["ade-cursor-required", "pass", "apple-answers", {}],
	["ade-cursor-required", "fail", "ade-cursor-required", refused("cursor-required")],
	["ade-cursor-required", "unknown", "apple-refuses-earlier", refused("server-error")],

	["ade-profile-not-found", "pass", "apple-took-profile", {}],
	["ade-profile-not-found", "fail", "ade-profile-not-found", refusedProfile("profile-not-found")],
	["ade-profile-not-found", "fail", "ade-profile-not-found", refused("profile-not-found")],
	["ade-profile-not-found", "unknown", "apple-not-asked-yet", profile({ definedAt: null })],
	["ade-profile-not-found", "unknown", "apple-refuses-earlier", refusedProfile("unreachable")],
	["ade-profile-name-invalid", "pass", "apple-refuses-otherwise", refusedProfile("department-invalid")],
	["ade-profile-name-invalid", "fail", "apple-refused-name", refusedProfile("profile-name-invalid")],
	["ade-support-phone-invalid", "pass", "apple-took-profile", {}],
	["ade-support-phone-invalid", "fail", "apple-refused-phone", refusedProfile("support-phone-invalid")],
	["ade-department-invalid", "pass", "apple-took-profile", {}],
	["ade-department-invalid", "fail", "apple-refused-department", refusedProfile("department-invalid")],
	["ade-profile-refused", "pass", "apple-took-profile", {}],
	["ade-profile-refused", "pass", "apple-refuses-otherwise", refused("request-malformed")],
	["ade-profile-refused", "fail", "apple-refused-mail", refusedProfile("support-email-invalid")],
	["ade-profile-refused", "fail", "apple-refused-address", refusedProfile("url-invalid")],
	["ade-profile-refused", "fail", "apple-refused-flags", refused("flags-invalid")],
	["ade-profile-refused", "fail", "apple-refused-profile", refusedProfile("not-understood")],

	["ade-profile-older-than-token", "pass", "profile-defined", profile({ definedAt: sound.adeProfile.changedAt })],
	["ade-profile-older-than-token", "pass", "profile-wanted-by-none", profile({ definedAt: null, devices: 0 })],
	["ade-profile-older-than-token", "fail", "profile-never-defined", profile({ definedAt: null })],
	["ade-profile-older-than-token", "fail", "profile-before-token", profile({ definedAt: sound.adeProfile.tokenUploadedAt - 1 })],
	["ade-profile-older-than-token", "fail", "profile-changed-since-defined", profile({ changedAt: soundNow })],

	["ade-no-default-profile", "pass", "profile-for-device", {}],
	["ade-no-default-profile", "fail", "no-profile-for-device", adeDevice({ profile: null })],
	["ade-no-default-profile", "pass", "default-profile", ofTokenAlone],
	["ade-no-default-profile", "fail", "no-default-profile", token({ defaultProfile: null })],

	["ade-assignment-failed", "pass", "assignments-done", ofTokenAlone],
	["ade-assignment-failed", "fail", "assignments-failed", assignment({ failed: 2, throttled: 1, throttledUntil: soundNow + 1 })],
	["ade-assignment-failed", "fail", "assignments-failed", assignment({ notAccessible: 1, examples: [] })],
	["ade-assignment-failed", "fail", "assignments-throttled", assignment({ throttled: 1, throttledUntil: soundNow + 1 })],
	["ade-assignment-failed", "pass", "assignment-not-failed", {}],
	["ade-assignment-failed", "fail", "assignment-failed", adeDevice({ state: "failed", tries: 3 })],
	["ade-assignment-failed", "fail", "assignment-not-accessible", adeDevice({ state: "not-accessible" })],
	["ade-assignment-failed", "fail", "assignment-throttled", adeDevice({ state: "throttled", throttledUntil: soundNow + 1 })],

	["ade-sync-stale", "pass", "sync-recent", token({ lastSuccessAt: soundNow - day })],
	["ade-sync-stale", "fail", "sync-over-a-day-old", token({ lastSuccessAt: soundNow - day - 1 })],
	["ade-sync-stale", "fail", "sync-days-old", token({ lastSuccessAt: soundNow - 3 * day })],
	["ade-sync-stale", "pass", "not-synced-so-far", token({ lastSuccessAt: null, uploadedAt: soundNow })],
	["ade-sync-stale", "fail", "never-synced", token({ lastSuccessAt: null, uploadedAt: soundNow - 2 * day })],
	["ade-sync-stale", "fail", "never-synced-for-days", token({ lastSuccessAt: null, uploadedAt: soundNow - 4 * day })],

	["ade-not-started", "pass", "device-enrolled-by-ade", {}],
	["ade-not-started", "pass", "device-came", adeDevice({ enrolledAt: null })],
	["ade-not-started", "pass", "profile-fetched-at-apple", adeDevice(fetched)],
	["ade-not-started", "fail", "profile-not-fetched-yet", adeDevice(waiting)],
	["ade-not-started", "fail", "no-profile-at-apple", adeDevice({ ...waiting, state: "not-assigned", profileAssignedAt: null })],
	["ade-not-started", "fail", "set-up-without-profile", adeDevice({ ...waiting, enrolledAt: soundNow - 9 * day })],
	["ade-not-started", "fail", "earlier-profile-fetched", adeDevice({ ...fetched, profilePushedAt: soundNow - 2 * day })],
	["ade-not-started", "fail", "no-profile-at-apple", adeDevice({ ...fetched, state: "not-assigned" })],
	["ade-not-started", "fail", "profile-never-assigned", adeDevice({ ...fetched, state: "not-assigned", triedAt: null })],
	["ade-not-started", "fail", "other-profile-at-apple", adeDevice({ ...waiting, asWanted: false })],
	["ade-not-started", "unknown", "device-of-no-token", { adeDevice: null }],
	["ade-not-started", "unknown", "device-of-no-token", adeDevice({ ...waiting, state: "not-assigned", removedAt: soundNow - 1 })],
	["ade-not-started", "unknown", "not-known-yet", atDoor],
	["ade-stopped-at-apple", "unknown", "not-known-yet", atDoor],
	["apple-service-unreachable", "unknown", "not-known-yet", atDoor],
	["ade-assignment-failed", "unknown", "not-known-yet", atDoor],

	["ade-stopped-at-apple", "pass", "device-enrolled-by-ade", {}],
	["ade-stopped-at-apple", "pass", "device-came", adeDevice({ enrolledAt: null })],
	["ade-stopped-at-apple", "fail", "stopped-but-others-came", adeDevice(fetched)],
	["ade-stopped-at-apple", "fail", "stopped-and-nobody-came", adeDevice({ ...fetched, othersCame: 0 })],
	// It enrolled last year; today it was erased, and fetched its profile again.
	[
		"ade-stopped-at-apple",
		"fail",
		"stopped-but-others-came",
		adeDevice({ ...fetched, contactedAt: 1, lastContactAt: soundNow - 99 * day }),
	],
	["ade-stopped-at-apple", "unknown", "profile-fetched-at-apple", adeDevice({ ...fetched, profilePushedAt: soundNow - 60_000 })],
	["ade-stopped-at-apple", "unknown", "profile-not-fetched-now", adeDevice(waiting)],

	["ade-stuck-at-sign-in", "pass", "nobody-waits-at-sign-in", {}],
	["ade-stuck-at-sign-in", "pass", "no-sign-in-wanted", adeSignIn({ way: "none" })],
	["ade-stuck-at-sign-in", "fail", "waits-long-at-sign-in", adeSignIn({ waitingSince: soundNow - 600_000 })],
	["ade-stuck-at-sign-in", "unknown", "waits-at-sign-in", adeSignIn({ waitingSince: soundNow - 599_999 })],
	["ade-stuck-at-sign-in", "fail", "provider-answer-not-taken", adeSignIn({ providerFault: "nonce" })],

	["apple-service-unreachable", "pass", "device-came", {}],
	["apple-service-unreachable", "unknown", "phone-perhaps-cut-off-alone", adeDevice(waiting)],
	["apple-service-unreachable", "unknown", "phone-perhaps-cut-off", adeDevice({ ...fetched, othersCame: 0 })],
	["apple-service-unreachable", "unknown", "phone-has-nothing-to-fetch", adeDevice({ ...waiting, profileAssignedAt: null })],
];
