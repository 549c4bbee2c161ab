import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import packageJson from "../package.json" with { type: "json" };
import { aboutService } from "./about-composition.ts";
import { openAde } from "./ade-composition.ts";
import { createPushConnection } from "./apple/current-push-sender.ts";
import { runCommandFor } from "./command-composition.ts";
import { type Config, settings } from "./config/schema.ts";
import { createPushService, type PushService } from "./devices/push.ts";
import type { Domain } from "./domain.ts";
import { createAdePageService } from "./enrollment/ade-page-service.ts";
import { providerReturnPath } from "./enrollment/ade-paths.ts";
import { createAdePostService } from "./enrollment/ade-post-service.ts";
import { createCheckInService } from "./enrollment/check-in-service.ts";
import { createConnectService } from "./enrollment/connect-service.ts";
import { createIdentify } from "./enrollment/identify.ts";
import type { ProfileMaker } from "./enrollment/issue-profile.ts";
import { createMyService } from "./enrollment/my-service.ts";
import { createPortalService } from "./enrollment/portal-service.ts";
import { recordStep } from "./enrollment/record.ts";
import { recordPortalFault } from "./enrollment/record-portal-fault.ts";
import { recordUnreadable } from "./enrollment/record-unreadable.ts";
import { refuseDiscovery } from "./enrollment/refuse-discovery.ts";
import { createScepService } from "./enrollment/scep-service.ts";
import { setAsideUnreadable } from "./enrollment/set-aside-unreadable.ts";
import { healthSummary } from "./health/health-summary.ts";
import { judgeReport } from "./health/judge-report.ts";
import { createLiveFeed } from "./health/live-feed.ts";
import { createOverview } from "./health/overview.ts";
import { createReportService } from "./health/report-service.ts";
import { testPerson } from "./health/test-person.ts";
import { openHealth } from "./health-composition.ts";
import { createApi } from "./http/api/api.ts";
import type { AdministratorProvider } from "./http/api/api-services.ts";
import { createEventStreams } from "./http/api/event-streams.ts";
import { providerReturn } from "./http/api/routes/provider-sign-in.ts";
import { apiPrefix } from "./http/api/routes.ts";
import type { Tour } from "./http/api/tour.ts";
import { CannotListen } from "./http/cannot-listen.ts";
import { createConsoleFace } from "./http/console/console.ts";
import { createAdeFace } from "./http/device/ade.ts";
import { scepFailures } from "./http/device/answers.ts";
import { createMdmFace } from "./http/device/mdm.ts";
import { createScepFace } from "./http/device/scep.ts";
import { createWellKnownFace } from "./http/device/well-known.ts";
import { createHealthFace } from "./http/health-face.ts";
import { createMetricsFace } from "./http/metrics.ts";
import { operatorGuard } from "./http/operator-guard.ts";
import { peerOf } from "./http/peer.ts";
import { acceptedLanguage } from "./http/portal/language.ts";
import { createPortal } from "./http/portal/routes.ts";
import { dispatch, type Listening, listen, type Patience } from "./http/server.ts";
import { gatherIncident } from "./incident-composition.ts";
import { openNotices } from "./notices-composition.ts";
import { outsideAddresses } from "./outside-names.ts";
import { type DeviceTrust, verifyMachineInfo } from "./protocol/ade/verify-machine-info.ts";
import { buildCertsOnly } from "./protocol/cms/certs-only.ts";
import { SignerCache } from "./protocol/cms/signer-cache.ts";
import type { ScepCapability } from "./protocol/scep/capabilities.ts";
import { serverCertificate } from "./server-certificate.ts";
import { type ClockOptions, startClocks } from "./start-clocks.ts";
import type { Stores } from "./store/open.ts";
import { recordApnsAnswer } from "./tenant/push-certificate-fact.ts";
import { openPushKeyPem } from "./tenant/push-key.ts";
import { discoveryWords } from "./texts/discovery-words.ts";
import { refusalWords, setupAssistantWords } from "./texts/refusal-words.ts";
import { openUserImports } from "./users-import-composition.ts";
import { keepYoungGenerationSmall } from "./young-generation.ts";

/** The service as it runs. */
export interface Service {
	readonly port: number;
	readonly plainPort: number | null;
	readonly push: PushService;
	/** PEM of the CA that issued the server's certificate; null where a certificate was given by settings. */
	readonly ownRoot: string | null;
	/** Takes nothing new, ends what is under way, stops the clocks. The domain stays open. */
	stop(): Promise<void>;
}

export interface ServiceOptions extends ClockOptions {
	/** SCEP capabilities not to tell, for tests of clients. */
	readonly withheldCapabilities?: ReadonlySet<ScepCapability>;
	/** How long whoever asks may take. */
	readonly patience?: Patience;
	/** Simulated phones, of the demo alone. */
	readonly tour?: Tour | null;
	/** Where Apple's web sites are played, of the demo alone. */
	readonly appleSites?: string | null;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const graceMs = 10_000;
/** Four kilobytes each. */
const rememberedKeys = 10_000;
/** Half a kilobyte each. */
const rememberedSigners = 20_000;

/**
 * Starts everything that listens and everything that runs on a clock.
 *
 * @throws CannotListen where a port is refused; then nothing listens
 */
export async function startService(domain: Domain, options: ServiceOptions = {}): Promise<Service> {
	const { config, store, sealer, clock, randomness, log } = domain;
	keepYoungGenerationSmall();
	const authority = await domain.authority();
	const profiles = await domain.profiles();
	const common = { work: store, clock, randomness };
	const peer = peerOf(config.trustedProxies ?? []);
	const { tls, ownRoot, fact: certificate } = await serverCertificate(domain);

	const identify = createIdentify([authority.ca.certificate], new SignerCache(rememberedKeys), rememberedSigners, {
		allowSha1: config.legacyScepCiphers,
	});
	const portal = createPortalService({
		...common,
		sealer,
		profiles,
		options: {
			publicUrl: config.publicUrl,
			sessionLifetime: config.sessionMinutes * minute,
			challengeLifetime: config.challengeMinutes * minute,
		},
	});
	const scep = createScepService({
		...common,
		authority,
		options: {
			legacyCiphers: config.legacyScepCiphers,
			identityLifetime: config.identityDays * day,
			failInfoOf: (code) => scepFailures[code],
		},
	});
	const report = createReportService({
		...common,
		context: { serverCertificate: certificate, admitMacs: config.admitMacs },
		options: { publicUrl: config.publicUrl, sessionLifetime: config.sessionMinutes * minute },
	});
	const ade = openAde(domain);
	const door = await adeDoor(domain, profiles, ade.trust);
	const pages = createPortal({
		service: portal,
		report,
		my: createMyService({
			...common,
			sealer,
			options: { publicUrl: config.publicUrl, sessionLifetime: config.sessionMinutes * minute },
		}),
		ade: createAdePageService(door),
		publicUrl: config.publicUrl,
		peerOf: peer,
		recordFault: (visit, code, route) => recordPortalFault(common, visit, code, route),
		log,
	});
	await pages.ready();
	const limits = { idle: config.adminIdleMinutes * minute, absolute: config.adminSessionHours * 60 * minute };
	const streams = createEventStreams({ ...common, limits }, createLiveFeed(store.read, log));
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
			testPerson: (test) =>
				testPerson(
					store.read,
					test,
					{ serverCertificate: certificate, admitMacs: config.admitMacs, addresses: outsideAddresses(domain) },
					clock.now(),
				),
			overview: createOverview(store.read, clock, certificate),
			tour: options.tour ?? null,
			appleSites: options.appleSites ?? null,
			judge: (report) => {
				const context = { serverCertificate: certificate, admitMacs: config.admitMacs, addresses: outsideAddresses(domain) };
				return judgeReport(store.read, report, context, clock.now());
			},
			adeRounds: { progress: (id) => ade.rounds.progress(id), interval: config.adeSyncMinutes * minute },
			pushIssuers: domain.pushIssuers,
			incidentRecord: (incident, how) => gatherIncident(store.read, incident, clock.now(), how),
		},
		publicUrl: config.publicUrl,
		peerOf: peer,
		log,
	});
	await api.ready();

	const guard = operatorGuard({ token: config.metricsToken, behindProxy: config.plainPort !== null || config.trustedProxies !== null });
	const handler = dispatch({
		mdm: createMdmFace({
			identify,
			checkIn: createCheckInService({
				...common,
				sealer,
				options: { admitMacs: config.admitMacs, awaitFor: config.awaitMinutes * minute },
			}),
			connect: createConnectService({ ...common, sealer }),
			unreadable: async (from, fault) => {
				await recordUnreadable(common, "mdm", from, fault);
				if (from.answersCommand === true && from.by !== undefined) await setAsideUnreadable(common, from.by);
			},
			peerOf: peer,
			words: refusalWords,
			log,
		}),
		scep: createScepFace({
			service: scep,
			unreadable: (from, fault) => recordUnreadable(common, "scep", from, fault),
			certificates: buildCertsOnly([authority.registration.certificate.der, authority.ca.certificate.der]),
			withheld: options.withheldCapabilities ?? new Set(),
			peerOf: peer,
			log,
		}),
		ade: createAdeFace({
			service: createAdePostService(door),
			peerOf: peer,
			languageOf: acceptedLanguage,
			words: setupAssistantWords,
			log,
		}),
		wellKnown: createWellKnownFace({
			refuse: (identifier) => refuseDiscovery(common, identifier),
			languageOf: acceptedLanguage,
			words: (language) => discoveryWords(language, `${config.publicUrl}/enroll`),
			log,
		}),
		pages: (request, response) => pages.routing(request, response),
		api: (request, response) => api.routing(request, response),
		console: createConsoleFace(fileURLToPath(new URL("../console/dist/", import.meta.url))),
		metrics: createMetricsFace({
			...{ guard, clock, log, stores: store.read },
			version: packageJson.version,
			ends: { "server-certificate": certificate.notAfter, "ca-certificate": certificate.authorityNotAfter },
		}),
		health: createHealthFace({
			guard,
			summary: () => healthSummary(store.read),
			log,
		}),
		healthy: () =>
			store.ping().then(
				() => true,
				() => false,
			),
	});

	const connection = createPushConnection({
		host: config.apnsHost,
		port: config.apnsPort,
		...(config.standInApnsCaFile === null ? {} : { ca: readFileSync(config.standInApnsCaFile, "utf8") }),
		pushCertificates: store.read.pushCertificates,
		openKeyPem: (certificate) => openPushKeyPem(sealer, certificate),
		clock,
		log,
	});
	const push = createPushService<Stores>({
		...common,
		sealer,
		log,
		current: () => connection.current(),
		hooks: {
			certificateAnswer: recordApnsAnswer,
			accepted: async (stores, device, at) => {
				const attempt = device.attemptId === null || device.lastPushAt !== null ? undefined : await stores.attempts.byId(device.attemptId);
				if (attempt !== undefined) await recordStep(stores, attempt, "push-sent", at, {});
			},
		},
	});

	const listening = await listenOnAll(handler, config, tls, options.patience);

	await ade.rounds.schedule();
	const health = openHealth({ ...domain, presented: certificate });
	const notices = openNotices(domain);
	const clocks = startClocks(domain, { ade, push, profiles, certificate, health, notices }, options);
	return {
		port: listening[0]?.port ?? config.port,
		plainPort: listening[1]?.port ?? null,
		push,
		ownRoot,
		async stop() {
			// They would hold their lines open for as long as they may.
			await streams.close();
			await Promise.all(listening.map((one) => one.close(graceMs)));
			health.close();
			await ade.close();
			await Promise.all([notices.outbox.stop(), ...clocks.map((one) => one.stop())]);
			await push.stop();
			await connection.close();
			await Promise.all([pages.close(), api.close()]);
		},
	};
}

/** What the faces for phones in Setup Assistant share. */
async function adeDoor({ config, store, sealer, clock, randomness }: Domain, profiles: ProfileMaker, trust: DeviceTrust) {
	const { oidcIssuer: issuer, oidcClientId: clientId } = config;
	// Loaded only where it is used: with what it brings along it is seven megabytes.
	const provider =
		issuer === null || clientId === null
			? null
			: (await import("./openid/provider.ts")).createSignInProvider(
					{
						issuer,
						clientId,
						clientSecret: config.oidcClientSecret,
						userClaim: config.oidcUserClaim,
						ca: config.oidcCaFile === null ? null : readFileSync(config.oidcCaFile, "utf8"),
						redirectUri: `${config.publicUrl}${providerReturnPath}`,
					},
					{ clock, randomness },
				);
	return {
		...{ work: store, clock, randomness, sealer, profiles, provider },
		verify: (cms: Uint8Array, now: number) => verifyMachineInfo(cms, trust, now),
		options: {
			publicUrl: config.publicUrl,
			visitLifetime: config.adeSignInMinutes * minute,
			challengeLifetime: config.challengeMinutes * minute,
			admitMacs: config.admitMacs,
			providerIssuer: provider === null ? null : issuer,
		},
	};
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

/** One port or two; where the second is refused the first is given back. */
async function listenOnAll(
	handler: Parameters<typeof listen>[0],
	{ host, port, plainPort }: Config,
	tls: Parameters<typeof listen>[2],
	patience: Patience | undefined,
): Promise<readonly Listening[]> {
	const open = (at: { readonly host: string; readonly port: number }, security: typeof tls, setting: string) =>
		listen(handler, at, security, patience).catch((error: unknown) => {
			throw new CannotListen(setting, error);
		});
	const first = await open({ host, port }, tls, settings.port.env);
	if (plainPort === null) return [first];
	try {
		return [first, await open({ host: "127.0.0.1", port: plainPort }, null, settings.plainPort.env)];
	} catch (error) {
		await first.close(0);
		throw error;
	}
}
