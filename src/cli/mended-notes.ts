import type { AuditEntry } from "../evidence/audit.ts";
import { recheckAfter } from "../health/recheck-incidents.ts";
import { openHealth } from "../health-composition.ts";
import { outsideAddresses } from "../outside-names.ts";
import { serverCertificate } from "../server-certificate.ts";
import { codeTexts } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import { say } from "./say.ts";

/** Judges at once what a change may have mended, and says what is over. Where nothing is wrong it costs two reads. */
export async function mendedNotes(entries: readonly AuditEntry[], context: Context): Promise<readonly string[]> {
	const { domain, texts, language } = context;
	const { store, clock, config } = domain;
	const { incidents } = store.read;
	const isOpen = async (kind: "cause" | "tenant" | "domain") => (await incidents.list({ open: true, kind, limit: 1 })).length > 0;
	const codes: string[] = [];
	if (await isOpen("cause")) {
		const { fact } = await serverCertificate(domain);
		const judgedBy = { serverCertificate: fact, admitMacs: config.admitMacs, addresses: outsideAddresses(domain) };
		for (const { action, id } of entries)
			codes.push(...(await recheckAfter({ work: store, clock, context: judgedBy }, { action, id })).map(({ code }) => code));
	}
	if ((await isOpen("tenant")) || (await isOpen("domain"))) {
		const health = openHealth(domain);
		codes.push(...(await health.judge()).closed.map(({ code }) => code));
		health.close();
	}
	return [...new Set(codes)].map((code) =>
		say(texts.audit.said["this-mended"], { title: codeTexts(code, language)?.title ?? code, code }, language),
	);
}
