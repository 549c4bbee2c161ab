import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { writtenText } from "./written.ts";

/**
 * A phone in Setup Assistant describes itself in a message signed by the key that Apple made it with. Without such a message anybody could ask for
 * an enrollment in the name of any serial number.
 */
export const machineInfoNotGenuine = defineCheck({
	code: "machine-info-not-genuine",
	who: ["administrator"],
	category: "badRequest",
	slip: true,
	judge({ machineInfo }) {
		if (machineInfo === undefined) return notKnownYet("machineInfo");
		const { state, detail, serial, byStandIn } = machineInfo;
		switch (state) {
			case "genuine":
				return byStandIn ? pass("machine-info-by-stand-in", { serial }) : pass("machine-info-genuine", { serial });
			case "missing":
				return fail("machine-info-missing");
			case "malformed":
				return fail("machine-info-malformed", { detail });
			case "signature-wrong":
				return fail("machine-info-signature-wrong", { detail });
			case "not-apple":
				return fail("machine-info-not-apple", { detail });
			case "another-serial":
				return fail("machine-info-another-serial", { serial });
			case "replayed":
				return detail === "older-than-another" ? fail("machine-info-older", { serial }) : fail("machine-info-replayed", { serial });
		}
	},
	fixes(saw) {
		switch (saw.kind) {
			case "machine-info-missing":
				return [byHand("open-in-setup-assistant")];
			case "machine-info-replayed":
				return [
					byHand("erase-and-set-up-again"),
					command("retire-record-of-erased", ["devices", "retire", writtenText(saw, "serial") ?? "ID"]),
					byHand("suspect-forgery"),
				];
			case "machine-info-older":
				return [byHand("let-phone-get-time"), byHand("erase-and-set-up-again"), byHand("suspect-forgery")];
			case "machine-info-another-serial":
				return [byHand("restart-setup-assistant"), byHand("suspect-forgery")];
			default:
				return [byHand("restart-setup-assistant"), byHand("try-other-network"), byHand("ask-apple-about-device")];
		}
	},
});
