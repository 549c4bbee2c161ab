import { isDeepStrictEqual } from "node:util";
import type { FixContext } from "../checks/check.ts";
import { checkOf, doorTable, healthTable, type Rule } from "../checks/index.ts";
import { openTerms } from "../checks/terms-not-accepted.ts";
import { type SignInNowStores, signInNow } from "../directory/sign-in-now.ts";
import { normaliseUpn } from "../directory/upn.ts";
import type { DeviceFact, Facts } from "../evidence/facts.ts";
import type { Finding, Fix } from "../evidence/finding.ts";
import { methodFact } from "../tenant/method-fact.ts";
import { normaliseSerial } from "../tenant/serial.ts";
import { type FactsNowContext, type FactsNowStores, factsNow } from "./facts-now.ts";

export const testedJourneys = ["web", "ade-sign-in"] as const;
export const testedPlatforms = ["iphone", "ipad"] as const;
export const testedOwnerships = ["personal", "corporate"] as const;

/** Whom to test, and with which device. What is not said is as their newest try has it; else with a new device of which nothing is known. */
export interface PersonTest {
	readonly upn: string;
	readonly journey?: (typeof testedJourneys)[number];
	readonly platform?: (typeof testedPlatforms)[number];
	readonly ownership?: (typeof testedOwnerships)[number];
	readonly osVersion?: string;
	readonly serial?: string;
}

export interface TestedPerson {
	readonly upn: string;
	readonly journey: (typeof testedJourneys)[number];
	/** What was tested with; null: a device of which nothing is known. */
	readonly device: DeviceFact | null;
	/** Where nothing was said of a device and a try of theirs told of one: its reference. */
	readonly from: string | null;
	/** The first that fails, in the tables' order; null: nothing that can be known stands in their way. */
	readonly code: string | null;
	readonly findings: readonly Finding[];
	readonly context: FixContext;
}

export type PersonTestStores = FactsNowStores & SignInNowStores;

const products = { iphone: "iPhone", ipad: "iPad" } as const;

/** What only the phone's own bytes, or its certificate, prove: no person can be tested for it. */
const ofThePhone: ReadonlySet<string> = new Set(["identity-not-trusted", "identity-of-another-device", "machine-info-not-genuine"]);

const each = (rules: readonly Rule[]): readonly Rule[] =>
	[...new Map(rules.map((rule) => [rule.code, rule])).values()].filter(({ code }) => !ofThePhone.has(code));

/** Every rule of the way to an enrolled device that can be judged from a person, in the order of the tables. */
const tested = {
	web: each([...doorTable.open, ...doorTable["sign-in"], ...doorTable.download, ...doorTable.authenticate]),
	"ade-sign-in": each([
		...doorTable["ade-open"],
		...doorTable["ade-sign-in"],
		...doorTable["ade-profile"],
		...doorTable["ade-authenticate"],
		...healthTable["ade-device"],
	]),
} as const;

/**
 * Judges every rule that this person and their device will meet, as things are now: as support does it before they try again. Reads only, and asks nothing
 * outside. undefined: the directory has no such user.
 */
export async function testPerson(
	stores: PersonTestStores,
	test: PersonTest,
	context: FactsNowContext,
	now: number,
): Promise<TestedPerson | undefined> {
	const user = await stores.users.byUpn(normaliseUpn(test.upn));
	if (user === undefined) return undefined;
	const serial = test.serial === undefined ? undefined : normaliseSerial(test.serial);
	const known = await factsNow(stores, { upn: user.upn, ...(serial === undefined ? {} : { serial }) }, context, now);
	const invented = serial === undefined && (test.platform ?? test.osVersion ?? test.ownership) !== undefined;
	const told = invented ? undefined : known.facts.device;
	const journey = test.journey ?? (known.facts.method?.journey === "ade-sign-in" && told !== undefined ? "ade-sign-in" : "web");
	const device = deviceOf(test, told);
	// An OpenID provider may vouch in Setup Assistant for whoever has no password here.
	const signIn = await signInNow(stores, user, now);
	const { silence: _silence, contact: _contact, signIn: _signIn, terms, browser, portalApp, ...others } = known.facts;
	const facts: Facts = {
		...others,
		method: await methodFact(stores, user.id, journey),
		...(told === undefined ? {} : { ...(browser === undefined ? {} : { browser }), ...(portalApp === undefined ? {} : { portalApp }) }),
		...(test.platform === undefined ? {} : { browser: { family: test.platform, platform: products[test.platform], safari: true } }),
		...(device === undefined ? {} : { device }),
		// A new device is nobody's yet: whether it would be one too many is what support wants to know.
		...(told === undefined ? { existing: null } : {}),
		...(test.ownership === undefined
			? {}
			: { corporate: test.ownership === "corporate" ? ({ by: "corporate-identifier" } as const) : null }),
		// Terms that nobody has declined are asked for on the way.
		...(terms === undefined || openTerms(terms).some(({ declined }) => !declined) ? {} : { terms }),
		...(signIn === undefined || (journey !== "web" && signIn.result === "no-password") ? {} : { signIn }),
		...(known.facts.adeSignIn === undefined
			? {}
			: { adeSignIn: { ...known.facts.adeSignIn, secondFactor: user.totp !== null, waitingSince: null, providerFault: null } }),
	};
	const findings = tested[journey].map((rule): Finding => rule.check(facts));
	return {
		upn: user.upn,
		journey,
		device: device ?? null,
		from: serial === undefined && told !== undefined ? (known.attempt?.reference ?? null) : null,
		code: findings.find(({ outcome }) => outcome === "fail")?.check ?? null,
		findings,
		context: { upn: user.upn, serial: device?.serial ?? null, deviceId: facts.existing?.deviceId ?? null },
	};
}

/** What mends whatever failed, each once, in the order of the findings. Whoever runs one says its number in this list. */
export function fixesOfTest({ findings, context }: Pick<TestedPerson, "findings" | "context">): readonly Fix[] {
	const failed = findings.filter(({ outcome }) => outcome === "fail");
	const fixes = failed.flatMap(({ check, saw }): readonly Fix[] => checkOf(check)?.fixes(saw, context) ?? []);
	return fixes.filter((fix, index) => fixes.findIndex((other) => isDeepStrictEqual(fix, other)) === index);
}

function deviceOf({ platform, osVersion }: PersonTest, told: DeviceFact | undefined): DeviceFact | undefined {
	if (told === undefined && platform === undefined && osVersion === undefined) return undefined;
	return {
		udid: told?.udid ?? "",
		serial: told?.serial ?? null,
		product: platform === undefined ? (told?.product ?? null) : products[platform],
		osVersion: osVersion ?? told?.osVersion ?? null,
		macAllowed: told?.macAllowed ?? false,
	};
}
