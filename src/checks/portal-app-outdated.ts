import { compareVersions } from "../evidence/version.ts";
import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";
import { isTold } from "./reported.ts";

/** An old portal app fails in ways that look like the server's fault. Ruled out where the web portal was used. */
export const portalAppOutdated = defineCheck({
	code: "portal-app-outdated",
	who: ["user"],
	category: "authorization",
	judge({ portalApp, report }) {
		// The message is the app's own: somebody used it, though it did not say its version here.
		if (portalApp === undefined || portalApp.version === null) {
			if (isTold(report)) return likely("portal-app-perhaps-old", {});
			return portalApp === undefined ? notKnownYet("portalApp") : pass("web-portal-used");
		}
		const { version, minimum } = portalApp;
		const order = compareVersions(version, minimum);
		if (order === null) return unknown("portal-app-version-unreadable", { version, minimum });
		return order < 0 ? fail("portal-app-old", { version, minimum }) : pass("portal-app-new-enough", { version, minimum });
	},
	fixes: () => [byHand("reinstall-portal-app"), byHand("use-web-portal")],
});
