import type { Domain } from "./domain.ts";

/** Where the two records of every domain must lead. */
export function cnameTargets({ config }: Pick<Domain, "config">): { readonly enrollment: string; readonly registration: string } {
	const own = new URL(config.publicUrl).hostname;
	return { enrollment: config.enrollmentCnameTarget ?? own, registration: config.registrationCnameTarget ?? own };
}

/** What is looked at beside the domains, as `host:port`. */
export function outsideAddresses({ config }: Pick<Domain, "config">): { readonly server: string; readonly hosts: readonly string[] } {
	const address = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`;
	return { server: address(hostAndPort(config.publicUrl)), hosts: appleHosts({ config }).map(address) };
}

/** Apple's hosts that this service needs, each with the file of the CA that is believed beside the public ones; null: none is. */
export function appleHosts({ config }: Pick<Domain, "config">) {
	return [
		{ host: config.apnsHost, port: config.apnsPort, caFile: config.standInApnsCaFile },
		{ ...hostAndPort(config.adeUrl), caFile: config.standInAdeCaFile },
	] as const;
}

function hostAndPort(url: string): { readonly host: string; readonly port: number } {
	const { hostname, port } = new URL(url);
	return { host: hostname, port: port === "" ? 443 : Number(port) };
}
