import type { Domain } from "../domain.ts";
import { authorityFact } from "../tenant/authority.ts";
import { maintenanceFact } from "../tenant/maintenance.ts";
import { organization } from "../tenant/organization.ts";
import { pushCertificateFact } from "../tenant/push-certificate-fact.ts";
import type { CliTexts } from "../texts/cli-texts.ts";

export interface MissingSetup {
	readonly what: keyof CliTexts["setup"];
	/** After `genkan`; null where a setting mends it. */
	readonly commands: readonly (readonly string[])[];
	/** The settings that mend it. */
	readonly settings: readonly string[];
	/** Without it no device enrolls. */
	readonly blocks: boolean;
}

const day = 86_400_000;

/** What is not set up yet, in the order in which to do it: first what is written into every profile and cannot be changed later. */
export async function missingSetup({ store, config, clock }: Domain): Promise<readonly MissingSetup[]> {
	const { read } = store;
	const now = clock.now();
	const missing: MissingSetup[] = [];
	const add = (
		what: MissingSetup["what"],
		blocks: boolean,
		mend: { commands?: readonly (readonly string[])[]; settings?: readonly string[] },
	) => missing.push({ what, blocks, commands: mend.commands ?? [], settings: mend.settings ?? [] });

	const { hostname } = new URL(config.publicUrl);
	if (hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]")
		add("public-address", true, { settings: ["GENKAN_PUBLIC_URL"] });
	if (isLoopback(config.host) && config.plainPort === null) add("listens-here-only", false, { settings: ["GENKAN_HOST"] });
	if (config.tlsCertificateFile === null && config.plainPort === null)
		add("own-tls-certificate", false, { settings: ["GENKAN_TLS_CERTIFICATE_FILE", "GENKAN_TLS_KEY_FILE"] });
	if ((await organization(read)).name === "") add("organization", false, { commands: [["organization", "set", "--name", "NAME"]] });
	if ((await authorityFact(read)) === "unknown") add("authority", true, { commands: [["authority", "set", "intune"]] });

	const certificate = await pushCertificateFact(read);
	const renew = {
		commands: [
			["push-certificate", "csr", "--out", "push.csr"],
			["push-certificate", "upload", "FILE"],
		],
	};
	if (certificate === null) add("push-certificate", true, renew);
	else if (certificate.notAfter <= now) add("push-certificate-expired", true, renew);
	else if (certificate.faults.length > 0 || certificate.refusedByApple !== null)
		add("push-certificate-broken", true, { commands: [["push-certificate", "show"]] });
	else if (certificate.notAfter - now < 30 * day) add("push-certificate-ends-soon", false, renew);

	if (!(await read.domains.list()).some(({ verified }) => verified)) add("domain", true, { commands: [["domains", "verify", "DOMAIN"]] });
	const plans = await read.licences.plans();
	if (plans.length === 0) add("licences", true, { commands: [["licences", "plan", "INTUNE_A", "--seats", "NUMBER"]] });
	if ((await read.users.count()) === 0) add("users", true, { commands: [["users", "import", "FILE.csv"]] });
	else if (plans.length > 0 && plans.every(({ consumed }) => consumed === 0))
		add("licences-unassigned", true, { commands: [["licences", "assign", "UPN", "--plan", plans[0]?.plan ?? "PLAN"]] });
	if ((await read.terms.list()).length === 0) add("terms", false, { commands: [["terms", "set", "FILE"]] });
	if ((await maintenanceFact(read, now)) !== null) add("paused", true, { commands: [["maintenance", "off"]] });
	return missing;
}

function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || host.startsWith("127.");
}
