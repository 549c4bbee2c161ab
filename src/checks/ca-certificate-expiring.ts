import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { wholeDays } from "./days-left.ts";
import { failAs } from "./severity.ts";

const day = 24 * 3600_000;
/** A device's certificate lasts for a year and never longer than its authority: from here on each new one is shorter. */
const early = 365 * day;
const late = 30 * day;

/** Our own certificate authority, from which every device has its identity. No device takes another one without being enrolled again. */
export const caCertificateExpiring = defineCheck({
	code: "ca-certificate-expiring",
	who: ["administrator"],
	category: "accountValidation",
	judge({ tenant, now }) {
		if (tenant === undefined) return notKnownYet("tenant");
		const { authorityNotAfter } = tenant;
		if (authorityNotAfter === null) return unknown("authority-not-made");
		const left = authorityNotAfter - now;
		const values = { notAfterAt: authorityNotAfter, days: wholeDays(left) };
		if (left <= 0) return failAs("error", "ca-certificate-past", values);
		if (left > early) return pass("ca-certificate-in-dates", values);
		return failAs(left <= late ? "error" : "warning", "ca-certificate-ends-soon", values);
	},
	fixes: () => [byHand("plan-new-authority")],
});
