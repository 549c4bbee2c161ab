import type { TermsFact } from "../evidence/facts.ts";
import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { listedTerms } from "./listed.ts";

/** Every terms that the tenant requires must be accepted in its newest version before a profile is given out. */
export const termsNotAccepted = defineCheck({
	code: "terms-not-accepted",
	who: ["user"],
	category: "userAbandonment",
	judge({ terms }) {
		if (terms === undefined) return notKnownYet("terms");
		if (terms.length === 0) return pass("no-terms");
		const open = openTerms(terms);
		return open.length === 0
			? pass("terms-accepted", { terms: terms.map(listedTerms) })
			: fail("terms-open", { terms: open.map(listedTerms) });
	},
	fixes: () => [byHand("accept-terms"), command("show-terms", ["terms", "show"])],
});

/** Those that are still to be accepted in their newest version. */
export function openTerms(terms: readonly TermsFact[]): readonly TermsFact[] {
	return terms.filter(({ acceptedVersion, version, declined }) => declined || acceptedVersion === null || acceptedVersion < version);
}
