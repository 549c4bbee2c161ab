import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck, unknown } from "./check.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

/** Apple's own troubles last shorter than this, as a rule. */
const patience = 3600_000;

/** For an hour nothing of Apple's was reached: then our own name service, firewall or proxy is to be looked at. */
export const appleHostsUnreachable = defineCheck({
	code: "apple-hosts-unreachable",
	who: ["administrator", "directory"],
	category: "clientDisconnected",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "network", has: anyOf("unreachable") }, ({ since }, values) =>
			facts.now - since < patience
				? unknown("apple-unreachable", values)
				: failAs("error", "apple-unreachable-for-long", { ...values, lastSuccessAt: facts.adeToken?.lastSuccessAt ?? null }),
		),
	fixes: (saw) => [byHand("allow-apple-hosts"), byHand("see-apple-status"), syncTokenFix(saw)],
});
