import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type AdePhone, type AdePhoneOptions, createAdePhone } from "../../simulator/ade-phone.ts";
import { type ApnsStandIn, createApnsStandIn } from "../../simulator/apns.ts";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import type { DeviceDescription } from "../../simulator/device.ts";
import { createKeyPool } from "../../simulator/key-pool.ts";
import type { Misbehaviour } from "../../simulator/misbehave.ts";
import { createPhone, type Phone, type PhoneOptions } from "../../simulator/phone.ts";
import { type Ade, openAde } from "../ade-composition.ts";
import { loadConfig } from "../config/load.ts";
import { type Domain, type OpenProblem, openDomain, systemRandomness } from "../domain.ts";
import type { Clock } from "../evidence/clock.ts";
import type { Log } from "../evidence/log.ts";
import type { Tour } from "../http/api/tour.ts";
import { CannotListen } from "../http/cannot-listen.ts";
import { type Service, startService } from "../service.ts";
import { uploadPushCertificate } from "../tenant/push-certificate.ts";
import { createPushCertificateRequest } from "../tenant/push-certificate-request.ts";
import { type DemoApple, startApple } from "./demo-apple.ts";
import { type ApplePage, serveApplePage } from "./demo-apple-page.ts";
import { type DemoOutside, startOutside } from "./demo-outside.ts";
import { createPushPortal, type DemoPushPortal } from "./demo-push-portal.ts";

/** What the demo plays on: the real service, stand-ins for Apple's services, and phones that Apple's pushes reach. */
export interface Stage {
	readonly domain: Domain;
	readonly service: Service;
	readonly apns: ApnsStandIn;
	readonly apple: DemoApple;
	readonly outside: DemoOutside;
	/** What stands in for Apple's two web sites. */
	readonly applePage: ApplePage;
	/** As the command line has it. */
	readonly ade: Ade;
	readonly url: string;
	readonly clock: DemoClock;
	/** A phone with this description; a second call for the same one is its owner's next visit. */
	phone(device: DeviceDescription, more?: Partial<PhoneOptions>): Phone;
	/** A phone at “Hello”, which asks Apple what to do. */
	adePhone(device: DeviceDescription, how?: AdeHow): AdePhone;
	/** Does at the stand-in's portal what an administrator does at Apple's, and uploads the result. */
	uploadPush(topic: string, options?: { readonly validFor?: number; readonly devicesLost?: number }): Promise<void>;
	/** Keys for so many phones, made ahead in the thread pool. */
	makeKeys(count: number): Promise<void>;
	/** The phone with this serial has had its try. */
	ended(serial: string): void;
	/** By serial number: phones that Apple had no profile for, and how their owners begin again. */
	readonly notStarted: Map<string, () => Promise<unknown>>;
	/** How many phones have had a try. */
	phonesEnded(): number;
	close(): Promise<void>;
}

export interface AdeHow {
	readonly misbehaves?: readonly Misbehaviour[];
	/** Its enrollment profile is that of another device. */
	readonly profileOf?: string;
	/** What Apple tells it, where that was before now. */
	readonly activate?: AdePhoneOptions["activate"];
	readonly seen?: NonNullable<PhoneOptions["seen"]>;
}

/** The demo begins in the past, so that a profile can be too old to install without anybody waiting. */
export class DemoClock implements Clock {
	#behind: number;

	constructor(behind: number) {
		this.#behind = behind;
	}

	now(): number {
		return Date.now() - this.#behind;
	}

	forward(ms: number): void {
		this.#behind = Math.max(0, this.#behind - ms);
	}

	/** To so long before the present. */
	forwardTo(behind: number): void {
		this.#behind = Math.min(this.#behind, behind);
	}

	toThePresent(): void {
		this.#behind = 0;
	}
}

export type SetStage = { readonly ok: true; readonly stage: Stage } | { readonly ok: false; readonly problem: OpenProblem };

/**
 * @param data where the store is kept; undefined: in a folder that is gone afterwards
 * @param tour what the console plays with the simulated phones
 */
export async function setStage(data: string | undefined, clock: DemoClock, log: Log, tour: Tour | null = null): Promise<SetStage> {
	try {
		return await setStageAt({ service: 8443, appleSites: 8480 }, data, clock, log, tour);
	} catch (error) {
		// Two demos may look for a port at once, and find the same.
		if (!(error instanceof CannotListen) && (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
		return setStageAt({ service: 0, appleSites: 0 }, data, clock, log, tour);
	}
}

async function setStageAt(
	wished: { readonly service: number; readonly appleSites: number },
	data: string | undefined,
	clock: DemoClock,
	log: Log,
	tour: Tour | null,
): Promise<SetStage> {
	// Whatever stops it half way, nothing goes on listening.
	await using half = new AsyncDisposableStack();
	const folder = mkdtempSync(join(tmpdir(), "genkan-demo-"));
	half.defer(() => rmSync(folder, { recursive: true, force: true }));
	const kept = resolve(data ?? join(folder, "data"));
	mkdirSync(kept, { recursive: true, mode: 0o700 });
	const issuer = createStandInIssuer({ now: clock.now() });
	const apns = createApnsStandIn({ issuer, now: () => clock.now() });
	const { port: apnsPort, caPem } = await apns.started();
	half.defer(() => apns.stop());
	writeFileSync(join(kept, "stand-in-apns-ca.pem"), caPem);
	writeFileSync(join(kept, "stand-in-push-issuer.pem"), issuer.certificatePem);
	const apple = await startApple(clock, kept);
	half.defer(() => apple.stop());
	const port = await freePort(wished.service);
	const url = `https://localhost:${port}`;
	const portal = createPushPortal(issuer, clock);
	const applePage = await serveApplePage({ portal, manager: apple.standIn }, await freePort(wished.appleSites));
	half.defer(() => applePage.stop());
	const outside = await startOutside(clock, { folder: kept, url });
	half.defer(() => outside.stop());
	const settings = {
		publicUrl: url,
		port,
		apnsHost: "localhost",
		apnsPort,
		standInApnsCaFile: join(kept, "stand-in-apns-ca.pem"),
		standInPushIssuerFile: join(kept, "stand-in-push-issuer.pem"),
		...apple.settings,
		...outside.settings,
		// A reader who has mended a token waits for nothing.
		adeSyncMinutes: 1,
	};
	// The commands that the reader is shown ask the same Apple; and data that is kept never asks the real one.
	writeFileSync(join(kept, "genkan.json"), `${JSON.stringify(settings, null, "\t")}\n`);
	const loaded = loadConfig({ GENKAN_DATA: kept }, settings);
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	const opened = await openDomain(loaded.config, log, clock, systemRandomness);
	if (!opened.ok) return opened;
	const { domain } = opened;
	half.defer(() => domain.close());
	const ade = openAde(domain);
	const service = await startService(domain, { pushEvery: 100, silenceEvery: 200, silenceGrace: 0, tour, appleSites: applePage.url });
	const pool = createKeyPool();
	const phones: Phone[] = [];
	const adePhones: AdePhone[] = [];
	callPhones(apns, () => [...phones, ...adePhones.flatMap((one) => one.phone() ?? [])]);
	half.defer(async () => {
		for (const phone of [...phones, ...adePhones]) phone.close();
		await ade.close();
		await service.stop();
	});
	const whole = half.move();
	const serials = new Set<string>();
	const roots = service.ownRoot === null ? [] : [service.ownRoot];
	const stage: Stage = {
		domain,
		service,
		apns,
		apple,
		outside,
		applePage,
		ade,
		url,
		clock,
		phone(device, more = {}) {
			const phone = createPhone({
				...device,
				roots,
				portalUrl: url,
				makeKeys: (bits) => pool.take(bits),
				clock: () => clock.now(),
				...more,
			});
			phones.push(phone);
			return phone;
		},
		adePhone(device, { misbehaves = [], profileOf, activate, seen } = {}) {
			const phone = createAdePhone({
				...device,
				// The service's own certificate authority comes with the enrollment profile.
				roots: [apple.caPem],
				activated: apple.activated(device),
				activate: activate ?? ((serial) => apple.standIn.activation(profileOf ?? serial)),
				makeKeys: (bits) => pool.take(bits),
				clock: () => clock.now(),
				misbehaves,
				...(seen === undefined ? {} : { seen }),
			});
			adePhones.push(phone);
			return phone;
		},
		uploadPush: (topic, options = {}) => uploadPush(domain, portal, topic, options),
		makeKeys: (count) => pool.fill(count),
		ended: (serial) => void serials.add(serial),
		notStarted: new Map(),
		phonesEnded: () => serials.size,
		close: () => whole.disposeAsync(),
	};
	return { ok: true, stage };
}

/** Apple's pushes reach whichever phone holds the token. */
function callPhones(apns: ApnsStandIn, phones: () => readonly Phone[]): void {
	apns.onPush(({ token, magic }) => {
		const called = phones().find((phone) => phone.state().token === token);
		// A phone that is switched off meanwhile does not come: nothing to report here, its record in the service tells.
		called?.onPush(magic).catch(() => undefined);
	});
}

async function uploadPush(
	domain: Domain,
	portal: DemoPushPortal,
	topicUid: string,
	{ validFor, devicesLost }: { readonly validFor?: number; readonly devicesLost?: number },
): Promise<void> {
	const now = domain.clock.now();
	const { der: csrDer } = await createPushCertificateRequest(domain.store, { sealer: domain.sealer, organization: "Contoso", now });
	const appleId = "mdm@contoso.example";
	const { pem } = portal.issue({ csrDer, topicUid, appleId, ...(validFor === undefined ? {} : { validFor }) });
	const upload = { pem, now, appleId, ...(devicesLost === undefined ? {} : { confirmDevicesLost: devicesLost }) };
	const outcome = await domain.store.write((stores) =>
		uploadPushCertificate(stores, upload, { sealer: domain.sealer, issuers: domain.pushIssuers }),
	);
	if (!outcome.ok) throw new Error(`the demo's push certificate was refused: ${JSON.stringify(outcome.problem)}`);
}

/** The wished port, or another when somebody else listens there. */
export async function freePort(wished: number): Promise<number> {
	for (const port of [wished, 0]) {
		const taken = await new Promise<number | null>((resolve) => {
			const probe = createServer();
			probe.once("error", () => resolve(null));
			probe.listen(port, "127.0.0.1", () => {
				const address = probe.address();
				probe.close(() => resolve(address !== null && typeof address === "object" ? address.port : null));
			});
		});
		if (taken !== null) return taken;
	}
	throw new Error("no port is free on this machine");
}
