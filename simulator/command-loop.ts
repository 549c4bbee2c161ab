import { randomUUID } from "node:crypto";
import { Malformed } from "../src/protocol/malformed.ts";
import { buildAcknowledged, buildCommandFormatError, buildError, buildIdle, buildNotNow } from "../src/protocol/mdm/build-result.ts";
import { parseCommand } from "../src/protocol/mdm/commands.ts";
import type { ErrorLink } from "../src/protocol/mdm/result.ts";
import type { PlistDict } from "../src/protocol/plist/value.ts";
import { errorDocument } from "./check-in-answer.ts";
import { isAtLeast } from "./device.ts";
import { claimsIn, type Management, type Situation } from "./installation.ts";
import type { Answered, Broken } from "./line.ts";
import type { Message } from "./misbehave.ts";

/** A command that the phone was given in one connection, and what it answered. */
interface Executed {
	readonly commandUuid: string;
	readonly requestType: string;
	readonly status: "Acknowledged" | "Error" | "NotNow" | "CommandFormatError";
}

export type Connected =
	| { readonly ok: true; readonly commands: readonly Executed[] }
	| {
			readonly ok: false;
			readonly commands: readonly Executed[];
			readonly reason: "not-managed" | "silent" | "no-connection" | "refused" | "unenrolled" | "not-a-command";
			/** Of the answer that ended it. */
			readonly status?: number;
	  };

/** What a command does to the phone. */
export type Effect =
	| { readonly kind: "acknowledged"; readonly answer: PlistDict; readonly leaves?: "removed" | "erased" }
	| { readonly kind: "error"; readonly chain: readonly ErrorLink[] };

export interface LoopDevice extends Pick<Situation, "description" | "script" | "wait" | "seen"> {
	/** Read before each message: an update of the profile changes it within a connection. */
	management(): Management | null;
	execute(requestType: string, command: PlistDict): Promise<Effect>;
	/** After the answer to RemoveProfile or EraseDevice has arrived. */
	leave(how: "removed" | "erased"): Promise<void>;
	/** The server's word that this device is none of its own. */
	unenroll(): void;
}

/** A result whose delivery is not certain, and what is to follow it; it opens the next connection. */
export interface Undelivered {
	body: Uint8Array | null;
	leaves: "removed" | "erased" | undefined;
}

const mostCommands = 500;
const mostTries = 3;
/** A device waits longer; a simulation that is told to wait an hour comes back next time. */
const longestWait = 60_000;

/** One connection to ServerURL: Idle, commands and their answers, until the server has no more. */
export async function connect(device: LoopDevice, undelivered: Undelivered): Promise<Connected> {
	const commands: Executed[] = [];
	let message: Message = undelivered.body === null ? "Idle" : "result";
	let body = undelivered.body;
	for (let count = 0; count <= mostCommands; count++) {
		const management = device.management();
		if (management === null) return { ok: false, commands, reason: "not-managed" };
		const enrollment = { udid: claimsIn(message, management, device).udid };
		if (message === "Idle" && device.script.take("unknown-command") !== undefined) {
			await deliver(device, management, "result", buildAcknowledged(enrollment, randomUUID().toUpperCase()));
		}
		const sent = body ?? buildIdle(enrollment);
		if (message === "result") undelivered.body = sent;
		const answer = await deliver(device, management, message, sent);
		if (!answer.ok) return { ok: false, commands, reason: "no-connection" };
		const { status } = answer;
		if (isUnenrollment(answer, device.description.osVersion)) {
			undelivered.body = null;
			undelivered.leaves = undefined;
			device.unenroll();
			return { ok: false, commands, reason: "unenrolled", status };
		}
		if (status !== 200) return { ok: false, commands, reason: "refused", status };
		undelivered.body = null;
		if (undelivered.leaves !== undefined) {
			await device.leave(undelivered.leaves);
			undelivered.leaves = undefined;
			return { ok: true, commands };
		}
		if (answer.body.length === 0) return { ok: true, commands };
		const step = await answerOne(answer.body, device, enrollment);
		if (step === null) return { ok: false, commands, reason: "not-a-command", status };
		if (step === "silent") return { ok: false, commands, reason: "silent" };
		commands.push(step.executed);
		undelivered.leaves = step.leaves;
		body = step.body;
		message = "result";
	}
	throw new Error(`a server that gives more than ${mostCommands} commands in one connection never ends`);
}

/** Until it is through, or three times: lines break, and a server that answers 503 says when to come again. */
async function deliver(device: LoopDevice, management: Management, message: Message, body: Uint8Array): Promise<Answered | Broken> {
	const { script, wait, seen } = device;
	const send = async () => {
		const answer = await management.client.send(message, management.profile.mdm.serverUrl, body);
		if (answer.ok) seen(answer.status);
		return answer;
	};
	if (message === "result" && script.take("result-twice") !== undefined) await send();
	for (let tries = 1; ; tries++) {
		const answer = await send();
		const again = !answer.ok || answer.status === 503;
		if (!again || tries >= mostTries) return answer;
		const seconds = answer.ok ? Number(answer.headers["retry-after"] ?? 1) : 1;
		await wait(Math.min(longestWait, 1000 * (Number.isFinite(seconds) ? seconds : 1)));
	}
}

function isUnenrollment(answer: Answered, osVersion: string): boolean {
	if (answer.status === 401) return true;
	return answer.status === 403 && isAtLeast(osVersion, 17) && errorDocument(answer)?.code === "com.apple.unrecognized.device";
}

async function answerOne(bytes: Uint8Array, device: LoopDevice, enrollment: { readonly udid: string }) {
	let parsed: ReturnType<typeof parseCommand>;
	try {
		parsed = parseCommand(bytes);
	} catch (error) {
		if (error instanceof Malformed) return null;
		throw error;
	}
	const { commandUuid, requestType, command } = parsed;
	const done = (status: Executed["status"], body: Uint8Array, leaves?: "removed" | "erased") => ({
		executed: { commandUuid, requestType, status },
		body,
		leaves,
	});
	const named = (how: { readonly commands: readonly string[] }) => how.commands.includes(requestType);
	if (device.script.take("no-answer", named) !== undefined) return "silent";
	if (device.script.take("not-now", named) !== undefined) return done("NotNow", buildNotNow(enrollment, commandUuid));
	if (device.script.take("command-format-error", named) !== undefined) {
		return done("CommandFormatError", buildCommandFormatError(enrollment, commandUuid));
	}
	const scripted = device.script.take("error", named);
	const effect: Effect = scripted === undefined ? await device.execute(requestType, command) : { kind: "error", chain: scripted.chain };
	if (effect.kind === "error") return done("Error", buildError(enrollment, commandUuid, effect.chain));
	return done("Acknowledged", buildAcknowledged(enrollment, commandUuid, effect.answer), effect.leaves);
}
