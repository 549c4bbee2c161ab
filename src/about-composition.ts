import packageJson from "../package.json" with { type: "json" };
import { type Config, settings } from "./config/schema.ts";
import type { About } from "./http/api/api-services.ts";
import ja from "./texts/settings.ja.json" with { type: "json" };

/** In English they stand with the settings themselves. */
const inJapanese = ja satisfies Readonly<Record<keyof Config, string>>;

/** With what this service was started, as an administrator may see it: of what is secret only whether it is set. */
export function aboutService(config: Config, language: "en" | "ja"): About {
	const names = Object.keys(settings) as (keyof Config)[];
	return {
		version: packageJson.version,
		publicUrl: config.publicUrl,
		settings: names.map((name) => {
			const { env, meaning: english, default: usual, secret } = settings[name];
			const value = config[name];
			const meaning = language === "ja" ? inJapanese[name] : english;
			return { name: env, value: secret || value === null ? null : shown(value), set: value !== null, default: usual, secret, meaning };
		}),
	};
}

/** A password may stand in an address. */
function shown(value: NonNullable<Config[keyof Config]>): string {
	if (typeof value === "boolean") return value ? "yes" : "no";
	const text = typeof value === "object" ? (Array.isArray(value) ? value.map(String).join(", ") : JSON.stringify(value)) : String(value);
	return text.replace(/\/\/[^/@\s]*@/g, "//…@");
}
