import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { loadConfig, type SettingProblem } from "../config/load.ts";
import { type Config, settings } from "../config/schema.ts";
import { type Domain, openDomain, settingsFile } from "../domain.ts";
import type { Log } from "../evidence/log.ts";
import { readPushCertificate } from "../tenant/inspect-push-certificate.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import type { BareContext } from "./command.ts";
import { failureSentence } from "./failure-sentence.ts";
import { exits, failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

export type Settings = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly reply: Reply };

/** The settings, or every problem with them at once. `--data` wins over GENKAN_DATA. */
export function readSettings({ edge, data, language }: Pick<BareContext, "edge" | "data" | "language">): Settings {
	const environment = data === undefined ? edge.environment : { ...edge.environment, [settings.data.env]: data };
	const directory = environment[settings.data.env] || settings.data.default;
	let file: ReturnType<typeof settingsFile>;
	try {
		file = settingsFile(directory);
	} catch (error) {
		const sentence = failureSentence(error, language);
		if (sentence === undefined) throw error;
		return { ok: false, reply: failed(sentence, exits.settings) };
	}
	const loaded = loadConfig(environment, file.ok ? file.content : undefined);
	const problems: SettingProblem[] = [
		...(file.ok ? [] : [{ setting: "genkan.json", problem: file.problem }]),
		...(loaded.ok ? fileProblems(loaded.config, language) : loaded.problems),
	];
	if (problems.length === 0 && loaded.ok) return { ok: true, config: loaded.config };
	const { settings: texts } = cliTexts(language);
	const lines = problems.map(({ setting, problem }) => `  ${setting}: ${problem}`);
	return { ok: false, reply: failed([texts.refused, ...lines, texts.where].join("\n"), exits.settings) };
}

/** Files that settings name: there, readable, and of use. */
function fileProblems(config: Config, language: BareContext["language"]): SettingProblem[] {
	const texts = cliTexts(language).settings;
	const problems: SettingProblem[] = [];
	const contents = new Map<string, string>();
	for (const name of ["tlsCertificateFile", "tlsKeyFile", "standInApnsCaFile", "standInPushIssuerFile"] as const) {
		const path = config[name];
		if (path === null) continue;
		try {
			contents.set(name, readFileSync(path, "utf8"));
		} catch (error) {
			problems.push({
				setting: settings[name].env,
				problem: failureSentence(error, language) ?? say(texts.unreadable, { path }, language),
			});
		}
	}
	const [cert, key] = [contents.get("tlsCertificateFile"), contents.get("tlsKeyFile")];
	if (cert !== undefined && key !== undefined) {
		try {
			createSecureContext({ cert, key });
		} catch {
			problems.push({ setting: `${settings.tlsCertificateFile.env}, ${settings.tlsKeyFile.env}`, problem: texts.pair });
		}
	}
	const issuer = contents.get("standInPushIssuerFile");
	if (issuer !== undefined && readPushCertificate(issuer) === null) {
		problems.push({ setting: settings.standInPushIssuerFile.env, problem: texts.notACertificate });
	}
	return problems;
}

export type OpenedData =
	| { readonly ok: true; readonly domain: Domain; readonly made: readonly string[] }
	| { readonly ok: false; readonly reply: Reply };

/** Opens the data. With `make` false a directory without data is refused: a mistyped `--data` must not become an empty service. */
export async function openData(
	context: Pick<BareContext, "edge" | "data" | "language">,
	{ log, make, config }: { log: Log; make: boolean; config: Config },
): Promise<OpenedData> {
	const { edge, language } = context;
	const { failures } = cliTexts(language);
	if (!make && config.database === "sqlite" && !existsSync(join(config.data, "genkan.sqlite"))) {
		return { ok: false, reply: failed(say(failures["no-data"], { path: config.data }, language)) };
	}
	try {
		const opened = await openDomain(config, log, edge.clock, edge.randomness);
		return opened.ok ? opened : { ok: false, reply: failed(opened.problem) };
	} catch (error) {
		const sentence = failureSentence(error, language);
		if (sentence === undefined) throw error;
		return { ok: false, reply: failed(sentence) };
	}
}
