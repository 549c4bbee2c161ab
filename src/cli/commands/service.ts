import { newSetupCode } from "../../administrators/setup.ts";
import { type BareContext, bareCommand, command } from "../command.ts";
import { failureSentence } from "../failure-sentence.ts";
import { processLog } from "../logger.ts";
import { missingSetup } from "../missing-setup.ts";
import { openData, readSettings } from "../open-data.ts";
import { done, exits, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { setupData, setupText } from "../setup-text.ts";
import { trustedStandIns } from "../trusted-stand-ins.ts";
import { isCommandLine, wrapText } from "../wrap-text.ts";

export const serviceCommands = [
	bareCommand({ name: "serve", run: (_, context) => serve(context) }),
	command({
		name: "status",
		store: "read",
		async run(_, context) {
			const missing = await missingSetup(context.domain);
			const { config, store } = context.domain;
			const standIns = trustedStandIns(config);
			const data = { address: config.publicUrl, store: store.description, missing: setupData(missing), standIns };
			const head = [
				say(context.texts.said["serve-data"], { store: data.store }, context.language),
				say(context.texts.said["serve-address"], { address: `${data.address}/enroll` }, context.language),
			];
			return done(data, `${head.join("\n")}\n\n${setupText(missing, context, config.data)}`, standInNotes(standIns, context));
		},
	}),
] as const;

/** A stand-in left over from trials is trusted as Apple is: that must not go unseen. */
function standInNotes(settings: readonly string[], { texts, language }: BareContext): readonly string[] {
	return settings.length === 0 ? [] : [say(texts.said["stand-ins-trusted"], { settings }, language)];
}

/** Runs the service until it is asked to end. */
async function serve(context: BareContext): Promise<Reply> {
	const { edge, texts, language, json } = context;
	const { terminal } = edge;
	const settings = readSettings(context);
	if (!settings.ok) return settings.reply;
	const log = processLog(settings.config.logLevel);
	// From here on a request to end is obeyed, also one that comes while keys are made.
	const ending = Promise.withResolvers<void>();
	let asked = 0;
	edge.onEnd(() => {
		asked++;
		if (asked === 1) ending.resolve();
		else edge.cut(exits.cut);
	});
	const tell = (text: string) => {
		const wrapped = `${wrapText(text, context.columns, isCommandLine)}\n`;
		if (json) terminal.err(wrapped);
		else terminal.out(wrapped);
	};
	const opened = await openData(context, { log, make: true, config: settings.config });
	if (!opened.ok) return opened.reply;
	const { domain, made } = opened;
	try {
		if (made.length > 0) tell(say(texts.said["serve-made"], { made }, language));
		// Loaded here, not by every short command.
		const { startService } = await import("../../service.ts");
		const service = await startService(domain);
		const setupCode = await domain.store.write((stores) => newSetupCode(stores, { ...domain, now: domain.clock.now() }));
		const missing = await missingSetup(domain);
		const { publicUrl, host } = domain.config;
		const data = {
			address: publicUrl,
			host,
			port: service.port,
			plainPort: service.plainPort,
			ownRoot: service.ownRoot !== null,
			made,
			missing: setupData(missing),
			setupCode: setupCode ?? null,
			standIns: trustedStandIns(domain.config),
		};
		for (const note of standInNotes(data.standIns, context)) terminal.err(`${wrapText(note, context.columns, isCommandLine)}\n`);
		if (json) terminal.out(`${JSON.stringify(data)}\n`);
		else {
			const listening = { host: host.includes(":") ? `[${host}]` : host, port: service.port, plain: service.plainPort };
			tell(say(texts.said["serve-data"], { store: domain.store.description }, language));
			tell(say(texts.said["serve-listens"], listening, language));
			if (service.plainPort !== null) tell(say(texts.said["serve-listens-plain"], listening, language));
			tell(say(texts.said["serve-address"], { address: `${publicUrl}/enroll` }, language));
			const consoleAddress = `${publicUrl}/console${setupCode === undefined ? "" : "/setup"}`;
			tell(say(texts.said["serve-console"], { address: consoleAddress }, language));
			if (setupCode !== undefined) tell(say(texts.said["setup-code"], { code: setupCode }, language));
			tell(`\n${setupText(missing, context, domain.config.data)}\n\n${texts.said["serve-running"]}`);
		}
		await ending.promise;
		tell(texts.said["serve-stopping"]);
		await service.stop();
		tell(texts.said["serve-stopped"]);
		return done(null, "");
	} catch (error) {
		const sentence = failureSentence(error, language);
		if (sentence === undefined) throw error;
		return failed(sentence);
	} finally {
		await domain.close();
		log.flush();
	}
}
