import { closeIncidentsOf } from "../ade/close-incidents.ts";
import type { AdeDeviceStore, AdeProfileStore, AdeTokenStore } from "../ade/ports.ts";
import { adeProfileFact, countWanting } from "../ade/profile-fact.ts";
import { adeTokenFact } from "../ade/token-fact.ts";
import { type HealthSubject, healthTable } from "../checks/index.ts";
import type { AuditStore } from "../evidence/audit.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Finding } from "../evidence/finding.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import type { Work } from "../evidence/work.ts";
import { concerns, type HealthChange, type JudgedSubject, nothingChanged, settle } from "../incidents/settle.ts";

export interface HealthStores {
	readonly adeTokens: Pick<AdeTokenStore, "byId">;
	readonly adeProfiles: Pick<AdeProfileStore, "byId" | "ofToken">;
	readonly adeDevices: Pick<AdeDeviceStore, "counts" | "list" | "chosenCounts">;
	readonly incidents: IncidentStore;
	readonly audit: Pick<AuditStore, "list">;
}

/** What each rule of this kind of thing finds, in the table's order. Pure. */
export function judge(kind: HealthSubject, facts: Facts): readonly Finding[] {
	return healthTable[kind].map((rule) => rule.check(facts));
}

/** Judges a token and each of its profiles as they stand in the store. undefined: there is no such token. */
export async function findingsOfToken(
	stores: Omit<HealthStores, "incidents" | "audit">,
	tokenId: string,
	now: number,
): Promise<readonly JudgedSubject[] | undefined> {
	const token = await stores.adeTokens.byId(tokenId);
	if (token === undefined) return undefined;
	const adeToken = await adeTokenFact(stores, token, now);
	const profiles = await stores.adeProfiles.ofToken(tokenId);
	const wanting = await countWanting(stores, token, { profiles, devices: adeToken.devices });
	return [
		{ subject: { kind: "ade-token", id: token.id, name: token.name }, findings: judge("ade-token", { now, adeToken }) },
		...profiles.map((profile): JudgedSubject => {
			const adeProfile = adeProfileFact(profile, token, wanting.get(profile.id) ?? 0);
			const subject = { kind: "ade-profile", id: profile.id, name: profile.name } as const;
			return { subject, findings: judge("ade-profile", { now, adeProfile }) };
		}),
	];
}

/**
 * Judges a token and its profiles, opens an incident for each rule that fails and closes those whose rule holds now. A rule that does not know leaves
 * its incident as it is. Of a token that is gone every incident ends (its profiles went before it). To be called when a round came to its end, and on
 * a clock: a certificate's last day comes without one.
 */
export async function judgeToken(
	work: Work<HealthStores>,
	tokenId: string,
	{ now, newId }: { readonly now: number; readonly newId: () => string },
): Promise<HealthChange> {
	const judged = await findingsOfToken(work.read, tokenId, now);
	// The usual round: nothing is wrong, and nothing was. It costs no write.
	if (judged !== undefined && !(await concerns(work.read, judged))) return nothingChanged;
	return work.write(async (stores) => {
		// Deleted meanwhile: nothing of it is to be opened any more.
		if (judged === undefined || (await stores.adeTokens.byId(tokenId)) === undefined)
			return { opened: [], closed: await closeIncidentsOf(stores, { kind: "ade-token", id: tokenId }, now) };
		return settle(stores, judged, { now, newId });
	});
}
