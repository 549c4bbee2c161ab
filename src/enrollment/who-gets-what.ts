import type { Code, DecisionStep } from "../checks/index.ts";
import type { Journey } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Decision } from "../evidence/finding.ts";
import type { Weighed } from "../tenant/effective-policy.ts";
import type { Policy } from "../tenant/policies.ts";
import { policyKindOf } from "../tenant/policies-fact.ts";
import { policiesOfUser } from "../tenant/policy-of-user.ts";
import { decide } from "./decide.ts";
import { type FactStores, gather } from "./gather.ts";

/** Somebody who would enroll, with a device that is there or only thought of. */
export interface Supposed {
	/** null: a device without user. */
	readonly user: { readonly id: string; readonly upn: string } | null;
	readonly journey: Extract<Journey, "web" | "ade-sign-in" | "ade-userless">;
	/** As Apple names a model, or the beginning of it: `iPhone`. */
	readonly product: string;
	readonly osVersion: string | null;
	/** Normalised. */
	readonly serial: string | null;
	/** Whose the device is, whatever is on record; null: as the record says, and without a serial number it is not known. */
	readonly ownership: "personal" | "corporate" | null;
}

/** What a decision at the door would be. */
export interface SupposedStep {
	readonly step: DecisionStep;
	readonly decision: Decision<Code>;
}

export interface WhoGetsWhat {
	readonly policies: { readonly [W in keyof typeof policyKindOf]: readonly Weighed<Policy<(typeof policyKindOf)[W]>>[] };
	/** The decisions of the way that policies enter into, in its order. The first that refuses ends it. */
	readonly steps: readonly SupposedStep[];
}

/** Of each way: what is decided before the device has spoken, and then. */
const stepsOf = {
	web: ["user", "authenticate"],
	"ade-sign-in": ["ade-user", "ade-authenticate"],
	"ade-userless": ["ade-open", "ade-authenticate"],
} as const satisfies Record<Supposed["journey"], readonly [DecisionStep, DecisionStep]>;

/**
 * Which policies would apply to somebody and why, and whether they would be let in: by the very facts and rules that decide at the door. What only a
 * phone can prove (its certificate, that it is genuine) stays unknown, and refuses nobody.
 */
export async function whoGetsWhat(stores: FactStores, supposed: Supposed, now: number): Promise<WhoGetsWhat> {
	const userId = supposed.user?.id ?? null;
	const [before, then] = stepsOf[supposed.journey];
	return {
		policies: {
			platform: await policiesOfUser(stores, policyKindOf.platform, userId),
			limit: await policiesOfUser(stores, policyKindOf.limit, userId),
			types: await policiesOfUser(stores, policyKindOf.types, userId),
		},
		steps: [
			{ step: before, decision: decide(before, await factsBefore(stores, supposed, now)) },
			{ step: then, decision: decide(then, await factsThen(stores, supposed, now)) },
		],
	};
}

/** On the page a browser has told nothing of the device. In Setup Assistant the phone has described itself first. */
async function factsBefore(stores: FactStores, supposed: Supposed, now: number): Promise<Facts> {
	if (supposed.journey !== "web") return factsThen(stores, supposed, now);
	const facts = await gather(stores, whoOf(supposed), now);
	// Where it is the organisation's, one of its identifiers is thought of too: without any the page would refuse for that alone.
	return supposed.ownership === "corporate" ? { ...facts, corporate: { by: "corporate-identifier" } } : facts;
}

async function factsThen(stores: FactStores, supposed: Supposed, now: number): Promise<Facts> {
	const { product, osVersion, serial, ownership } = supposed;
	// No device is found by an empty UDID.
	const device = { udid: "", serial, product, osVersion, macAllowed: false };
	const { corporate, ...facts } = await gather(stores, { ...whoOf(supposed), device }, now);
	if (ownership === "corporate") return { ...facts, corporate: corporate ?? { by: "corporate-identifier" } };
	if (ownership === "personal") return { ...facts, corporate: null };
	return serial === null || corporate === undefined ? facts : { ...facts, corporate };
}

function whoOf({ user, journey }: Supposed) {
	return user === null ? { journey, userless: true } : { journey, upn: user.upn };
}
