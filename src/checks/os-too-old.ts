import { compareVersions } from "../evidence/version.ts";
import { byHand, command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { appliedPolicy } from "./listed.ts";
import { isAdmittedMac } from "./os-range.ts";
import { writtenText } from "./written.ts";

/** Judged by what the device itself reports: Safari freezes the version in its User-Agent. */
export const osTooOld = defineCheck({
	code: "os-too-old",
	who: ["user", "administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge({ restriction, device }) {
		if (restriction === undefined) return notKnownYet("restriction");
		const { policy, osMinimum } = restriction;
		if (osMinimum === null) return pass("no-os-minimum", { policy });
		if (device === undefined) return notKnownYet("device");
		if (isAdmittedMac(device)) return pass("os-range-not-for-macs", { product: device.product });
		if (device.osVersion === null) return unknown("os-version-not-told");
		const values = { policy, applied: appliedPolicy(restriction), osVersion: device.osVersion, osMinimum };
		const order = compareVersions(device.osVersion, osMinimum);
		if (order === null) return unknown("os-versions-not-comparable", { osVersion: device.osVersion, bound: osMinimum });
		return order < 0 ? fail("os-below-minimum", values) : pass("os-at-least-minimum", values);
	},
	about: (saw) => writtenText(saw, "policy"),
	fixes(saw) {
		const osMinimum = writtenText(saw, "osMinimum") ?? "V";
		const policy = writtenText(saw, "policy") ?? "POLICY";
		const osVersion = writtenText(saw, "osVersion") ?? "V";
		return [
			byHand("update-phone", { osMinimum }),
			command("lower-os-minimum", ["restrictions", "set", policy, "--os-min", osVersion], { policy, osVersion }),
		];
	},
});
