import { explain } from "../../diagnosis/explain.ts";
import { shortId } from "../../diagnosis/incident-record.ts";
import { renderExplanation } from "../../diagnosis/render-explanation.ts";
import { normaliseReference } from "../../enrollment/reference.ts";
import type { Incident } from "../../evidence/incident.ts";
import { incidentOf } from "../../incidents/incident-of.ts";
import { type Context, command } from "../command.ts";
import { noSuchAttempt } from "../no-such-attempt.ts";
import { done, exits, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";

interface Given {
	readonly reference: string | undefined;
	readonly message: string | undefined;
	readonly log: string | undefined;
	readonly user: string | undefined;
	readonly serial: string | undefined;
}

export const explainCommand = command({
	name: "explain",
	aliases: ["attempts show", "attempts explain"],
	store: "read",
	arguments: { reference: { kind: "text", value: "REFERENCE", optional: true } },
	options: {
		message: { kind: "text", value: "TEXT", help: "explain-message" },
		log: { kind: "text", value: "FILE", help: "explain-log" },
		user: { kind: "text", value: "UPN", help: "explain-user" },
		serial: { kind: "text", value: "SERIAL", help: "explain-serial" },
	},
	run: explainOne,
});

/** A try by its reference, a message, or a log: exactly one. */
async function explainOne({ reference, message, log, user, serial }: Given, context: Context): Promise<Reply> {
	const { said } = context.texts;
	if ([reference, message, log].filter((one) => one !== undefined).length !== 1) return failed(said["explain-one"], exits.usage);
	// Loaded here: no other command takes logs apart, or knows every message by heart.
	if (message !== undefined) return (await import("../explain-message.ts")).explainMessage(message, { user, serial }, context);
	if (log !== undefined) return (await import("../explain-log.ts")).explainLog(log, { user, serial }, context);
	if (user !== undefined || serial !== undefined) return failed(said["explain-alone"], exits.usage);
	return explainReference(reference ?? "", context);
}

async function explainReference(typed: string, context: Context): Promise<Reply> {
	const { domain, language, paint } = context;
	const { attempts } = domain.store.read;
	const normal = normaliseReference(typed);
	const attempt = normal === undefined ? undefined : await attempts.byReference(normal);
	if (attempt === undefined) return noSuchAttempt(typed, context);
	const explanation = explain({ attempt, steps: await attempts.steps(attempt.id), decision: attempt.decision }, language);
	const { reference, code, title, explanation: why, who, findings, steps, fixes } = explanation;
	const incident = await incidentOf(domain.store.read, attempt);
	const data = { reference, code, title, explanation: why, who, findings, steps, fixes, incident: incident?.id ?? null };
	const color = paint("strong", "x") !== "x";
	return done(
		data,
		renderExplanation(explanation, { color, language }) + (incident === undefined ? "" : `\n${incidentLine(incident, context)}\n`),
	);
}

/** Whether others have it too, and where to read more. */
function incidentLine({ id, extent }: Incident, { texts, language }: Context): string {
	const { users = 0, names = 0, devices = 0 } = extent ?? {};
	return say(texts.said["explain-incident"], { id: shortId(id), users: users + names, devices }, language);
}
