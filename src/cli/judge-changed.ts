import type { AuditEntry } from "../evidence/audit.ts";
import { recheckAfter } from "../health/recheck-incidents.ts";
import { openHealth } from "../health-composition.ts";
import { outsideAddresses } from "../outside-names.ts";
import { serverCertificate } from "../server-certificate.ts";
import type { Context } from "./command.ts";

/**
 * Judges at once what the changes of a command may have mended. Where nothing is wrong it costs three reads.
 *
 * @returns the codes of what is over
 */
export async function judgeChanged(entries: readonly AuditEntry[], { domain }: Pick<Context, "domain">): Promise<readonly string[]> {
	const { store, clock, config } = domain;
	const { incidents } = store.read;
	const isOpen = async (kind: "cause" | "tenant" | "domain") => (await incidents.list({ open: true, kind, limit: 1 })).length > 0;
	const codes: string[] = [];
	const [first, ...others] = entries;
	if (first !== undefined && (await isOpen("cause"))) {
		const { fact } = await serverCertificate(domain);
		const judgedBy = { serverCertificate: fact, admitMacs: config.admitMacs, addresses: outsideAddresses(domain) };
		// All are of one command, and each incident is judged once; which of several mended it shows by whom they name.
		const after = { action: first.action, id: others.length === 0 ? first.id : null };
		codes.push(...(await recheckAfter({ work: store, clock, context: judgedBy }, after)).map(({ code }) => code));
	}
	if ((await isOpen("tenant")) || (await isOpen("domain"))) {
		const health = openHealth(domain);
		// Of domains only what was seen outside is judged, which no command changes; those of a domain that is gone end in any case.
		codes.push(...(await health.judge([])).closed.map(({ code }) => code));
		health.close();
	}
	return codes;
}
