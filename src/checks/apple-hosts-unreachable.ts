import type { HostFact } from "../evidence/outside-fact.ts";
import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck, pass, unknown } from "./check.ts";
import { listedHost } from "./listed.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";
import { writtenList, writtenText } from "./written.ts";

/** Apple's own troubles last shorter than this, as a rule. */
const patience = 3600_000;

/** For an hour nothing of Apple's was reached: then our own name service, firewall or proxy is to be looked at. */
export const appleHostsUnreachable = defineCheck({
	code: "apple-hosts-unreachable",
	who: ["administrator", "directory"],
	category: "clientDisconnected",
	judge(facts) {
		const { appleHosts, adeToken, now } = facts;
		// Where a token is judged, what Apple answered to that token says more.
		if (appleHosts !== undefined && adeToken === undefined) return judgeHosts(appleHosts, now);
		return judgeTokenRefusal(facts, { gate: "network", has: anyOf("unreachable") }, ({ since }, values) =>
			now - since < patience
				? unknown("apple-unreachable", values)
				: failAs("error", "apple-unreachable-for-long", { ...values, lastSuccessAt: adeToken?.lastSuccessAt ?? null }),
		);
	},
	fixes(saw) {
		const hosts = writtenList(saw, "hosts").flatMap((host) => writtenText(host, "address") ?? []);
		if (hosts.length > 0) return [byHand("allow-hosts", { hosts: hosts.join(", ") }), byHand("see-apple-status")];
		return [byHand("allow-apple-hosts"), byHand("see-apple-status"), syncTokenFix(saw)];
	},
});

function judgeHosts(hosts: readonly HostFact[], now: number) {
	const away = hosts.filter(({ fault }) => fault !== null);
	const long = away.filter(({ since }) => now - since >= patience);
	const lookedAt = Math.max(...hosts.map((host) => host.lookedAt));
	if (long.length > 0) return failAs("error", "apple-hosts-away-for-long", { hosts: long.map(listedHost), lookedAt });
	if (away.length > 0) return unknown("apple-hosts-away", { hosts: away.map(listedHost), lookedAt });
	return pass("apple-hosts-answer", { addresses: hosts.map(({ address }) => address), lookedAt });
}
