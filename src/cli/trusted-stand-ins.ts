import { type Config, settings } from "../config/schema.ts";

/** The settings by which this service trusts somebody in Apple's place, as the environment calls them: right for trials only. */
export function trustedStandIns(config: Config): readonly string[] {
	return (["standInApnsCaFile", "standInPushIssuerFile", "standInAdeCaFile", "standInDeviceIssuerFile"] as const)
		.filter((name) => config[name] !== null)
		.map((name) => settings[name].env);
}
