import type { TermsFact } from "../evidence/facts.ts";
import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { listedTerms } from "./listed.ts";
import { writtenText } from "./written.ts";

/** Every terms that the tenant requires must be accepted in its newest version before a profile is given out. */
export const termsNotAccepted = defineCheck({
	code: "terms-not-accepted",
	who: ["user"],
	category: "userAbandonment",
	slip: true,
	judge({ terms, adeSignIn, adeDevice }) {
		if (terms === undefined) return notKnownYet("terms");
		if (terms.length === 0) return pass("no-terms");
		const open = openTerms(terms);
		if (open.length === 0) return pass("terms-accepted", { terms: terms.map(listedTerms) });
		const values = { terms: open.map(listedTerms) };
		// Setup Assistant's own form has room for a name and a password, and for nothing else.
		return adeSignIn?.way === "legacy"
			? fail("terms-open-in-plain-form", { ...values, profile: adeSignIn.profile, token: adeDevice?.token ?? null })
			: fail("terms-open", values);
	},
	fixes(saw) {
		const show = command("show-terms", ["terms", "show"]);
		if (saw.kind !== "terms-open-in-plain-form") return [byHand("accept-terms"), show];
		const profile = writtenText(saw, "profile") ?? "NAME";
		const token = writtenText(saw, "token") ?? "TOKEN";
		const words = ["ade", "profiles", "change", profile, "--token", token, "--sign-in", "web"];
		return [command("sign-in-on-web-page", words, { profile }), byHand("erase-and-set-up-again"), show];
	},
});

/** Those that are still to be accepted in their newest version. */
export function openTerms(terms: readonly TermsFact[]): readonly TermsFact[] {
	return terms.filter(({ acceptedVersion, version, declined }) => declined || acceptedVersion === null || acceptedVersion < version);
}
