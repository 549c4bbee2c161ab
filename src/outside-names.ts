import type { Domain } from "./domain.ts";

/** Where the two records of every domain must lead. */
export function cnameTargets({ config }: Pick<Domain, "config">): { readonly enrollment: string; readonly registration: string } {
	const own = new URL(config.publicUrl).hostname;
	return { enrollment: config.enrollmentCnameTarget ?? own, registration: config.registrationCnameTarget ?? own };
}

/** What is looked at beside the domains, as `host:port`. */
export function outsideAddresses({ config }: Pick<Domain, "config">): { readonly server: string; readonly hosts: readonly string[] } {
	return { server: hostAndPort(config.publicUrl), hosts: [`${config.apnsHost}:${config.apnsPort}`, hostAndPort(config.adeUrl)] };
}

function hostAndPort(url: string): string {
	const { hostname, port } = new URL(url);
	return `${hostname}:${port === "" ? 443 : port}`;
}
