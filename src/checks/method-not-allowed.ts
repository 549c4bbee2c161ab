import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { writtenText } from "./written.ts";

/** The enrollment type that applies to this user names the ways that are open. */
export const methodNotAllowed = defineCheck({
	code: "method-not-allowed",
	who: ["user", "administrator"],
	category: "featureNotSupported",
	judge({ method }) {
		if (method === undefined) return notKnownYet("method");
		const { journey, allowed, policy } = method;
		return allowed.includes(journey) ? pass("method-allowed", { journey, policy }) : fail("method-closed", { journey, allowed, policy });
	},
	about: (saw) => writtenText(saw, "policy"),
	fixes(saw) {
		const policy = writtenText(saw, "policy") ?? "POLICY";
		const allowed = saw["allowed"];
		const isOpen = Array.isArray(allowed) && allowed.includes("web");
		const open = command("allow-web-enrollment", ["enrollment-types", "set", policy, "--allow", "web"], { policy });
		return isOpen ? [byHand("use-allowed-way")] : [byHand("use-allowed-way"), open];
	},
});
