import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { loadConfig, type SettingProblem } from "../config/load.ts";
import { type Config, settings } from "../config/schema.ts";
import { type Domain, openDomain, settingsFile } from "../domain.ts";
import type { Log } from "../evidence/log.ts";
import { readPushCertificate } from "../tenant/inspect-push-certificate.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import { printable } from "../texts/texts.ts";
import type { BareContext } from "./command.ts";
import { failureSentence } from "./failure-sentence.ts";
import { problemText } from "./problem.ts";
import { exits, failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";
import { type SettingFileProblem, settingProblemText } from "./setting-problem.ts";

export type Settings = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly reply: Reply };

/** The settings, or every problem with them at once. `--data` wins over GENKAN_DATA. */
export function readSettings({ edge, data, language }: Pick<BareContext, "edge" | "data" | "language">): Settings {
	const environment = data === undefined ? edge.environment : { ...edge.environment, [settings.data.env]: data };
	const directory = environment[settings.data.env] || settings.data.default;
	const file = readSettingsFile(directory);
	const loaded = loadConfig(environment, file.ok ? file.content : undefined);
	const problems: (SettingProblem | SettingFileProblem)[] = [
		...(file.ok ? [] : [file.problem]),
		...(loaded.ok ? fileProblems(loaded.config) : loaded.problems),
	];
	if (problems.length === 0 && loaded.ok) return { ok: true, config: loaded.config };
	const { settings: texts } = cliTexts(language);
	const lines = problems.map((problem) => `  ${printable(problem.setting)}: ${settingProblemText(problem, language)}`);
	return { ok: false, reply: failed([texts.refused, ...lines, texts.where].join("\n"), exits.settings) };
}

function readSettingsFile(
	directory: string,
): ReturnType<typeof settingsFile> | { readonly ok: false; readonly problem: SettingFileProblem } {
	try {
		return settingsFile(directory);
	} catch (error) {
		const path = join(directory, "genkan.json");
		return { ok: false, problem: { setting: "genkan.json", ...whyUnreadable(error, path) } };
	}
}

const certificateFiles = [
	"standInApnsCaFile",
	"standInPushIssuerFile",
	"standInAdeCaFile",
	"standInDeviceIssuerFile",
	"oidcCaFile",
	"adminOidcCaFile",
	"smtpCaFile",
	"webhookCaFile",
] as const;

/** Files that settings name: there, readable, and of use. */
function fileProblems(config: Config): readonly SettingFileProblem[] {
	const problems: SettingFileProblem[] = [];
	const contents = new Map<string, string>();
	for (const name of ["tlsCertificateFile", "tlsKeyFile", ...certificateFiles] as const) {
		const path = config[name];
		if (path === null) continue;
		try {
			contents.set(name, readFileSync(path, "utf8"));
		} catch (error) {
			problems.push({ setting: settings[name].env, ...whyUnreadable(error, path) });
		}
	}
	const [cert, key] = [contents.get("tlsCertificateFile"), contents.get("tlsKeyFile")];
	if (cert !== undefined && key !== undefined) {
		try {
			createSecureContext({ cert, key });
		} catch {
			problems.push({ setting: `${settings.tlsCertificateFile.env}, ${settings.tlsKeyFile.env}`, kind: "certificate-and-key" });
		}
	}
	for (const name of certificateFiles) {
		const pem = contents.get(name);
		if (pem !== undefined && readPushCertificate(pem) === null)
			problems.push({ setting: settings[name].env, kind: "not-a-certificate", path: config[name] ?? "" });
	}
	return problems;
}

/** The machine's error is not told as it is: for a directory it names no path. */
function whyUnreadable(error: unknown, path: string) {
	if (!(error instanceof Error && "code" in error)) throw error;
	const code = String(error.code);
	if (code === "ENOENT") return { kind: "file-missing", path } as const;
	if (code === "EISDIR") return { kind: "file-is-directory", path } as const;
	return { kind: "file-unreadable", path, code } as const;
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
		return opened.ok ? opened : { ok: false, reply: failed(problemText(opened.problem, language)) };
	} catch (error) {
		const sentence = failureSentence(error, language);
		if (sentence === undefined) throw error;
		return { ok: false, reply: failed(sentence) };
	}
}
