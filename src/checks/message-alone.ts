import type { Facts } from "../evidence/facts.ts";
import type { Evidence } from "../evidence/finding.ts";
import { command, type FixContext, notKnownYet, pass, unknown } from "./check.ts";
import { isTold } from "./reported.ts";

/** Of a message that has several causes and is none: the most that it proves is that somebody saw it. */
export function judgeMessageAlone({ report }: Facts) {
	if (report === undefined) return notKnownYet("report");
	return isTold(report) ? unknown("message-of-several-causes") : pass("message-not-reported");
}

/** Its causes are judged for somebody. */
export function explainMessageFixes(_: Evidence, { upn, serial }: FixContext) {
	const words = ["explain", "--message", "MESSAGE", "--user", upn ?? "UPN", "--serial", serial ?? "SERIAL"];
	return [command("explain-message", words, { ...(upn === null ? {} : { upn }), ...(serial === null ? {} : { serial }) })];
}
