import { type Config, type SettingName, settings } from "./schema.ts";

/** One thing that is wrong with the settings, and what to do about it. */
export interface SettingProblem {
	readonly setting: string;
	readonly problem: string;
}

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
			problems.push({ setting: name, problem: `There is no such setting.${nearest(name, [...byEnv.keys()])}` });
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
			const shown = setting.secret ? "The value is not usable." : `“${text}” is not usable.`;
			problems.push({ setting: source.from, problem: `${shown} Expected: ${setting.expects}.` });
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
		problems.push({ setting: "genkan.json", problem: "It must hold one JSON object of settings." });
		return values;
	}
	for (const [name, value] of Object.entries(file)) {
		if (!isSettingName(name) || name === "data") {
			problems.push({ setting: `genkan.json: ${name}`, problem: `There is no such setting here.${nearest(name, Object.keys(settings))}` });
		} else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
			values.set(name, typeof value === "boolean" ? (value ? "yes" : "no") : String(value));
		} else {
			problems.push({
				setting: `genkan.json: ${name}`,
				problem: `The value must be text, a number, true or false. Expected: ${settings[name].expects}.`,
			});
		}
	}
	return values;
}

/** Settings that only make sense together. */
function pairs(config: Readonly<Record<string, unknown>>, problems: SettingProblem[]): void {
	if ((config["tlsCertificateFile"] === null) !== (config["tlsKeyFile"] === null)) {
		problems.push({
			setting: `${settings.tlsCertificateFile.env}, ${settings.tlsKeyFile.env}`,
			problem: "Set both, or neither: a certificate is of no use without its key.",
		});
	}
}

/** “ Did you mean X?” when a known name is close: longer, shorter, or with letters swapped. */
function nearest(name: string, known: readonly string[]): string {
	const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
	const letters = (text: string) => Array.from(plain(text)).sort().join("");
	const hit =
		known.find((one) => plain(one) === plain(name) || plain(one).startsWith(plain(name)) || plain(name).startsWith(plain(one))) ??
		known.find((one) => letters(one) === letters(name));
	return hit === undefined ? "" : ` Did you mean ${hit}?`;
}
