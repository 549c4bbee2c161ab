import type { Fault } from "../enrollment/ports.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import { type Language, ownText, printable, textsFor } from "../texts/texts.ts";
import { say } from "./say.ts";

// Signatures that are there and well formed, but not of this message (RFC 5652 section 5.4).
const unfitting: ReadonlySet<string> = new Set(["signature-wrong", "message-digest-mismatch", "content-type-mismatch"]);

/** What a fault's detail says, as a sentence; a form that is not known is shown as it was written. */
export function faultDetail({ face, code, detail }: Pick<Fault, "face" | "code" | "detail">, language: Language): string {
	const { faultDetails: texts } = cliTexts(language);
	const [first = "", second] = detail.split(": ", 2);
	if (code === "message-malformed" && second !== undefined) return say(texts.unreadable, { codec: first, reason: second }, language);
	if (face === "portal") return say(texts.form, { address: detail }, language);
	if (face === "ade") return detail === "page" ? texts.setupPage : texts.setupPost;
	if (face === "scep") return ownText(textsFor(language).decisions, detail) ?? printable(detail);
	if (face === "mdm" && second !== undefined) return say(texts[signature(second)], { message: first, reason: second }, language);
	return printable(detail);
}

function signature(reason: string) {
	if (reason === "ours" || reason === "not-ours" || reason === "no-signature") return reason;
	return unfitting.has(reason) ? "signature-unfitting" : "signature-unreadable";
}

/** What happened, in words: faults know a few codes that no try has. */
export function faultTitle(code: string, language: Language): string {
	return ownText(textsFor(language).codes, code)?.title ?? ownText(cliTexts(language).faultCodes, code) ?? printable(code);
}
