import { compareVersions } from "../evidence/version.ts";
import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { isAdmittedMac, isMac } from "./os-range.ts";

/** Web enrollment needs iOS or iPadOS 15 (Intune: "Web-based device enrollment"). A phone that Setup Assistant enrolls installs nothing by hand. */
const oldestSystem = "15";

/**
 * Only iPhones and iPads. Before the device has spoken the browser's word is a hint: it refuses an Android phone, while a computer is shown how to
 * go on with the phone. An iPod touch is judged by its system alone: it runs the same one, and only its last model has iOS 15.
 */
export const deviceTypeNotSupported = defineCheck({
	code: "device-type-not-supported",
	who: ["user"],
	category: "deviceNotSupported",
	slip: true,
	judge({ device, browser, method, adeDevice }) {
		if (device === undefined) {
			if (browser === undefined) return notKnownYet("device");
			const { family, platform } = browser;
			if (family === "iphone" || family === "ipad") return pass("browser-of-apple-device", { family });
			if (family === "other" && /android/i.test(platform)) return fail("browser-of-android", { platform });
			return unknown("browser-of-computer", { platform });
		}
		const { product, osVersion } = device;
		if (isAdmittedMac(device)) return pass("mac-admitted", { product });
		if (product === null) return unknown("product-not-told");
		if (isMac(product)) return fail("product-is-mac", { product });
		if (!/^(?:iPhone|iPad|iPod)/.test(product)) return fail("product-not-supported", { product });
		const bySetupAssistant = method === undefined ? adeDevice !== undefined : method.journey.startsWith("ade-");
		if (osVersion === null || bySetupAssistant) return pass("product-supported", { product });
		return (compareVersions(osVersion, oldestSystem) ?? 0) < 0
			? fail("system-without-web-enrollment", { product, osVersion, oldestSystem })
			: pass("product-and-system-supported", { product, osVersion });
	},
	fixes: (saw) => (saw.kind === "system-without-web-enrollment" ? [byHand("update-or-replace-phone")] : [byHand("use-iphone-or-ipad")]),
});
