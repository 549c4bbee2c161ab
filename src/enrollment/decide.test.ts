import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Code, codes, type DecisionStep, doorTable, publicCode } from "../checks/index.ts";
import { countedDevice, soundFacts, soundNow } from "../checks/sound-facts.ts";
import type { Facts, IdentityFact, PushCertificateFact, SignInFact, UserFact } from "../evidence/facts.ts";
import { decide } from "./decide.ts";

const steps = Object.keys(doorTable) as DecisionStep[];
const user = soundFacts().user as UserFact;
const pushCertificate = soundFacts().pushCertificate as PushCertificateFact;
const identity = soundFacts().identity as IdentityFact;
const signIn = soundFacts().signIn as SignInFact;
const restriction = soundFacts().restriction as NonNullable<Facts["restriction"]>;
const limit = soundFacts().limit as NonNullable<Facts["limit"]>;
const licences = soundFacts().licences as NonNullable<Facts["licences"]>;
const machineInfo = soundFacts().machineInfo as NonNullable<Facts["machineInfo"]>;
const adeSignIn = soundFacts().adeSignIn as NonNullable<Facts["adeSignIn"]>;
const challenge = soundFacts().challenge as NonNullable<Facts["challenge"]>;

/** For each code a fact that breaks its rule alone, and the steps at which it must be the answer. A code without a row does not compile. */
const broken: Record<Code, { facts: Partial<Facts>; at: readonly DecisionStep[] }> = {
	"in-maintenance": {
		facts: { maintenance: { since: soundNow - 1, until: null } },
		at: [
			"open",
			"sign-in",
			"user",
			"terms",
			"download",
			"scep",
			"authenticate",
			"ade-open",
			"ade-sign-in",
			"ade-user",
			"ade-terms",
			"ade-profile",
			"ade-authenticate",
		],
	},
	"mdm-authority-not-set": {
		facts: { authority: "unknown" },
		at: [
			"open",
			"sign-in",
			"user",
			"terms",
			"download",
			"scep",
			"authenticate",
			"ade-open",
			"ade-sign-in",
			"ade-user",
			"ade-terms",
			"ade-profile",
			"ade-authenticate",
		],
	},
	"push-certificate-missing": {
		facts: { pushCertificate: null },
		at: ["open", "user", "download", "scep", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"push-certificate-expired": {
		facts: {
			pushCertificate: { ...pushCertificate, notAfter: soundNow - 1, refusedByApple: { reason: "BadCertificate", since: soundNow - 1 } },
		},
		at: ["open", "user", "download", "scep", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"push-certificate-invalid": {
		facts: { pushCertificate: { ...pushCertificate, faults: ["key-mismatch"] } },
		at: ["open", "user", "download", "scep", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"push-topic-changed": {
		facts: { topic: { presented: "com.apple.mgmt.Old", current: "com.apple.mgmt.New" } },
		at: ["authenticate", "ade-authenticate"],
	},
	"upn-suffix-not-verified": {
		facts: { user: { ...user, suffixVerified: false, account: null }, signIn: { ...signIn, result: "wrong-password" } },
		at: ["sign-in", "ade-sign-in"],
	},
	"user-not-found": {
		facts: { user: { ...user, account: null }, signIn: { ...signIn, result: "wrong-password" } },
		at: ["sign-in", "ade-sign-in"],
	},
	"sign-in-failed": {
		// Wrong password on a disabled account: the password is the answer, for a stranger must not learn more.
		facts: {
			signIn: { ...signIn, result: "wrong-password", failures: 2 },
			user: { ...user, account: { id: "u1", displayName: "H", enabled: false, enrollmentManager: false } },
		},
		at: ["sign-in", "ade-sign-in"],
	},
	"user-disabled": {
		facts: { user: { ...user, account: { id: "u1", displayName: "H", enabled: false, enrollmentManager: false } } },
		at: ["sign-in", "user", "terms", "download", "authenticate", "ade-sign-in", "ade-user", "ade-terms", "ade-profile", "ade-authenticate"],
	},
	"licences-exhausted": {
		facts: { licences: { ...licences, assigned: [{ plan: "INTUNE_A", name: "Intune", authority: "intune", state: "no-seat" }] } },
		at: ["user", "download", "authenticate", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"user-not-licensed": {
		facts: { licences: { ...licences, assigned: [] } },
		at: ["user", "download", "authenticate", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"licence-type-invalid": {
		facts: { licences: { ...licences, assigned: [{ plan: "SCCM", name: "CM", authority: "sccm", state: "active" }] } },
		at: ["user", "download", "authenticate", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"user-not-in-enrollment-group": {
		facts: { enrollmentGroup: { required: "Phones", member: false } },
		at: ["user", "download", "authenticate", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"portal-app-outdated": { facts: { portalApp: { version: "5.2300.0", minimum: "5.2311.1" } }, at: ["open", "user", "download"] },
	"method-not-allowed": {
		facts: { method: { journey: "web", allowed: ["account-driven"], policy: "Sales" } },
		at: ["user", "download", "authenticate", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"device-type-not-supported": {
		facts: { device: { udid: "u", serial: "s", product: "AppleTV14,1", osVersion: "18.4", macAllowed: false } },
		at: ["open", "user", "download", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"platform-blocked": {
		facts: { restriction: { ...restriction, platformBlocked: true } },
		at: ["user", "download", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"personal-device-blocked": {
		facts: { restriction: { ...restriction, personalBlocked: true } },
		at: ["user", "download", "authenticate"],
	},
	"os-too-old": {
		facts: { restriction: { ...restriction, osMinimum: "18.5" } },
		at: ["user", "download", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"os-too-new": {
		facts: { restriction: { ...restriction, osMaximum: "18.3" } },
		at: ["user", "download", "authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"device-cap-reached": {
		facts: { limit: { ...limit, limit: 2 } },
		at: ["user", "download", "authenticate", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"enrolled-by-another-user": {
		facts: {
			existing: {
				deviceId: "d9",
				serial: "S9",
				userId: "u2",
				upn: "taro@example.jp",
				sameUser: false,
				state: "managed",
				lastSeenAt: soundNow,
			},
		},
		at: ["authenticate"],
	},
	"device-blocked": {
		facts: { blocked: { reason: "lost", since: soundNow - 1 } },
		at: ["authenticate", "ade-open", "ade-user", "ade-profile", "ade-authenticate"],
	},
	"terms-not-accepted": {
		facts: { terms: [{ id: "t1", title: { en: "Rules", ja: "規程" }, version: 3, acceptedVersion: 2, acceptedAt: 1, declined: false }] },
		at: ["terms", "download", "ade-terms", "ade-profile"],
	},
	"machine-info-not-genuine": { facts: { machineInfo: { ...machineInfo, state: "not-apple" } }, at: ["ade-open", "ade-profile"] },
	"ade-device-not-assigned": { facts: { adeDevice: null }, at: ["ade-open", "ade-profile", "ade-authenticate"] },
	"mfa-not-possible-here": { facts: { adeSignIn: { ...adeSignIn, way: "legacy" } }, at: ["ade-user", "ade-profile"] },
	"challenge-unknown": { facts: { challenge: { ...challenge, state: "missing" } }, at: ["scep", "renewal"] },
	"challenge-used": { facts: { challenge: { ...challenge, state: "used", usedAt: soundNow - 1 } }, at: ["scep", "renewal"] },
	"challenge-expired": { facts: { challenge: { ...challenge, state: "expired" } }, at: ["scep", "renewal"] },
	"identity-not-trusted": {
		facts: { identity: { ...identity, state: "revoked" } },
		at: ["authenticate", "token-update", "connect", "renewal", "ade-authenticate"],
	},
	"identity-of-another-device": {
		facts: { identity: { ...identity, state: "takeover" } },
		at: ["authenticate", "token-update", "connect", "renewal", "ade-authenticate"],
	},
	"message-malformed": { facts: { message: { codec: "plist", fault: "truncated", offset: 12 } }, at: ["unreadable"] },
};

for (const code of codes) {
	for (const step of broken[code].at) {
		test(`${step}: ${code} is the cause when it alone is broken`, () => {
			const decision = decide(step, soundFacts(broken[code].facts));
			assert.equal(decision.verdict === "refuse" ? decision.code : "admitted", code);
			assert.equal(decision.findings.length, doorTable[step].length);
		});
	}
}

test("every rule runs at some step", () => {
	const used = new Set(steps.flatMap((step) => doorTable[step].map(({ code }): Code => code)));
	assert.deepEqual([...used].sort(), [...codes].sort());
});

test("everything in order: every step admits, and every rule passes with its evidence", () => {
	for (const step of steps) {
		const decision = decide(step, soundFacts());
		assert.equal(decision.verdict, "admit", step);
		for (const finding of decision.findings) assert.equal(finding.outcome, "pass", `${step} ${finding.check} ${finding.saw.kind}`);
	}
});

test("nothing known: every step admits, and every rule says that it does not know", () => {
	for (const step of steps) {
		const decision = decide(step, { now: soundNow });
		assert.equal(decision.verdict, "admit", step);
		for (const { outcome, saw } of decision.findings) assert.deepEqual([outcome, saw.kind], ["unknown", "not-known-yet"]);
	}
});

test("one refusal never hides the next", () => {
	const decision = decide(
		"authenticate",
		soundFacts({ pushCertificate: null, limit: { ...limit, limit: 2 }, blocked: { reason: "lost", since: 1 } }),
	);
	const failed = decision.findings.filter(({ outcome }) => outcome === "fail").map(({ check }) => check);
	assert.deepEqual(failed, ["push-certificate-missing", "device-cap-reached", "device-blocked"]);
	assert.equal(decision.verdict === "refuse" ? decision.code : null, "push-certificate-missing");
});

test("a managed phone is never refused for policy", () => {
	const policy = codes.filter((code) => !code.startsWith("identity-") && !code.startsWith("challenge-"));
	const allWrong: Facts = Object.assign(soundFacts(), ...policy.map((code) => broken[code].facts));
	for (const step of ["token-update", "connect", "renewal"] as const) assert.equal(decide(step, allWrong).verdict, "admit");
});

test("an unknown name reads as a failed sign-in until the password was right", () => {
	assert.equal(publicCode("sign-in", "user-not-found"), "sign-in-failed");
	assert.equal(publicCode("ade-sign-in", "user-not-found"), "sign-in-failed");
	assert.equal(publicCode("ade-user", "user-not-found"), "user-not-found");
	assert.equal(publicCode("sign-in", "user-disabled"), "user-disabled");
	assert.equal(publicCode("download", "user-not-found"), "user-not-found");
});

test("at most one of the three causes about licences holds, and one does exactly when no fitting licence is active", () => {
	const authority = fc.constantFrom("unknown", "intune", "sccm", "office365");
	const licence = fc.record({
		plan: fc.constantFrom("A", "B"),
		name: fc.constant("N"),
		authority,
		state: fc.constantFrom("active", "no-seat"),
	});
	const facts = fc.record({ authority: fc.constantFrom("intune", "sccm"), assigned: fc.array(licence, { maxLength: 4 }) });
	fc.assert(
		fc.property(facts, ({ authority, assigned }) => {
			const decision = decide("user", soundFacts({ authority, licences: { assigned, plans: [] } } as Partial<Facts>));
			const failed = decision.findings.filter(({ outcome }) => outcome === "fail");
			const licensed = assigned.some((held) => held.authority === authority && held.state === "active");
			assert.equal(failed.length, licensed ? 0 : 1);
		}),
	);
});

test("decide answers for any facts that are partly known, and refuses exactly when a rule failed", () => {
	const names = Object.keys(soundFacts()).filter((name) => name !== "now");
	const anyStep = fc.constantFrom(...steps);
	const anyBroken = fc.subarray([...codes]);
	fc.assert(
		fc.property(anyStep, anyBroken, fc.subarray(names), fc.integer(), (step, wrong, absent, shift) => {
			const facts: Record<string, unknown> = { ...soundFacts({ limit: { ...limit, counted: [countedDevice("x", { product: null })] } }) };
			for (const code of wrong) Object.assign(facts, broken[code].facts);
			for (const name of absent) delete facts[name];
			const decision = decide(step, { ...facts, now: soundNow + shift } as Facts);
			const failed = decision.findings.filter(({ outcome }) => outcome === "fail");
			assert.equal(decision.verdict === "refuse" ? decision.code : undefined, failed[0]?.check);
		}),
		{ numRuns: 500 },
	);
});
