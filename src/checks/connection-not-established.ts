import { defineCheck } from "./check.ts";
import { explainMessageFixes, judgeMessageAlone } from "./message-alone.ts";

/**
 * A message and no cause: iOS shows it whenever the server refuses the device's first message, whatever the reason (its HTTP status is all that the
 * phone looks at). `reportTable` has what it may stand for.
 */
export const connectionNotEstablished = defineCheck({
	code: "connection-not-established",
	who: ["administrator"],
	category: "unknown",
	judge: judgeMessageAlone,
	fixes: explainMessageFixes,
});
