import type { DecisionStep } from "../checks/index.ts";
import type { Facts } from "../evidence/facts.ts";
import { limitFact } from "../tenant/limit-fact.ts";
import { methodFact } from "../tenant/method-fact.ts";
import { listPolicies } from "../tenant/policies.ts";
import { policyKindOf } from "../tenant/policies-fact.ts";
import type { PolicyStore, StoredPolicy } from "../tenant/ports.ts";
import { restrictionFact } from "../tenant/restriction-fact.ts";
import { decide } from "./decide.ts";
import type { CrowdStore, DeviceHolder, EnrolledTry } from "./ports.ts";

export type StoredPolicies = { readonly [W in keyof typeof policyKindOf]: readonly StoredPolicy[] };

/** Whom the change of policies would hit, were it in force. */
export interface Hit {
	/** Of those who enrolled in the last 30 days; null: nobody did, or the change concerns nobody's way in. */
	readonly enrolled: {
		/** How many were judged. */
		readonly judged: number;
		/** How many of them it would have refused. */
		readonly refused: number;
		/** There are more: these are the newest. */
		readonly sample: boolean;
	} | null;
	/** Who could enroll no further device, by limits that change; null: no limit does. */
	readonly atLimit: {
		readonly people: number;
		/** Of them, who can today. */
		readonly newly: number;
		/** How many were looked at: those with the most devices first. */
		readonly judged: number;
		/** There are more than were looked at: both are at least so many. */
		readonly least: boolean;
	} | null;
	/** Managed devices. None of them is touched by it. */
	readonly devices: number;
}

type Stores = {
	readonly crowd: CrowdStore;
	readonly devices: { count(filter: { readonly state: "managed" }): Promise<number> };
};

const lately = 30 * 86_400_000;
/** As many as are judged in some tens of milliseconds. */
const mostJudged = 2_000;

/** All policies as they are stored: before and after a change they are compared. */
export async function storedPolicies({ policies }: { readonly policies: Pick<PolicyStore, "list"> }): Promise<StoredPolicies> {
	return {
		platform: await policies.list(policyKindOf.platform),
		limit: await policies.list(policyKindOf.limit),
		types: await policies.list(policyKindOf.types),
	};
}

/**
 * What would come of changed policies, by the rules that decide at the door: over those who enrolled lately, each with the device that they came with and the
 * groups that they are in, and over the devices that people have. Only what a policy says is judged; what else may stand in their way is as it was.
 *
 * @returns null where no policy says anything else than before
 */
export async function wouldHit(
	stores: Stores,
	{ before, after }: { readonly before: StoredPolicies; readonly after: StoredPolicies },
	now: number,
): Promise<Hit | null> {
	const differs = (kind: keyof StoredPolicies) => JSON.stringify(before[kind]) !== JSON.stringify(after[kind]);
	const ways = differs("platform") || differs("types");
	const limits = differs("limit");
	if (!ways && !limits) return null;
	return {
		enrolled: ways ? await hitOfEnrolled(stores, { before, after }, now) : null,
		atLimit: limits ? await hitOfHolders(stores, { before: before.limit, after: after.limit }, now) : null,
		devices: await stores.devices.count({ state: "managed" }),
	};
}

async function hitOfEnrolled(
	{ crowd }: Stores,
	{ before, after }: { readonly before: StoredPolicies; readonly after: StoredPolicies },
	now: number,
): Promise<Hit["enrolled"]> {
	const found = await crowd.enrolled({ since: now - lately, limit: mostJudged + 1 });
	const judged = found.slice(0, mostJudged);
	if (judged.length === 0) return null;
	const [was, would] = [policyFacts(before), policyFacts(after)];
	let refused = 0;
	for (const one of judged) {
		const [present, changed] = [await was(one), await would(one)];
		if (JSON.stringify(present) !== JSON.stringify(changed) && admits(one, now, present) && !admits(one, now, changed)) refused++;
	}
	return { judged: judged.length, refused, sample: found.length > judged.length };
}

/** Whoever may have another policy than before: members of these groups; null: anybody. */
function groupsConcerned(before: readonly StoredPolicy[], after: readonly StoredPolicy[]): readonly string[] | null {
	const texts = (stored: readonly StoredPolicy[]) => new Set(stored.map((one) => JSON.stringify(one)));
	const [was, is] = [texts(before), texts(after)];
	const changed = [...before, ...after].filter((one) => !was.has(JSON.stringify(one)) || !is.has(JSON.stringify(one)));
	return changed.some(({ priority }) => priority === null) ? null : [...new Set(changed.flatMap(({ groupIds }) => groupIds))];
}

function listing(stored: readonly StoredPolicy[]): Pick<PolicyStore, "list"> {
	return { list: async (kind) => stored.filter((one) => one.kind === kind) };
}

type PolicyFacts = Pick<Facts, "restriction" | "method">;

/** What policies say of somebody. Asked once for each set of groups: people are many, and what they are in is not. */
function policyFacts(stored: StoredPolicies): (one: EnrolledTry) => Promise<PolicyFacts> {
	const known = new Map<string, Promise<PolicyFacts>>();
	return (one) => {
		const key = JSON.stringify([one.userId === null, one.journey, one.groups.map(({ id }) => id)]);
		const found = known.get(key) ?? factsOf(stored, one);
		known.set(key, found);
		return found;
	};
}

async function factsOf(stored: StoredPolicies, { userId, journey, groups }: EnrolledTry): Promise<PolicyFacts> {
	const stores = { policies: listing([...stored.platform, ...stored.types]), groups: { ofUser: async () => groups } };
	return { restriction: await restrictionFact(stores, userId), method: await methodFact(stores, userId, journey) };
}

/** Whether the step that is judged when the phone itself speaks would let it in, as far as policies say. */
function admits({ journey, device, ownership }: EnrolledTry, now: number, facts: PolicyFacts): boolean {
	const { udid, serial, product, osVersion } = device;
	const step: DecisionStep = journey === "ade-sign-in" || journey === "ade-userless" ? "ade-authenticate" : "authenticate";
	const { verdict } = decide(step, {
		...facts,
		now,
		...(udid === null ? {} : { device: { udid, serial, product, osVersion, macAllowed: false } }),
		// As it was found to be when it came; of a device that is gone nobody knows.
		...(ownership === null ? {} : { corporate: ownership === "company" ? { by: "corporate-identifier" } : null }),
	});
	return verdict === "admit";
}

async function hitOfHolders(
	{ crowd }: Stores,
	{ before, after }: { readonly before: readonly StoredPolicy[]; readonly after: readonly StoredPolicy[] },
	now: number,
): Promise<Hit["atLimit"]> {
	// Whoever has fewer devices than any policy allows is at no limit.
	const atLeast = Math.min(...(await listPolicies({ policies: listing(after) }, policyKindOf.limit)).map(({ settings }) => settings.limit));
	const found = await crowd.holders({ atLeast, groups: groupsConcerned(before, after), limit: mostJudged + 1 });
	const judged = found.slice(0, mostJudged);
	let [people, newly] = [0, 0];
	for (const holder of judged) {
		const present = await limitOfHolder(before, holder, now);
		const changed = await limitOfHolder(after, holder, now);
		// A device that is not there yet: would it be let in?
		const further = { now, existing: null };
		if (changed.limit === present.limit || decide("authenticate", { ...further, limit: changed }).verdict === "admit") continue;
		people++;
		if (decide("authenticate", { ...further, limit: present }).verdict === "admit") newly++;
	}
	return { people, newly, judged: judged.length, least: found.length > judged.length };
}

function limitOfHolder(stored: readonly StoredPolicy[], { userId, enrollmentManager, groups, devices }: DeviceHolder, now: number) {
	const stores = {
		policies: listing(stored),
		groups: { ofUser: async () => groups },
		users: { byId: async () => ({ enrollmentManager }) },
		devices: { ofUser: async () => devices },
	};
	return limitFact(stores, userId, now);
}
