import { fileURLToPath } from "node:url";
import packageJson from "../package.json" with { type: "json" };
import { openAde } from "./ade-composition.ts";
import { openAdeDoor } from "./ade-door-composition.ts";
import { openApi } from "./api-composition.ts";
import type { PushService } from "./devices/push.ts";
import type { Domain } from "./domain.ts";
import { createAdePageService } from "./enrollment/ade-page-service.ts";
import { createAdePostService } from "./enrollment/ade-post-service.ts";
import { createCheckInService } from "./enrollment/check-in-service.ts";
import { createConnectService } from "./enrollment/connect-service.ts";
import { createIdentify } from "./enrollment/identify.ts";
import { createMyService } from "./enrollment/my-service.ts";
import { createPortalService } from "./enrollment/portal-service.ts";
import { recordPortalFault } from "./enrollment/record-portal-fault.ts";
import { recordUnreadable } from "./enrollment/record-unreadable.ts";
import { refuseDiscovery } from "./enrollment/refuse-discovery.ts";
import { createScepService } from "./enrollment/scep-service.ts";
import { setAsideUnreadable } from "./enrollment/set-aside-unreadable.ts";
import { healthSummary } from "./health/health-summary.ts";
import { createReportService } from "./health/report-service.ts";
import { openHealth } from "./health-composition.ts";
import type { Tour } from "./http/api/tour.ts";
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
import { dispatch, type Patience } from "./http/server.ts";
import { listenOnAll } from "./listen-on-all.ts";
import { openNotices } from "./notices-composition.ts";
import { buildCertsOnly } from "./protocol/cms/certs-only.ts";
import { SignerCache } from "./protocol/cms/signer-cache.ts";
import type { ScepCapability } from "./protocol/scep/capabilities.ts";
import { openPush } from "./push-composition.ts";
import { serverCertificate } from "./server-certificate.ts";
import { type ClockOptions, startClocks } from "./start-clocks.ts";
import { discoveryWords } from "./texts/discovery-words.ts";
import { refusalWords, setupAssistantWords } from "./texts/refusal-words.ts";
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
	const door = await openAdeDoor(domain, profiles, ade.trust);
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
	const { api, streams } = await openApi(domain, {
		...{ ade, certificate, peerOf: peer },
		...{ tour: options.tour ?? null, appleSites: options.appleSites ?? null },
	});

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

	const push = openPush(domain);
	const listening = await listenOnAll(handler, config, tls, options.patience);

	await ade.rounds.schedule();
	const health = openHealth({ ...domain, presented: certificate });
	const notices = openNotices(domain);
	const clocks = startClocks(domain, { ade, push: push.service, profiles, certificate, health, notices }, options);
	return {
		port: listening[0]?.port ?? config.port,
		plainPort: listening[1]?.port ?? null,
		push: push.service,
		ownRoot,
		async stop() {
			// They would hold their lines open for as long as they may.
			await streams.close();
			await Promise.all(listening.map((one) => one.close(graceMs)));
			health.close();
			await ade.close();
			await Promise.all([notices.outbox.stop(), ...clocks.map((one) => one.stop())]);
			await push.stop();
			await Promise.all([pages.close(), api.close()]);
		},
	};
}
