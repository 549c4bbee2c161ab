import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { aboutService } from "./about-composition.ts";
import type { Ade } from "./ade-composition.ts";
import { runCommandFor } from "./command-composition.ts";
import type { Domain } from "./domain.ts";
import type { ServerCertificateFact } from "./evidence/facts.ts";
import { judgeReport } from "./health/judge-report.ts";
import { createLiveFeed } from "./health/live-feed.ts";
import { createOverview } from "./health/overview.ts";
import { testPerson } from "./health/test-person.ts";
import { createApi } from "./http/api/api.ts";
import type { AdministratorProvider } from "./http/api/api-services.ts";
import { createEventStreams } from "./http/api/event-streams.ts";
import { providerReturn } from "./http/api/routes/provider-sign-in.ts";
import { apiPrefix } from "./http/api/routes.ts";
import type { Tour } from "./http/api/tour.ts";
import { gatherIncident } from "./incident-composition.ts";
import { outsideAddresses } from "./outside-names.ts";
import { openUserImports } from "./users-import-composition.ts";

const minute = 60_000;

interface ApiParts {
	readonly ade: Ade;
	/** The service's own. */
	readonly certificate: ServerCertificateFact;
	readonly peerOf: (request: IncomingMessage) => string;
	/** Simulated phones, of the demo alone. */
	readonly tour: Tour | null;
	/** Where Apple's web sites are played, of the demo alone. */
	readonly appleSites: string | null;
}

/** The API on what it stands on, and whoever listens to what is live: their lines are closed first. */
export async function openApi(domain: Domain, { ade, certificate, peerOf, tour, appleSites }: ApiParts) {
	const { config, store, sealer, clock, randomness, log } = domain;
	const common = { work: store, clock, randomness };
	const limits = { idle: config.adminIdleMinutes * minute, absolute: config.adminSessionHours * 60 * minute };
	const streams = createEventStreams({ ...common, limits }, createLiveFeed(store.read, log));
	const judgedWith = () => ({ serverCertificate: certificate, admitMacs: config.admitMacs, addresses: outsideAddresses(domain) });
	const api = createApi({
		services: {
			...common,
			sealer,
			...{ limits, streams },
			publicUrl: config.publicUrl,
			provider: await administratorProvider(domain),
			command: (request) => runCommandFor({ ...domain, presented: certificate }, request),
			about: (language) => aboutService(config, language),
			async identifierProblems(problems, language) {
				const { lineText } = await import("./cli/problem.ts");
				return problems.map((problem) => lineText(problem, language));
			},
			userImports: openUserImports(domain),
			testPerson: (test) => testPerson(store.read, test, judgedWith(), clock.now()),
			overview: createOverview(store.read, clock, certificate),
			...{ tour, appleSites },
			judge: (report) => judgeReport(store.read, report, judgedWith(), clock.now()),
			adeRounds: { progress: (id) => ade.rounds.progress(id), interval: config.adeSyncMinutes * minute },
			pushIssuers: domain.pushIssuers,
			incidentRecord: (incident, how) => gatherIncident(store.read, incident, clock.now(), how),
		},
		publicUrl: config.publicUrl,
		peerOf,
		log,
	});
	await api.ready();
	return { api, streams };
}

/** Where administrators may sign in beside; null: nowhere. */
async function administratorProvider({ config, clock, randomness }: Domain): Promise<AdministratorProvider | null> {
	const { adminOidcIssuer: issuer, adminOidcClientId: clientId, adminOidcCaFile: caFile } = config;
	if (issuer === null || clientId === null) return null;
	const { createAdministratorProvider } = await import("./openid/administrator-provider.ts");
	const provider = createAdministratorProvider(
		{
			...{ issuer, clientId, clientSecret: config.adminOidcClientSecret },
			...{ userClaim: config.adminOidcUserClaim, groupsClaim: config.adminOidcGroupsClaim },
			ca: caFile === null ? null : readFileSync(caFile, "utf8"),
			redirectUri: `${config.publicUrl}${apiPrefix}${providerReturn}`,
		},
		{ clock, randomness },
	);
	const mapping = {
		owner: config.adminOidcGroupOwner ?? [],
		administrator: config.adminOidcGroupAdministrator ?? [],
		helpdesk: config.adminOidcGroupHelpdesk ?? [],
		readonly: config.adminOidcGroupReadonly ?? [],
	};
	return { ...provider, mapping };
}
