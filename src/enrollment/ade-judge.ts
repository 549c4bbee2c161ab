import type { DecisionStep } from "../checks/index.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import { type AdeDoorContext, type Caller, isAde } from "./ade-door.ts";
import { type AdeFactStores, adeFacts } from "./ade-facts.ts";
import { decide } from "./decide.ts";
import { gather } from "./gather.ts";
import { type RecordStores, recordDecision } from "./record.ts";

export interface AdeJudged {
	readonly attempt: Attempt;
	readonly facts: Facts;
	readonly admitted: boolean;
}

interface Question {
	/** As typed or signed in; null: nobody yet, or nobody ever. */
	readonly upn: string | null;
	readonly signIn?: Facts["signIn"];
	readonly secondFactor?: boolean;
	readonly providerFault?: string;
}

/** Gathers what can be known of a phone in Setup Assistant and of its user, decides, and writes the decision on the try. */
export async function judgeAde(
	context: AdeDoorContext,
	step: Extract<DecisionStep, `ade-${string}`>,
	caller: Caller,
	attempt: Attempt,
	question: Question,
): Promise<AdeJudged> {
	const { work, clock, options } = context;
	const now = clock.now();
	const { described } = caller;
	const { upn, signIn, ...ofSignIn } = question;
	const { secondFactor, providerFault } = ofSignIn;
	const facts: Facts = {
		...(await gather(
			work.read,
			{
				journey: attempt.journey,
				userless: attempt.journey === "ade-userless",
				...(described === null ? {} : { device: { ...pick(described), macAllowed: options.admitMacs } }),
				...(upn === null ? {} : { upn, hideExistence: step === "ade-sign-in" }),
			},
			now,
		)),
		...(await adeFacts(work.read, caller, now, {
			...(secondFactor === undefined ? {} : { secondFactor }),
			...(providerFault === undefined ? {} : { providerFault }),
		})),
		...(signIn === undefined ? {} : { signIn }),
	};
	const decision = decide(step, facts);
	const judged = await work.write(async (stores) => {
		// Read again: between two pages the phone may have moved the try on.
		const fresh = (await stores.attempts.byId(attempt.id)) ?? attempt;
		// The name is on record also when it is wrong: that is what the administrator has to see. But not over the name of
		// somebody who has signed in meanwhile.
		const named = fresh.userId === attempt.userId ? (upn ?? fresh.upn) : fresh.upn;
		if (named !== fresh.upn) await stores.attempts.update(fresh.id, { upn: named, updatedAt: now });
		return recordDecision(stores, { ...fresh, upn: named }, step, decision, now);
	});
	return { attempt: judged, facts, admitted: decision.verdict === "admit" };
}

const pick = ({ udid, serial, product, osVersion }: NonNullable<Caller["described"]>) => ({ udid, serial, product, osVersion });

/**
 * What a phone's description proved, from the try that it was written on: for the pages that follow, which the phone asks without it.
 * undefined: this try has none, or its profile is gone.
 */
export async function callerOf(
	stores: Pick<RecordStores, "attempts"> & Pick<AdeFactStores, "adeProfiles" | "adeTokens">,
	attempt: Attempt,
): Promise<Caller | undefined> {
	if (!isAde(attempt.journey)) return undefined;
	const step = (await stores.attempts.steps(attempt.id)).findLast(({ name }) => name === "device-described");
	const { profileId, way, language, description, signedAt, byStandIn } = step?.evidence ?? {};
	const { udid, serial, product, osVersion } = attempt.device;
	const profile = typeof profileId === "string" ? await stores.adeProfiles.byId(profileId) : undefined;
	const token = profile === undefined ? undefined : await stores.adeTokens.byId(profile.tokenId);
	if (profile === undefined || token === undefined || udid === null || serial === null) return undefined;
	return {
		asked: { profile, token, way: way === "none" || way === "legacy" ? way : "web" },
		machineInfo: { state: "genuine", detail: null, serial, udid, byStandIn: byStandIn === true },
		described: {
			udid,
			serial,
			product,
			osVersion,
			language: typeof language === "string" ? language : null,
			canUpdate: false,
			byStandIn: byStandIn === true,
			hash: typeof description === "string" ? description : "",
			signedAt: typeof signedAt === "number" ? signedAt : null,
		},
	};
}
