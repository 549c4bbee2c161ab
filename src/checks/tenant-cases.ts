import type { Facts } from "../evidence/facts.ts";
import type { PolicyFact, TenantFact } from "../evidence/tenant-fact.ts";
import type { Case } from "./health-cases.ts";
import { soundFacts, soundNow } from "./sound-facts.ts";

const day = 24 * 3_600_000;
const sound = soundFacts().tenant as TenantFact;
const certificate = soundFacts().pushCertificate as NonNullable<Facts["pushCertificate"]>;

export const tenant = (change: Partial<TenantFact>): Partial<Facts> => ({ tenant: { ...sound, ...change } });
export const pushEnds = (at: number): Partial<Facts> => ({ pushCertificate: { ...certificate, notAfter: at } });

type Platform = NonNullable<PolicyFact["platform"]>;
const open: Platform = { platformBlocked: false, personalBlocked: false, osMinimum: null, osMaximum: null };
const platform = (change: Partial<Platform>, policy: Partial<PolicyFact> = {}): PolicyFact => ({
	policyKind: "platform",
	policy: "All users",
	priority: null,
	reach: "everybody",
	groups: [],
	platform: { ...open, ...change },
	...policy,
});
const ofGroup = { policy: "Sales", priority: 1, reach: "some", groups: ["Sales"] } as const;
const types = (allowed: readonly string[], policy: Partial<PolicyFact> = {}): PolicyFact => ({
	policyKind: "types",
	policy: "All users",
	priority: null,
	reach: "everybody",
	groups: [],
	allowed,
	...policy,
});
const policies = (...all: readonly PolicyFact[]) => tenant({ policies: all, corporate: { identifiers: 0, adeTokens: 0, managers: false } });
const plan = (seats: number, consumed: number, waiting = 0, authority = "intune") =>
	tenant({ plans: [{ plan: "INTUNE_A", name: "Intune", authority, seats, consumed, waiting }] });
const backwards = { osMinimum: "18.0", osMaximum: "17.9" } as const;
const identities = (inContact: number, more = false) =>
	tenant({
		identities: {
			count: 2,
			more,
			until: soundNow + 7 * day,
			examples: [{ id: "d1", name: "Phone 1", serial: "F2LXK1ABCD", notAfter: soundNow + day }],
			inContact,
		},
	});
const contradicting = (policy: PolicyFact, change: Partial<TenantFact> = {}) =>
	tenant({ policies: [policy, platform({}), types(["web"])], ...change });

export const tenantCases: readonly Case[] = [
	["push-certificate-expiring", "pass", "push-certificate-in-dates", pushEnds(soundNow + 30 * day + 1)],
	["push-certificate-expiring", "fail", "push-certificate-ends-soon", pushEnds(soundNow + 30 * day)],
	["push-certificate-expiring", "fail", "push-certificate-ends-soon", pushEnds(soundNow + day + 1)],
	["push-certificate-expiring", "fail", "push-certificate-ends-within-a-day", pushEnds(soundNow + day)],
	["push-certificate-expiring", "unknown", "push-certificate-past", pushEnds(soundNow)],
	["push-certificate-expiring", "unknown", "push-certificate-none", { pushCertificate: null }],
	[
		"push-certificate-expiring",
		"unknown",
		"push-certificate-dates-unreadable",
		{ pushCertificate: { ...certificate, faults: ["unparsable"] } },
	],
	["push-certificate-expiring", "unknown", "not-known-yet", { pushCertificate: undefined }],

	["ca-certificate-expiring", "pass", "ca-certificate-in-dates", tenant({ authorityNotAfter: soundNow + 365 * day + 1 })],
	["ca-certificate-expiring", "fail", "ca-certificate-ends-soon", tenant({ authorityNotAfter: soundNow + 365 * day })],
	["ca-certificate-expiring", "fail", "ca-certificate-past", tenant({ authorityNotAfter: soundNow })],
	["ca-certificate-expiring", "unknown", "authority-not-made", tenant({ authorityNotAfter: null })],
	["ca-certificate-expiring", "unknown", "not-known-yet", { tenant: undefined }],

	["identities-expiring", "pass", "identities-renewed", {}],
	["identities-expiring", "fail", "identities-end-soon", identities(0)],
	["identities-expiring", "fail", "identities-end-soon-or-more", identities(1, true)],
	["identities-expiring", "unknown", "not-known-yet", { tenant: undefined }],

	["licences-running-out", "pass", "seats-left", plan(20, 19)],
	["licences-running-out", "fail", "few-seats-left", plan(21, 20)],
	["licences-running-out", "fail", "no-seats-left", plan(5, 5)],
	[
		"licences-running-out",
		"fail",
		"few-seats-left",
		tenant({ plans: [...(plan(5, 5).tenant?.plans ?? []), ...(plan(20, 3).tenant?.plans ?? [])] }),
	],
	["licences-running-out", "fail", "users-wait-for-seats", plan(5, 7, 3)],
	["licences-running-out", "fail", "no-plan-for-authority", plan(5, 0, 0, "sccm")],
	["licences-running-out", "unknown", "licence-not-judged-without-authority", { authority: "unknown" }],
	["licences-running-out", "unknown", "not-known-yet", { tenant: undefined }],

	["restrictions-admit-nobody", "pass", "somebody-admitted", {}],
	["restrictions-admit-nobody", "pass", "somebody-admitted", policies(platform({}, ofGroup), platform({ platformBlocked: true }))],
	["restrictions-admit-nobody", "pass", "somebody-admitted", policies(platform({ platformBlocked: true }, ofGroup), platform({}))],
	["restrictions-admit-nobody", "pass", "somebody-admitted", tenant({ policies: [platform({ personalBlocked: true })] })],
	["restrictions-admit-nobody", "fail", "nobody-admitted-by-platform", policies(platform({ platformBlocked: true }))],
	[
		"restrictions-admit-nobody",
		"fail",
		"nobody-admitted-by-platform",
		policies(platform({}, { ...ofGroup, reach: "no-member" }), platform(backwards, ofGroup), platform({ platformBlocked: true })),
	],
	["restrictions-admit-nobody", "fail", "nobody-admitted-by-version", policies(platform(backwards))],
	["restrictions-admit-nobody", "fail", "nobody-admitted-as-personal", policies(platform({ personalBlocked: true }))],
	["restrictions-admit-nobody", "fail", "nobody-admitted-by-way", policies(platform({}), types(["account-driven"]))],
	["restrictions-admit-nobody", "fail", "nobody-in-enrollment-group", tenant({ enrollmentGroup: { name: "Phones", hasMembers: false } })],
	["restrictions-admit-nobody", "unknown", "not-known-yet", { tenant: undefined }],

	["restrictions-contradict", "pass", "policies-fit", {}],
	["restrictions-contradict", "fail", "policies-contradict", contradicting(platform({}, { ...ofGroup, reach: "no-group", groups: [] }))],
	["restrictions-contradict", "fail", "policies-contradict", contradicting(platform({}, { ...ofGroup, reach: "no-member" }))],
	["restrictions-contradict", "fail", "policies-contradict", contradicting(types(["web"], { ...ofGroup, reach: "shadowed" }))],
	["restrictions-contradict", "fail", "policies-contradict", contradicting(platform(backwards, ofGroup))],
	["restrictions-contradict", "fail", "policies-contradict", contradicting(types(["account-driven"], ofGroup))],
	// That nobody is let in at all has a rule of its own.
	["restrictions-contradict", "pass", "policies-fit", policies(platform(backwards))],
	["restrictions-contradict", "unknown", "not-known-yet", { tenant: undefined }],

	["organization-name-unusual", "pass", "organization-name-usual", {}],
	["organization-name-unusual", "pass", "organization-without-name", tenant({ organization: { name: "", unusual: [], plain: "" } })],
	[
		"organization-name-unusual",
		"fail",
		"organization-name-has-unusual",
		tenant({ organization: { name: "A&B <Tokyo>", unusual: ["&", "<", ">"], plain: "AB Tokyo" } }),
	],
	["organization-name-unusual", "unknown", "not-known-yet", { tenant: undefined }],
];
