import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApnsStandIn, createApnsStandIn } from "../simulator/apns.ts";
import { createStandInIssuer } from "../simulator/apple-issuer.ts";
import { loadConfig } from "../src/config/load.ts";
import { setPlan } from "../src/directory/licences.ts";
import { type Domain, openDomain } from "../src/domain.ts";
import type { Log } from "../src/evidence/log.ts";
import { setAuthority } from "../src/tenant/authority.ts";
import { addDomain, verifyDomain } from "../src/tenant/domains.ts";
import { uploadPushCertificate } from "../src/tenant/push-certificate.ts";
import { createPushCertificateRequest } from "../src/tenant/push-certificate-request.ts";
import { type Child, startChild } from "./child.ts";
import { freePort } from "./free-port.ts";
import type { LoadAnswer, LoadQuestion } from "./load.ts";
import type { ServerQuestion, ServerUsage } from "./server.ts";

/** A data directory of its own with a tenant in which all is in order, a stand-in for Apple's push service, and the processes that use them. */
export interface Place extends AsyncDisposable {
	readonly domain: Domain;
	readonly topic: string;
	readonly settings: Readonly<Record<string, string>>;
	readonly apns: ApnsStandIn;
	server(kind: "service" | "empty", execArgv?: readonly string[]): Promise<Server>;
}

export interface Server extends AsyncDisposable {
	readonly port: number;
	usage(): Promise<ServerUsage>;
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const year = 365 * 86_400_000;

export async function openPlace(): Promise<Place> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
	const now = Date.now();
	const issuer = createStandInIssuer({ now });
	const apns = createApnsStandIn({ issuer, now: Date.now });
	const { port: apnsPort, caPem } = await apns.started();
	const port = await freePort();
	writeFileSync(join(folder, "apns-ca.pem"), caPem);
	writeFileSync(join(folder, "push-issuer.pem"), issuer.certificatePem);
	const settings = {
		GENKAN_DATA: join(folder, "data"),
		GENKAN_PUBLIC_URL: `https://localhost:${port}`,
		GENKAN_HOST: "127.0.0.1",
		GENKAN_PORT: String(port),
		GENKAN_APNS_HOST: "localhost",
		GENKAN_APNS_PORT: String(apnsPort),
		GENKAN_STAND_IN_APNS_CA_FILE: join(folder, "apns-ca.pem"),
		GENKAN_STAND_IN_PUSH_ISSUER_FILE: join(folder, "push-issuer.pem"),
	};
	const loaded = loadConfig(settings, undefined);
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	const opened = await openDomain(loaded.config, silent);
	if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
	const { domain } = opened;
	await domain.store.write(async (stores) => {
		await addDomain(stores, { domain: "contoso.example", now });
		await verifyDomain(stores, { domain: "contoso.example" });
		await setPlan(stores, { plan: "INTUNE_A", name: "Intune Plan 1", authority: "intune", seats: 1_000_000, now });
		await setAuthority(stores, { authority: "intune", now });
	});
	const { der } = await createPushCertificateRequest(domain.store, { sealer: domain.sealer, organization: "Contoso", now });
	const topicUid = "11111111-2222-3333-4444-555555555555";
	const pem = issuer.issuePushCertificate({ csrDer: der, topicUid, notBefore: now - 60_000, notAfter: now + year });
	const upload = { pem, now, appleId: "mdm@contoso.example" };
	const uploaded = await domain.store.write((stores) =>
		uploadPushCertificate(stores, upload, { sealer: domain.sealer, issuers: domain.pushIssuers }),
	);
	if (!uploaded.ok) throw new Error(JSON.stringify(uploaded.problem));
	return {
		domain,
		topic: `com.apple.mgmt.External.${topicUid}`,
		settings,
		apns,
		async server(kind, execArgv) {
			const child = startChild<ServerQuestion, ServerUsage>("server.ts", execArgv);
			const { port } = await child.ask({ start: kind, settings });
			return { port, usage: () => child.ask({ tell: "usage" }), [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
		},
		async [Symbol.asyncDispose]() {
			await domain.close();
			await apns.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export const startLoad = (): Child<LoadQuestion, LoadAnswer> => startChild("load.ts");

/** An answer that is not 200 is not what is measured. */
export function demandAllGood(answer: LoadAnswer): LoadAnswer {
	if (answer.answers === 0 || Object.keys(answer.statuses).some((status) => status !== "200"))
		throw new Error(`answers other than 200: ${JSON.stringify(answer.statuses)}`);
	return answer;
}
