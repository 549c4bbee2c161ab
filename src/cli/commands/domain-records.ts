import { canonicalDomain } from "../../evidence/domain-name.ts";
import { enrollmentHost, registrationHost } from "../../evidence/observation-keys.ts";
import { wellKnownPath } from "../../evidence/service-discovery.ts";
import { cnameTargets } from "../../outside-names.ts";
import { command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const name = { kind: "text", value: "DOMAIN" } as const;

/** Seconds: short enough that a change is seen everywhere soon. */
const ttl = 3600;

/** A domain is often copied out of a user name, with the sign before it. */
const domainOf = (typed: string) => canonicalDomain(typed.trim().replace(/^[@＠]/u, ""));

export const domainRecordCommands = [
	command({
		name: "domains record",
		store: "read",
		arguments: { name },
		async run({ name: typed }, context) {
			const { domain, texts, language } = context;
			const kept = domainOf(typed);
			if (kept === null) return refusedBy({ kind: "domain-malformed", domain: typed }, language);
			const targets = cnameTargets(domain);
			const records = [
				{ type: "CNAME", host: enrollmentHost(kept), target: targets.enrollment, ttl },
				{ type: "CNAME", host: registrationHost(kept), target: targets.registration, ttl },
			];
			// A CNAME leads to a name: a public address of digits has none to lead to.
			const unfit = records.find(({ target }) => canonicalDomain(target) === null);
			if (unfit !== undefined) return refusedBy({ kind: "cname-target-unfit", target: unfit.target }, language);
			const zone = records.map(({ host, target }) => `${host}. ${ttl} IN CNAME ${target}.`).join("\n");
			const { columns } = texts;
			const table = textTable(
				[{ title: columns.type }, { title: columns.host }, { title: columns.target }, { title: "TTL", side: "right" }],
				records.map(({ type, host, target }) => [type, host, target, String(ttl)]),
				// To be copied: nothing of it may be cut.
				{ ...context, columns: null },
			);
			return done(
				{ domain: kept, records, zone },
				`${say(texts.said["domain-records"], { domain: kept }, language)}\n\n${table}\n${zone}\n`,
			);
		},
	}),
	command({
		name: "domains discovery",
		store: "read",
		arguments: { name },
		run({ name: typed }, { domain, texts, language }) {
			const kept = domainOf(typed);
			if (kept === null) return Promise.resolve(refusedBy({ kind: "domain-malformed", domain: typed }, language));
			const address = `https://${kept}${wellKnownPath}`;
			const target = `${domain.config.publicUrl}${wellKnownPath}`;
			const servers = webServers(target);
			const text = [
				say(texts.said["domain-discovery"], { domain: kept, address, target }, language),
				...Object.entries(servers).map(([server, lines]) => `${server}:\n\n${lines}`),
				say(texts.said["domain-discovery-after"], { domain: kept }, language),
			];
			return Promise.resolve(done({ domain: kept, address, target, ...servers }, `${text.join("\n\n")}\n`));
		},
	}),
] as const;

/** What to enter. The query must go along: phones do not add it again to where they are sent. */
function webServers(target: string): Readonly<Record<"nginx" | "apache" | "iis", string>> {
	return {
		nginx: `location = ${wellKnownPath} {\n    return 302 ${target}$is_args$args;\n}`,
		apache: `Redirect 302 "${wellKnownPath}" "${target}"`,
		iis: [
			`<location path="${wellKnownPath.slice(1)}">`,
			"  <system.webServer>",
			`    <httpRedirect enabled="true" destination="${target}$Q" exactDestination="true" httpResponseStatus="Found" />`,
			"  </system.webServer>",
			"</location>",
		].join("\n"),
	};
}
