import { type Config, type Expectation, type SettingName, settings } from "./schema.ts";

/** One thing that is wrong with the settings. `setting`: where it stands, as the administrator wrote it. */
export type SettingProblem = { readonly setting: string } & (
	| { readonly kind: "no-such-setting" | "data-in-file" | "not-an-object" | "half-a-pair" }
	| { readonly kind: "misspelt-setting"; readonly near: string }
	| { readonly kind: "not-usable"; readonly value: string; readonly expects: Expectation }
	| { readonly kind: "secret-not-usable" | "not-a-simple-value"; readonly expects: Expectation }
	| { readonly kind: "not-json"; readonly line: number }
);

export type LoadedConfig =
	| { readonly ok: true; readonly config: Config }
	| { readonly ok: false; readonly problems: readonly SettingProblem[] };

/** Environment names beginning with GENKAN_ that are not settings of the service. */
const foreign = new Set(["GENKAN_LANG", "GENKAN_TEST_POSTGRES_URL"]);

const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name);

/**
 * Reads all settings and reports all problems at once. Unknown names are refused, because a misspelt setting that silently becomes its default
 * is found only when it hurts.
 *
 * @param environment the process's environment
 * @param file the parsed content of genkan.json, or undefined when there is none
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>, file: unknown): LoadedConfig {
	const problems: SettingProblem[] = [];
	const fromFile = readFile(file, problems);
	const byEnv = new Map(Object.entries(settings).map(([name, setting]) => [setting.env as string, name]));
	for (const name of Object.keys(environment)) {
		if (name.startsWith("GENKAN_") && !byEnv.has(name) && !foreign.has(name)) {
			problems.push(unknownName(name, name, [...byEnv.keys()]));
		}
	}
	const config: Record<string, unknown> = {};
	for (const [name, setting] of Object.entries(settings)) {
		const given = environment[setting.env];
		const source =
			given !== undefined && given !== "" ? { text: given, from: setting.env } : { text: fromFile.get(name), from: `genkan.json: ${name}` };
		const text = source.text ?? setting.default;
		if (text === null) {
			config[name] = null;
			continue;
		}
		const value = setting.parse(text);
		if (value === undefined) {
			const { secret, expects } = setting;
			problems.push({ setting: source.from, expects, ...(secret ? { kind: "secret-not-usable" } : { kind: "not-usable", value: text }) });
		}
		config[name] = value;
	}
	pairs(config, problems);
	return problems.length > 0 ? { ok: false, problems } : { ok: true, config: config as unknown as Config };
}

function readFile(file: unknown, problems: SettingProblem[]): Map<string, string> {
	const values = new Map<string, string>();
	if (file === undefined) return values;
	if (typeof file !== "object" || file === null || Array.isArray(file)) {
		problems.push({ setting: "genkan.json", kind: "not-an-object" });
		return values;
	}
	for (const [name, value] of Object.entries(file)) {
		const setting = `genkan.json: ${name}`;
		if (name === "data") {
			problems.push({ setting, kind: "data-in-file" });
		} else if (!isSettingName(name)) {
			problems.push(unknownName(setting, name, Object.keys(settings)));
		} else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
			values.set(name, typeof value === "boolean" ? (value ? "yes" : "no") : String(value));
		} else {
			problems.push({ setting, kind: "not-a-simple-value", expects: settings[name].expects });
		}
	}
	return values;
}

/** Settings that only make sense together. */
function pairs(config: Readonly<Record<string, unknown>>, problems: SettingProblem[]): void {
	if ((config["tlsCertificateFile"] === null) !== (config["tlsKeyFile"] === null)) {
		problems.push({
			setting: `${settings.tlsCertificateFile.env}, ${settings.tlsKeyFile.env}`,
			kind: "half-a-pair",
		});
	}
	if ((config["oidcIssuer"] === null) !== (config["oidcClientId"] === null)) {
		problems.push({ setting: `${settings.oidcIssuer.env}, ${settings.oidcClientId.env}`, kind: "half-a-pair" });
	}
	if ((config["adminOidcIssuer"] === null) !== (config["adminOidcClientId"] === null)) {
		problems.push({ setting: `${settings.adminOidcIssuer.env}, ${settings.adminOidcClientId.env}`, kind: "half-a-pair" });
	}
	if ((config["smtpUrl"] === null) !== (config["mailFrom"] === null)) {
		problems.push({ setting: `${settings.smtpUrl.env}, ${settings.mailFrom.env}`, kind: "half-a-pair" });
	}
}

/** Names the known setting that is close, if there is one: longer, shorter, or with letters swapped. */
function unknownName(setting: string, name: string, known: readonly string[]): SettingProblem {
	const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
	const letters = (text: string) => Array.from(plain(text)).sort().join("");
	const near =
		plain(name) === ""
			? undefined
			: (known.find((one) => plain(one) === plain(name) || plain(one).startsWith(plain(name)) || plain(name).startsWith(plain(one))) ??
				known.find((one) => letters(one) === letters(name)));
	return near === undefined ? { setting, kind: "no-such-setting" } : { setting, kind: "misspelt-setting", near };
}
