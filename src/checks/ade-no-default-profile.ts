import { command, defineCheck, notKnownYet, pass } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/** A device for which nothing was chosen gets the token's default profile; without one it is set up as if nobody managed it. */
export const adeNoDefaultProfile = defineCheck({
	code: "ade-no-default-profile",
	who: ["administrator"],
	category: "accountValidation",
	judge({ adeDevice, adeToken }) {
		if (adeDevice !== undefined && adeDevice !== null) {
			const { serial, token, profile } = adeDevice;
			return profile === null
				? failAs("error", "no-profile-for-device", { serial, token })
				: pass("profile-for-device", { serial, token, profile });
		}
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, defaultProfile, devices } = adeToken;
		return defaultProfile === null
			? failAs("warning", "no-default-profile", { token, devices })
			: pass("default-profile", { token, profile: defaultProfile });
	},
	fixes(saw, { serial }) {
		const token = writtenText(saw, "token") ?? "TOKEN";
		const byDefault = command("choose-default-profile", ["ade", "profiles", "default", token, "NAME"], { token });
		const another = command("make-default-profile", ["ade", "profiles", "add", "NAME", "--token", token, "--default"], { token });
		const device = writtenText(saw, "serial") ?? serial;
		if (device === null) return [byDefault, another];
		const forDevice = command("choose-profile", ["ade", "assign", device, "--token", token, "--profile", "NAME"], {
			serial: device,
			token,
		});
		return [byDefault, another, forDevice];
	},
});
