import type { AuditEntry } from "../evidence/audit.ts";
import { recheckAfter, recheckUndone } from "../health/recheck-incidents.ts";
import { openHealth } from "../health-composition.ts";
import { outsideAddresses } from "../outside-names.ts";
import { serverCertificate } from "../server-certificate.ts";
import type { Context } from "./command.ts";

export interface JudgedChange {
	/** The codes of what is over. */
	readonly mended: readonly string[];
	/** The codes of what is wrong again, for what had mended it was taken back. */
	readonly reopened: readonly string[];
}

/** Judges at once what the changes of a command may have mended, or broken again. Where nothing is wrong it costs three reads. */
export async function judgeChanged(entries: readonly AuditEntry[], { domain }: Pick<Context, "domain">): Promise<JudgedChange> {
	const { store, clock, config } = domain;
	const { incidents } = store.read;
	const isOpen = async (kind: "cause" | "tenant" | "domain") => (await incidents.list({ open: true, kind, limit: 1 })).length > 0;
	const mended: string[] = [];
	const reopened: string[] = [];
	const [first, ...others] = entries;
	const undoing = entries.find(({ undoes }) => undoes !== null);
	const undone = undoing?.undoes ?? null;
	const hadMended = undone !== null && (await incidents.list({ mendedBy: [undone], limit: 1 })).length > 0;
	if (first !== undefined && (hadMended || (await isOpen("cause")))) {
		const { fact } = await serverCertificate(domain);
		const judgedBy = { serverCertificate: fact, admitMacs: config.admitMacs, addresses: outsideAddresses(domain) };
		const options = { work: store, clock, context: judgedBy };
		// All are of one command, and each incident is judged once; which of several mended it shows by whom they name.
		const after = { action: first.action, id: others.length === 0 ? first.id : null };
		mended.push(...(await recheckAfter(options, after)).map(({ code }) => code));
		if (undone !== null && undoing !== undefined)
			reopened.push(...(await recheckUndone(options, { undone, by: undoing.id })).map(({ code }) => code));
	}
	if ((await isOpen("tenant")) || (await isOpen("domain"))) {
		const health = openHealth(domain);
		// Of domains only what was seen outside is judged, which no command changes; those of a domain that is gone end in any case.
		mended.push(...(await health.judge([])).closed.map(({ code }) => code));
		health.close();
	}
	return { mended, reopened };
}
