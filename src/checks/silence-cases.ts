import type { Facts } from "../evidence/facts.ts";
import type { Case } from "./health-cases.ts";
import { soundFacts, soundNow } from "./sound-facts.ts";

const sound = soundFacts() as Required<Facts>;
const contactFact = sound.contact as NonNullable<Facts["contact"]>;
const hour = 3_600_000;

export const silent = (awaits: Required<Facts>["silence"]["awaits"], change: Partial<Required<Facts>["silence"]> = {}) => ({
	silence: { ...sound.silence, awaits, ...change },
});
const contact = (change: Partial<NonNullable<Facts["contact"]>>) => ({ contact: { ...contactFact, ...change } });
const serverCertificate = (change: Partial<Required<Facts>["serverCertificate"]>) => ({
	serverCertificate: { ...sound.serverCertificate, ...change },
});
const unseen = { seenAt: contactFact.managedAt, pushedAt: null } as const;

export const silenceCases: readonly Case[] = [
	["page-left", "pass", "not-awaited-there", {}],
	["page-left", "fail", "page-left", silent("page")],
	["page-left", "fail", "setup-page-left", silent("setup-page")],

	["profile-not-installed", "pass", "not-awaited-there", silent("page")],
	["profile-not-installed", "fail", "profile-lies-uninstalled", silent("installation")],
	["profile-not-installed", "fail", "setup-took-no-profile", silent("setup-installation")],

	["identity-not-obtained", "pass", "not-awaited-there", silent("installation")],
	["identity-not-obtained", "fail", "no-identity-asked-for", silent("identity")],

	["payload-failed", "pass", "not-awaited-there", silent("identity")],
	["payload-failed", "fail", "never-introduced", silent("push-token", { authenticated: false })],
	["payload-failed", "fail", "introduced-and-not-managed", silent("push-token")],

	["never-checked-in", "pass", "not-awaited-there", silent("configuration")],
	["never-checked-in", "pass", "not-awaited-there", { ...silent("connection"), contact: null }],
	["never-checked-in", "fail", "pushed-and-nobody-came", { ...silent("connection"), ...contact({ seenAt: contactFact.managedAt }) }],
	["never-checked-in", "fail", "managed-and-no-push-taken", { ...silent("connection"), ...contact(unseen) }],
	["never-checked-in", "fail", "managed-token-void", { ...silent("connection"), ...contact({ ...unseen, tokenVoidAt: soundNow }) }],
	["never-checked-in", "fail", "came-and-answered-nothing", silent("connection")],

	["stuck-at-configuration", "pass", "not-awaited-there", silent("connection")],
	["stuck-at-configuration", "fail", "release-not-answered", { ...silent("configuration"), ...contact({ release: "sent" }) }],
	["stuck-at-configuration", "fail", "release-refused", { ...silent("configuration"), ...contact({ release: "failed" }) }],
	["stuck-at-configuration", "fail", "release-not-sent", { ...silent("configuration"), ...contact({ release: null }) }],
	["stuck-at-configuration", "fail", "held-and-silent", { ...silent("configuration"), ...contact({ ...unseen, release: "waiting" }) }],

	["device-went-silent", "pass", "not-awaited-there", silent("contact")],
	["device-went-silent", "fail", "silent-after-push", { ...silent("answer"), ...contact({ pushedAt: soundNow - hour }) }],
	["device-went-silent", "fail", "silent-and-no-push-taken", { ...silent("answer"), ...contact({ pushedAt: null }) }],

	["management-gone", "pass", "not-awaited-there", { ...silent("answer"), contact: null }],
	["management-gone", "fail", "token-void-so-management-gone", { ...silent("answer"), ...contact({ tokenVoidAt: soundNow }) }],
	["management-gone", "unknown", "perhaps-switched-off-or-erased", silent("answer")],

	["user-did-not-finish", "pass", "installs-by-itself", silent("setup-installation")],
	["user-did-not-finish", "unknown", "user-perhaps-did-not-finish", silent("installation")],

	["payload-mismatch", "pass", "erased-or-enrolled", silent("setup-installation")],
	["payload-mismatch", "pass", "no-earlier-management", silent("installation")],
	[
		"payload-mismatch",
		"unknown",
		"earlier-management-stands",
		{
			...silent("installation"),
			existing: { deviceId: "d9", serial: "F2LXK1ABCD", userId: "u1", upn: null, sameUser: true, state: "managed", lastSeenAt: soundNow },
		},
	],
	["payload-mismatch", "unknown", "perhaps-one-of-users-devices", { ...silent("installation"), existing: undefined }],
	["payload-mismatch", "unknown", "phone-not-told-apart", { ...silent("installation", { ownDevices: 0 }), existing: undefined }],
	["payload-mismatch", "unknown", "phone-not-told-apart", { ...silent("installation", { ownDevices: null }), existing: undefined }],

	["managed-elsewhere", "pass", "erased-or-enrolled", silent("setup-page")],
	["managed-elsewhere", "unknown", "perhaps-managed-elsewhere", silent("installation")],

	["server-certificate-untrusted", "pass", "others-came-through", silent("installation")],
	[
		"server-certificate-untrusted",
		"fail",
		"server-certificate-past",
		{ ...silent("installation"), ...serverCertificate({ notAfter: soundNow }) },
	],
	[
		"server-certificate-untrusted",
		"fail",
		"server-certificate-for-others",
		{ ...silent("installation"), ...serverCertificate({ isForName: false }) },
	],
	[
		"server-certificate-untrusted",
		"unknown",
		"server-certificate-of-own-authority",
		{ ...silent("installation", { others: 0 }), ...serverCertificate({ ofOwnAuthority: true }), serverSeen: undefined },
	],
	[
		"server-certificate-untrusted",
		"unknown",
		"server-certificate-in-dates",
		{ ...silent("installation", { others: 0 }), serverSeen: undefined },
	],

	["ca-certificate-not-accepted", "pass", "others-came-through", silent("identity")],
	[
		"ca-certificate-not-accepted",
		"fail",
		"ca-certificate-past",
		{ ...silent("identity"), ...serverCertificate({ authorityNotAfter: soundNow }) },
	],
	["ca-certificate-not-accepted", "unknown", "ca-certificate-perhaps-refused", silent("identity", { others: 0 })],
	["ca-certificate-not-accepted", "unknown", "ca-certificate-in-dates", silent("installation", { others: 0 })],

	["push-network-blocked", "pass", "came-after-push", silent("configuration")],
	["push-network-blocked", "unknown", "push-token-perhaps-blocked", { ...silent("push-token"), contact: null }],
	["push-network-blocked", "unknown", "no-push-due-yet", { ...silent("push-token", { authenticated: false }), contact: null }],
	[
		"push-network-blocked",
		"unknown",
		"push-perhaps-blocked",
		{ ...silent("connection"), ...contact({ seenAt: contactFact.managedAt, pushedAt: soundNow - hour }) },
	],
	["push-network-blocked", "unknown", "push-perhaps-blocked", { ...silent("answer"), ...contact({ pushedAt: soundNow - hour }) }],
	["push-network-blocked", "unknown", "no-push-taken", { ...silent("connection"), ...contact(unseen) }],
	["push-network-blocked", "unknown", "push-token-void", { ...silent("connection"), ...contact({ ...unseen, tokenVoidAt: soundNow }) }],

	["device-network-error", "pass", "erased-or-enrolled", {}],
	["device-network-error", "unknown", "network-perhaps-of-this-device", silent("installation")],
	["device-network-error", "unknown", "network-perhaps", silent("installation", { others: 0 })],
];
