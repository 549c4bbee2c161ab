import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NameEntry, type NameServer, startNameServer } from "../../../simulator/name-server.ts";
import { createSiteAuthority, type SiteCertificate } from "../../../simulator/site-authority.ts";
import { startTimeServer, type TimeServer } from "../../../simulator/time-server.ts";
import { startWebSites, type WebSites } from "../../../simulator/web-sites.ts";
import { type HouseOptions, openHouse } from "../harness.ts";
import { type Stage, stageIn } from "./stage.ts";

/** What doctor says of one thing that is wrong. */
export interface Wrong {
	readonly code: string;
	readonly severity: string;
	readonly saw: { readonly kind: string };
	readonly fixes: readonly { readonly command: string | null }[];
}

/** The world outside, in which everything is in order until it is turned, and a service that looks at it. */
export interface World extends AsyncDisposable {
	readonly stage: Stage;
	/** Two name servers that must say the same. */
	readonly names: readonly [NameServer, NameServer];
	readonly sites: WebSites;
	readonly time: TimeServer;
	/** PEM: what a phone must trust to ask a domain's site, and to open the portal. */
	readonly roots: readonly string[];
	/** Says the same at every name server. */
	name(host: string, entry: NameEntry | null): void;
	/** The service presents this from its next start on. Its authority is one that clients know; by default its certificate lasts. */
	present(change?: Parameters<ReturnType<typeof createSiteAuthority>["issue"]>[1], names?: readonly string[]): Promise<void>;
	/** Everything that doctor finds wrong, after it looked at the world anew. */
	wrong(): Promise<readonly Wrong[]>;
	/** Time goes on, for everybody. */
	pass(ms: number): void;
}

export const domain = "contoso.example";
export const target = "mdm.contoso.example";

export async function openWorld(options: HouseOptions = {}): Promise<World> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-world-"));
	const names = [await startNameServer(), await startNameServer()] as const;
	const sites = await startWebSites();
	const known = createSiteAuthority(Date.now());
	let passed = 0;
	const time = await startTimeServer(() => Date.now() + passed);
	const files = { web: join(folder, "web.pem"), certificate: join(folder, "server.pem"), key: join(folder, "server.key") };
	writeFileSync(files.web, sites.root + known.root);
	const write = ({ certificate, key }: SiteCertificate) => {
		writeFileSync(files.certificate, certificate);
		writeFileSync(files.key, key);
	};
	write(known.issue(["localhost"]));
	const settings = {
		GENKAN_DNS_SERVERS: names.map(({ address }) => address).join(","),
		GENKAN_TIME_SERVER: time.address,
		GENKAN_STAND_IN_WEB_PORT: String(sites.port),
		GENKAN_STAND_IN_WEB_CA_FILE: files.web,
		GENKAN_ADE_URL: `https://localhost:${sites.port}`,
		GENKAN_STAND_IN_ADE_CA_FILE: files.web,
		GENKAN_TLS_CERTIFICATE_FILE: files.certificate,
		GENKAN_TLS_KEY_FILE: files.key,
		GENKAN_ENROLLMENT_CNAME_TARGET: target,
		GENKAN_REGISTRATION_CNAME_TARGET: target,
		...options.settings,
	};
	const house = await openHouse({ ...options, settings });
	const { apnsHost, apnsPort, standInApnsCaFile } = house.domain.config;
	// The command line looks at Apple's hosts by itself.
	const stage = stageIn(house, {
		...settings,
		GENKAN_APNS_HOST: apnsHost,
		GENKAN_APNS_PORT: String(apnsPort),
		GENKAN_STAND_IN_APNS_CA_FILE: standInApnsCaFile ?? "",
	});
	const name = (host: string, entry: NameEntry | null) => {
		for (const server of names) server.set(host, entry);
	};
	for (const host of ["EnterpriseEnrollment", "EnterpriseRegistration"]) name(`${host}.${domain}`, { kind: "cname", target });
	sites.set(domain, { kind: "redirect", to: `${house.url}/.well-known/com.apple.remotemanagement` });
	return {
		stage,
		names,
		sites,
		time,
		roots: [sites.root, known.root],
		name,
		async present(change = {}, certified = ["localhost"]) {
			write(known.issue(certified, change));
			await house.restart();
		},
		async wrong() {
			const { out } = await stage.genkan(["doctor", "--json"]);
			const { subjects } = JSON.parse(out) as { readonly subjects: readonly { readonly wrong: readonly Wrong[] }[] };
			return subjects.flatMap((subject) => subject.wrong);
		},
		pass(ms) {
			passed += ms;
			house.clock.move(ms);
		},
		async [Symbol.asyncDispose]() {
			await house[Symbol.asyncDispose]();
			await Promise.all([...names.map((server) => server.stop()), sites.stop(), time.stop()]);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
