import { compareVersions } from "../evidence/version.ts";
import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { appliedPolicy } from "./listed.ts";
import { isAdmittedMac } from "./os-range.ts";
import { writtenText } from "./written.ts";

/** Nobody can take an iPhone back to an older system: only the administrator mends this. */
export const osTooNew = defineCheck({
	code: "os-too-new",
	who: ["administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge({ restriction, device }) {
		if (restriction === undefined) return notKnownYet("restriction");
		const { policy, osMaximum } = restriction;
		if (osMaximum === null) return pass("no-os-maximum", { policy });
		if (device === undefined) return notKnownYet("device");
		if (isAdmittedMac(device)) return pass("os-range-not-for-macs", { product: device.product });
		if (device.osVersion === null) return unknown("os-version-not-told");
		const values = { policy, applied: appliedPolicy(restriction), osVersion: device.osVersion, osMaximum };
		const order = compareVersions(device.osVersion, osMaximum);
		if (order === null) return unknown("os-versions-not-comparable", { osVersion: device.osVersion, bound: osMaximum });
		return order > 0 ? fail("os-above-maximum", values) : pass("os-at-most-maximum", values);
	},
	about: (saw) => writtenText(saw, "policy"),
	fixes(saw) {
		const policy = writtenText(saw, "policy") ?? "POLICY";
		const osVersion = writtenText(saw, "osVersion") ?? "V";
		return [command("raise-os-maximum", ["restrictions", "set", policy, "--os-max", osVersion], { policy, osVersion })];
	},
});
