import { command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { writtenText } from "./written.ts";

/** An administrator put this serial on the block list, with a reason. */
export const deviceBlocked = defineCheck({
	code: "device-blocked",
	who: ["administrator"],
	category: "authorization",
	judge({ blocked, device }) {
		if (blocked === undefined) return notKnownYet("blocked");
		if (blocked === null) return pass("device-not-blocked");
		return fail("device-on-block-list", { serial: device?.serial ?? null, reason: blocked.reason, sinceAt: blocked.since });
	},
	fixes(saw, context) {
		const serial = writtenText(saw, "serial") ?? context.serial ?? "SERIAL";
		return [command("unblock-device", ["devices", "unblock", serial], { serial })];
	},
});
