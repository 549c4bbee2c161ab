import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs, severityByAge } from "./severity.ts";

const kinds = ["unreachable", "server-error", "answer-unreadable", "too-many-requests"];

/** Apple's service does not do its part now. It is asked again by itself, more and more seldom. */
export const adeServerError = defineCheck({
	code: "ade-server-error",
	who: ["nobody"],
	category: "clientDisconnected",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "service", has: anyOf(...kinds) }, ({ kind, since }, values) => {
			const severity = severityByAge(since, facts.now);
			switch (kind) {
				case "unreachable":
					return failAs(severity, "apple-unreachable", values);
				case "answer-unreadable":
					return failAs(severity, "apple-answer-unreadable", values);
				case "too-many-requests":
					return failAs(severity, "apple-asks-to-wait", values);
				default:
					return failAs(severity, "apple-server-error", values);
			}
		}),
	fixes: (saw) => [byHand("wait-for-apple"), byHand("see-apple-status"), syncTokenFix(saw)],
});
