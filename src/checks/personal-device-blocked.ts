import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { appliedPolicy } from "./listed.ts";
import { writtenText } from "./written.ts";

/**
 * Personal devices are blocked, and this one is personal. Before the phone has told its serial that is proven already where nothing could make it
 * corporate: the tenant lists no corporate identifier, and the user is no enrollment manager.
 */
export const personalDeviceBlocked = defineCheck({
	code: "personal-device-blocked",
	who: ["administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge({ restriction, corporate, corporateIdentifiers, user, device }) {
		if (restriction === undefined) return notKnownYet("restriction");
		const values = { policy: restriction.policy, applied: appliedPolicy(restriction) };
		if (!restriction.personalBlocked) return pass("personal-allowed", values);
		if (corporate !== undefined) {
			if (corporate !== null) return pass("device-corporate", { by: corporate.by });
			const serial = device?.serial ?? null;
			return serial === null ? fail("device-personal", values) : fail("device-personal-by-serial", { ...values, serial });
		}
		if (user === undefined) return notKnownYet("user");
		if (user.account?.enrollmentManager === true) return pass("device-corporate", { by: "enrollment-manager" });
		if (corporateIdentifiers === undefined) return notKnownYet("corporateIdentifiers");
		if (corporateIdentifiers === 0 && user.account !== null) return fail("no-device-can-be-corporate", values);
		return unknown("personal-blocked-serial-decides", { ...values, corporateIdentifiers });
	},
	about: (saw) => writtenText(saw, "policy"),
	fixes(saw, context) {
		const policy = writtenText(saw, "policy") ?? "POLICY";
		const serial = context.serial ?? writtenText(saw, "serial") ?? "SERIAL";
		const allow = command("allow-personal", ["restrictions", "set", policy, "--allow-personal"], { policy });
		// A device that does not tell its serial number is found by none.
		if (saw.kind === "device-personal") return [allow];
		return [allow, command("add-corporate-identifier", ["corporate-identifiers", "add", serial], { serial })];
	},
});
