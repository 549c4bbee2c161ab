import type { AdeProfileStore, AdeToken, AdeTokenStore } from "../ade/ports.ts";
import type { Incident, IncidentStore } from "../evidence/incident.ts";

/** More are open only where nearly everything is broken: then the newest are told. */
const most = 10_000;

/** Every token by name, with what is wrong now with it and with its profiles, the newest first. */
export async function incidentsByToken(stores: {
	readonly adeTokens: Pick<AdeTokenStore, "list">;
	readonly adeProfiles: Pick<AdeProfileStore, "byId">;
	readonly incidents: Pick<IncidentStore, "list">;
}): Promise<{ readonly token: AdeToken; readonly incidents: readonly Incident[] }[]> {
	const of = new Map<string, Incident[]>();
	for (const incident of await stores.incidents.list({ open: true, limit: most })) {
		const { kind, id } = incident.subject;
		const tokenId = kind === "ade-profile" ? (await stores.adeProfiles.byId(id))?.tokenId : kind === "ade-token" ? id : undefined;
		if (tokenId === undefined) continue;
		const incidents = of.get(tokenId) ?? [];
		incidents.push(incident);
		of.set(tokenId, incidents);
	}
	return (await stores.adeTokens.list()).map((token) => ({ token, incidents: of.get(token.id) ?? [] }));
}
