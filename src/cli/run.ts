import packageJson from "../../package.json" with { type: "json" };
import { cliTexts } from "../texts/cli-texts.ts";
import type { BareContext, Command, GivenValues } from "./command.ts";
import { commands } from "./commands.ts";
import { newDeed } from "./deed.ts";
import { failureSentence } from "./failure-sentence.ts";
import { commandHelp, generalHelp, topicHelp, usageOf } from "./help.ts";
import { languageOf } from "./language.ts";
import { processLog } from "./logger.ts";
import { openData, readSettings } from "./open-data.ts";
import { painter } from "./paint.ts";
import { type CommandLine, parseCommandLine } from "./parse-command-line.ts";
import { previewReply } from "./preview-text.ts";
import { rehearseCommand } from "./rehearse-command.ts";
import { exits, failed, type Reply } from "./reply.ts";
import { runCommand } from "./run-command.ts";
import { say } from "./say.ts";
import type { Edge } from "./terminal.ts";
import { isCommandLine, wrapText } from "./wrap-text.ts";

/** Runs one command line and answers it; resolves to the exit code. */
export async function run(words: readonly string[], edge: Edge): Promise<number> {
	const line = parseCommandLine(words, commands);
	const context = contextOf(line, edge);
	if (line.kind === "version") {
		edge.terminal.out(`${packageJson.version}\n`);
		return exits.done;
	}
	if (line.kind === "help") {
		edge.terminal.out(helpText(line, context));
		return exits.done;
	}
	if (line.kind === "wrong") {
		edge.terminal.err(wrong(line, context));
		return exits.usage;
	}
	let reply: Reply;
	try {
		// A command with such an option of its own answers it itself.
		const preview = line.globals.preview && !("preview" in line.command.options);
		reply = await perform(line.command, line.given, context, preview);
	} catch (error) {
		const sentence = failureSentence(error, context.language);
		const bug = `${cliTexts(context.language).failures.bug}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
		reply = sentence === undefined ? failed(bug, exits.bug) : failed(sentence);
	}
	return print(reply, context);
}

function contextOf(line: CommandLine, edge: Edge): BareContext {
	const language = line.globals.lang ?? languageOf(edge.environment);
	return {
		edge,
		language,
		texts: cliTexts(language),
		json: line.globals.json,
		data: line.globals.data,
		paint: painter(edge.terminal.color && !line.globals.json),
		columns: edge.terminal.columns,
	};
}

async function perform(command: Command, given: GivenValues, context: BareContext, preview: boolean): Promise<Reply> {
	if (command.store === "none") return command.run(given, context);
	const settings = readSettings(context);
	if (!settings.ok) return settings.reply;
	// What a command does it says itself; the log is the service's.
	const log = processLog(settings.config.logLevel === "debug" ? "debug" : "error");
	const opened = await openData(context, { log, make: command.store === "write" && !preview, config: settings.config });
	if (!opened.ok) return opened.reply;
	const { domain, made } = opened;
	if (made.length > 0)
		context.edge.terminal.err(`${say(context.texts.said["made-data"], { path: settings.config.data }, context.language)}\n`);
	try {
		const whole = { ...context, domain, commands, deed: newDeed(command.name, context.edge) };
		return preview ? previewReply(await rehearseCommand(command, given, whole), whole) : await runCommand({ command, given }, whole);
	} finally {
		await domain.close();
		log.flush();
	}
}

function print(reply: Reply, { edge, json, columns }: BareContext): number {
	const { terminal } = edge;
	if (!reply.ok) {
		terminal.err(ended(wrapText(reply.text, columns, isCommandLine)));
		return reply.exit;
	}
	if (!json) terminal.out(ended(wrapText(reply.text, columns, isCommandLine)));
	else if (reply.data !== null) {
		const rows: readonly object[] = Array.isArray(reply.data) ? reply.data : [reply.data];
		terminal.out(rows.map((row) => `${jsonLine(row)}\n`).join(""));
	}
	// What came of it is said after what was done.
	for (const note of reply.notes) terminal.err(ended(wrapText(note, columns, isCommandLine)));
	return reply.exit ?? exits.done;
}

/**
 * JSON escapes the controls of ASCII only; what else steers a terminal, which a phone may have said of itself, is escaped as well and reads back the
 * same.
 */
function jsonLine(row: object): string {
	const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
	return JSON.stringify(row).replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, escaped);
}

function ended(text: string): string {
	return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function helpText(line: CommandLine & { readonly kind: "help" }, context: BareContext): string {
	if (line.command !== undefined) return commandHelp(line.command, context);
	return line.words === "" ? generalHelp(commands, context) : topicHelp(line.words, commands, context);
}

function wrong(line: CommandLine & { readonly kind: "wrong" }, { texts, language, columns }: BareContext): string {
	const lines = line.problems.flatMap((problem) => {
		const sentence = say(texts.usage[problem.kind], { ...problem }, language);
		const near = "near" in problem && problem.near.length > 0 ? [say(texts.help.didYouMean, { near: problem.near }, language)] : [];
		return [sentence, ...near];
	});
	const help = line.command === undefined ? "genkan --help" : `genkan ${line.command.name} --help`;
	const usage = line.command === undefined ? [] : [`  ${usageOf(line.command)}`];
	return `${wrapText([...lines, ...usage, say(texts.help.seeHelp, { help }, language)].join("\n"), columns)}\n`;
}
