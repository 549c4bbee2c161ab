import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Code } from "../../checks/index.ts";
import type { Identify } from "../../enrollment/identify.ts";
import type { DeviceOutcome, Sender } from "../../enrollment/speaker.ts";
import type { Log } from "../../evidence/log.ts";
import { StoreUnavailable } from "../../evidence/work.ts";
import { Malformed } from "../../protocol/malformed.ts";
import { type CheckIn, parseCheckIn } from "../../protocol/mdm/check-in.ts";
import { type CommandResult, parseResult } from "../../protocol/mdm/result.ts";
import type { RefusalWords } from "../../texts/refusal-words.ts";
import { mdmAnswers } from "./answers.ts";
import { readBody } from "./read-body.ts";

export interface MdmFace {
	/** Answers every request; never throws, never 401. `reference`: the try that the address names. */
	handle(request: IncomingMessage, response: ServerResponse, reference: string | null): Promise<void>;
}

export interface MdmFaceOptions {
	readonly identify: Identify;
	readonly checkIn: (message: CheckIn, sender: Sender) => Promise<DeviceOutcome>;
	readonly connect: (message: CommandResult, sender: Sender) => Promise<DeviceOutcome>;
	/** Writes down what cannot be read. */
	readonly unreadable: (from: { readonly reference: string | null; readonly peer: string }, fault: Fault) => Promise<void>;
	readonly peerOf: (request: IncomingMessage) => string;
	/** The sentence that some systems show beside their own. */
	readonly words: RefusalWords;
	readonly log: Log;
}

export interface Fault {
	readonly codec: string;
	readonly fault: string;
	readonly offset: number;
}

/** The largest real message, an InstalledApplicationList of a thousand apps, has about 700 KB; parsePlist takes 1 MiB. */
const bodyLimit = 1_048_576;
const checkInType = "application/x-apple-aspen-mdm-checkin";
const plistType = "application/xml; charset=UTF-8";

/**
 * ServerURL and CheckInURL. A check-in is told from an answer by its Content-Type's prefix (the charset that follows differs between systems).
 * A client certificate that a proxy's header tells of is never looked at: anybody can write a header. Only the signature counts.
 */
export function createMdmFace(options: MdmFaceOptions): MdmFace {
	const { identify, checkIn, connect, unreadable, peerOf, words, log } = options;

	async function answerTo(request: IncomingMessage, response: ServerResponse, reference: string | null): Promise<void> {
		// POST as well: some reverse proxies and test clients turn PUT into it, and nothing else is ever sent here.
		if (request.method !== "PUT" && request.method !== "POST") return send(response, 405, "", { allow: "PUT" });
		const peer = peerOf(request);
		const body = await readBody(request, bodyLimit);
		if (!body.ok) {
			if (body.reason === "aborted") return;
			await unreadable({ reference, peer }, { codec: "http", fault: "too-large", offset: bodyLimit });
			return send(response, 413, "", { connection: "close" });
		}
		const header = request.headers["mdm-signature"];
		const signature = Array.isArray(header) ? header[0] : header;
		const sender: Sender = {
			by: identify(signature, body.bytes),
			peer,
			reference,
			// Told by the first check-in only, so the frequent messages are spared the work.
			get signatureHash() {
				return createHash("sha256")
					.update(signature ?? "")
					.digest("hex");
			},
		};
		const isCheckIn = request.headers["content-type"]?.startsWith(checkInType) === true;
		const outcome = isCheckIn ? await checkIn(parseCheckIn(body.bytes), sender) : await connect(parseResult(body.bytes), sender);
		answer(response, outcome);
	}

	function answer(response: ServerResponse, outcome: DeviceOutcome): void {
		switch (outcome.kind) {
			case "accepted":
				send(response, 200, "");
				break;
			case "command":
				send(response, 200, outcome.body, { "content-type": plistType });
				break;
			case "not-offered":
				send(response, notOffered(outcome.messageType), "");
				break;
			case "refused":
				refuse(response, outcome.code, outcome.reference);
		}
	}

	function refuse(response: ServerResponse, code: Code, reference: string | null): void {
		const { status, says, effect } = mdmAnswers[code];
		if (says === "nothing") {
			send(response, status, "", effect === "retries" ? { "retry-after": "300" } : {});
		} else {
			const body = JSON.stringify({ code: `org.genkan.${code}`, ...words(code, reference) });
			send(response, status, body, { "content-type": "application/json" });
		}
	}

	return {
		async handle(request, response, reference) {
			try {
				await answerTo(request, response, reference);
			} catch (error) {
				await fail(request, response, reference, error);
			}
		},
	};

	async function fail(request: IncomingMessage, response: ServerResponse, reference: string | null, error: unknown): Promise<void> {
		try {
			if (error instanceof Malformed) {
				await unreadable({ reference, peer: peerOf(request) }, { codec: error.codec, fault: error.kind, offset: error.offset });
				return refuse(response, "message-malformed", reference);
			}
			if (!(error instanceof StoreUnavailable)) throw error;
			log.warn({ reason: error.message }, "mdm: the store is not available; the device will come again");
		} catch (second) {
			const cause =
				second instanceof StoreUnavailable ? second.message : second instanceof Error ? (second.stack ?? second.name) : "unknown";
			log.error({ cause }, "mdm: a message could not be handled");
		}
		// A device sends again what was not answered with 200.
		send(response, 503, "", { "retry-after": "30" });
	}
}

/**
 * What is asked for but not offered. 410 means "do not manage this user" and touches the user's channel only; 400 is Apple's answer to a token service
 * that is not known (Apple mdm/checkin/gettoken.yaml); 404 says there are no declarations.
 */
function notOffered(messageType: string): number {
	if (messageType === "user channel" || messageType === "UserAuthenticate") return 410;
	if (messageType === "DeclarativeManagement") return 404;
	// Nothing was ever stored for the device, which is what an empty answer says (Apple mdm/checkin/getbootstraptoken.yaml).
	return messageType === "GetBootstrapToken" ? 200 : 400;
}

function send(
	response: ServerResponse,
	status: number,
	body: string | Uint8Array,
	headers: { readonly [name: string]: string } = {},
): void {
	if (response.headersSent || response.destroyed) return;
	response.writeHead(status, { "content-length": typeof body === "string" ? Buffer.byteLength(body) : body.length, ...headers });
	response.end(body);
}
