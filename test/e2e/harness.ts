import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApnsStandIn, createApnsStandIn } from "../../simulator/apns.ts";
import { createStandInIssuer, type StandInIssuer } from "../../simulator/apple-issuer.ts";
import { loadConfig } from "../../src/config/load.ts";
import { importUsersFile } from "../../src/directory/import-users.ts";
import { setPlan } from "../../src/directory/licences.ts";
import { type Domain, openDomain, systemRandomness } from "../../src/domain.ts";
import { newId } from "../../src/enrollment/record.ts";
import type { Attempt } from "../../src/evidence/attempt.ts";
import type { Clock } from "../../src/evidence/clock.ts";
import type { Log } from "../../src/evidence/log.ts";
import { type Service, type ServiceOptions, startService } from "../../src/service.ts";
import { setAuthority } from "../../src/tenant/authority.ts";
import { addDomain, verifyDomain } from "../../src/tenant/domains.ts";
import { uploadPushCertificate } from "../../src/tenant/push-certificate.ts";
import { createPushCertificateRequest } from "../../src/tenant/push-certificate-request.ts";
import { freePort } from "../free-port.ts";
import { houseDatabase } from "./house-database.ts";

/** The real service on loopback with a store of its own, a stand-in for Apple's push service, and a tenant in which everything is in order. */
export interface House extends AsyncDisposable {
	readonly domain: Domain;
	readonly service: Service;
	readonly apns: ApnsStandIn;
	readonly issuer: StandInIssuer;
	readonly clock: Clock & { move(ms: number): void };
	/** `https://localhost:PORT` */
	readonly url: string;
	/** PEM of the root that phones must trust to open the portal. */
	readonly root: string;
	/** What the service logged as a warning or an error. */
	readonly complaints: readonly string[];
	/** A user who may enroll, or, by `change`, may not. */
	addUser(
		upn: string,
		change?: { readonly groups?: string; readonly licences?: string; readonly enabled?: string; readonly manager?: string },
	): Promise<void>;
	uploadPush(topicUid: string, lost?: number): Promise<void>;
	attempt(reference: string): Promise<Attempt>;
	/** Stops and starts again on the same store and port. */
	restart(): Promise<void>;
}

export const password = "correct horse battery";

/**
 * What the service does by itself on a clock a test asks for, as often as it wants. Else a machine so slow that a house is a minute old would look at the
 * real world outside, and find that nobody has heard of contoso.example.
 */
const never = 24 * 3_600_000;
const stillness = { silenceEvery: never, incidentsEvery: never, lookEvery: never, judgeEvery: never, noticesEvery: never } as const;

export interface HouseOptions extends ServiceOptions {
	readonly settings?: { readonly [name: string]: string };
	/** false: no authority, no push certificate. */
	readonly ready?: boolean;
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-e2e-"));
	let offset = 0;
	const clock = {
		now: () => Date.now() + offset,
		move(ms: number) {
			offset += ms;
		},
	};
	const issuer = createStandInIssuer({ now: clock.now() });
	const apns = createApnsStandIn({ issuer, now: () => clock.now() });
	const { port: apnsPort, caPem } = await apns.started();
	writeFileSync(join(folder, "apns-ca.pem"), caPem);
	writeFileSync(join(folder, "push-issuer.pem"), issuer.certificatePem);
	const port = await freePort();
	const url = `https://localhost:${port}`;
	const complaints: string[] = [];
	const log = quietLog(complaints);
	const database = await houseDatabase();
	const loaded = loadConfig(
		{
			GENKAN_DATA: join(folder, "data"),
			GENKAN_PUBLIC_URL: url,
			GENKAN_PORT: String(port),
			GENKAN_APNS_HOST: "localhost",
			GENKAN_APNS_PORT: String(apnsPort),
			GENKAN_STAND_IN_APNS_CA_FILE: join(folder, "apns-ca.pem"),
			GENKAN_STAND_IN_PUSH_ISSUER_FILE: join(folder, "push-issuer.pem"),
			...(database === undefined ? {} : { GENKAN_DATABASE: database.url }),
			...options.settings,
		},
		undefined,
	);
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	const { config } = loaded;
	const open = async () => {
		const opened = await openDomain(config, log, clock, systemRandomness);
		if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
		return opened.domain;
	};
	let domain = await open();
	const serviceOptions = { ...stillness, pushEvery: 50, silenceGrace: 0, ...options };
	// Where it does not start the test fails, and does not hang on what was opened for it.
	const start = () =>
		startService(domain, serviceOptions).catch(async (error: unknown) => {
			await Promise.all([domain.close(), apns.stop()]);
			throw error;
		});
	let service = await start();

	const house: House = {
		get domain() {
			return domain;
		},
		get service() {
			return service;
		},
		get root() {
			return service.ownRoot ?? "";
		},
		apns,
		issuer,
		clock,
		url,
		complaints,
		async addUser(upn, change = {}) {
			const { groups = "", licences = "INTUNE_A", enabled = "yes", manager = "no" } = change;
			const csv = `upn,displayName,password,enabled,groups,licences,enrollmentManager\n${upn},${upn.split("@")[0]},${password},${enabled},${groups},${licences},${manager}\n`;
			const outcome = await importUsersFile(domain.store, Buffer.from(csv), { clock, newId: () => newId(clock, systemRandomness) });
			if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
		},
		async uploadPush(topicUid, lost) {
			const now = clock.now();
			const { der } = await createPushCertificateRequest(domain.store, { sealer: domain.sealer, organization: "Contoso", now });
			const pem = issuer.issuePushCertificate({ csrDer: der, topicUid, notBefore: now - 60_000, notAfter: now + 365 * 86_400_000 });
			const upload = { pem, now, appleId: "mdm@contoso.example", ...(lost === undefined ? {} : { confirmDevicesLost: lost }) };
			const outcome = await domain.store.write((stores) =>
				uploadPushCertificate(stores, upload, { sealer: domain.sealer, issuers: domain.pushIssuers }),
			);
			if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
		},
		async attempt(reference) {
			const attempt = await domain.store.read.attempts.byReference(reference);
			if (attempt === undefined) throw new Error(`no try ${reference}`);
			return attempt;
		},
		async restart() {
			await service.stop();
			await domain.close();
			domain = await open();
			service = await start();
		},
		async [Symbol.asyncDispose]() {
			await service.stop();
			await domain.close();
			await apns.stop();
			await database?.drop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
	await domain.store.write(async (stores) => {
		const now = clock.now();
		await addDomain(stores, { domain: "contoso.example", now });
		await verifyDomain(stores, { domain: "contoso.example" });
		await setPlan(stores, { plan: "INTUNE_A", name: "Intune Plan 1", authority: "intune", seats: 100_000, now });
		if (options.ready !== false) await setAuthority(stores, { authority: "intune", now });
	});
	if (options.ready !== false) await house.uploadPush("11111111-2222-3333-4444-555555555555");
	return house;
}

function quietLog(complaints: string[]): Log {
	const keep = (detail: object, message: string) => void complaints.push(`${message} ${JSON.stringify(detail)}`);
	return { debug() {}, info() {}, warn: keep, error: keep };
}
