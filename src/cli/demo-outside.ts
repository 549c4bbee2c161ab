import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NameServer, startNameServer } from "../../simulator/name-server.ts";
import { startTimeServer, type TimeServer } from "../../simulator/time-server.ts";
import { startWebSites, type WebSites } from "../../simulator/web-sites.ts";
import type { Clock } from "../evidence/clock.ts";

/** What the service looks at outside, on this machine: name service, the domain's web site, and the time. */
export interface DemoOutside {
	/** With which the service, and the commands that the reader is shown, ask these and nobody else. */
	readonly settings: {
		readonly dnsServers: string;
		readonly timeServer: string;
		readonly standInWebPort: number;
		readonly standInWebCaFile: string;
	};
	readonly names: NameServer;
	readonly sites: WebSites;
	readonly time: TimeServer;
	stop(): Promise<void>;
}

/**
 * In order but for one record, so that the doctor has something to say of name service: that of registration, for which no phone is refused.
 *
 * @param folder for the certificate that the service is to trust
 */
export async function startOutside(clock: Clock, { folder, url }: { readonly folder: string; readonly url: string }): Promise<DemoOutside> {
	const names = await startNameServer();
	names.set("enterpriseenrollment.contoso.example", { kind: "cname", target: new URL(url).hostname });
	const sites = await startWebSites(clock.now());
	sites.set("contoso.example", { kind: "servers", baseUrl: url });
	const time = await startTimeServer(() => clock.now());
	const standInWebCaFile = join(folder, "stand-in-web-ca.pem");
	writeFileSync(standInWebCaFile, sites.root);
	return {
		...{ names, sites, time },
		settings: { dnsServers: names.address, timeServer: time.address, standInWebPort: sites.port, standInWebCaFile },
		async stop() {
			await Promise.all([names.stop(), sites.stop(), time.stop()]);
		},
	};
}
