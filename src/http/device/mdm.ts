import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Code } from "../../checks/index.ts";
import type { Identify, SignedBy } from "../../enrollment/identify.ts";
import { messageFault } from "../../enrollment/record-unreadable.ts";
import type { DeviceOutcome, Sender } from "../../enrollment/speaker.ts";
import type { MessageFault } from "../../evidence/facts.ts";
import type { Log } from "../../evidence/log.ts";
import { Malformed } from "../../protocol/malformed.ts";
import { type CheckIn, parseCheckIn } from "../../protocol/mdm/check-in.ts";
import { ERROR_DOCUMENT_CONTENT_TYPE, refusalDocument } from "../../protocol/mdm/error-documents.ts";
import { type CommandResult, parseResult } from "../../protocol/mdm/result.ts";
import type { RefusalWords } from "../../texts/refusal-words.ts";
import { mdmAnswers, notOfferedStatus } from "./answers.ts";
import { readBody } from "./read-body.ts";
import { send, sendFailure } from "./send.ts";

export interface MdmFace {
	/** Answers every request; never throws, never 401. `reference`: the try that the address names. */
	handle(request: IncomingMessage, response: ServerResponse, reference: string | null): Promise<void>;
}

export interface MdmFaceOptions {
	readonly identify: Identify;
	readonly checkIn: (message: CheckIn, sender: Sender) => Promise<DeviceOutcome>;
	readonly connect: (message: CommandResult, sender: Sender) => Promise<DeviceOutcome>;
	/** Writes down what cannot be read. */
	readonly unreadable: (
		from: { readonly reference: string | null; readonly peer: string; readonly by?: SignedBy; readonly answersCommand?: boolean },
		fault: MessageFault,
	) => Promise<void>;
	readonly peerOf: (request: IncomingMessage) => string;
	/** The sentence that some systems show beside their own. */
	readonly words: RefusalWords;
	readonly log: Log;
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
		const by = identify(signature, body.bytes);
		const sender: Sender = {
			by,
			peer,
			reference,
			// Told by the first check-in only, so the frequent messages are spared the work.
			get signatureHash() {
				return createHash("sha256")
					.update(by.signature ?? "")
					.digest("hex");
			},
		};
		const isCheckIn = request.headers["content-type"]?.startsWith(checkInType) === true;
		const message = read(body.bytes, isCheckIn);
		if (message.kind === "unreadable") {
			await unreadable({ reference, peer, by, answersCommand: !isCheckIn }, message.fault);
			return refuse(response, "message-malformed", reference);
		}
		answer(response, message.kind === "check-in" ? await checkIn(message.checkIn, sender) : await connect(message.result, sender));
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
				send(response, notOfferedStatus[outcome.what], "");
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
			const body = JSON.stringify(refusalDocument(`org.genkan.${code}`, words(code, reference)));
			send(response, status, body, { "content-type": ERROR_DOCUMENT_CONTENT_TYPE });
		}
	}

	return {
		async handle(request, response, reference) {
			try {
				await answerTo(request, response, reference);
			} catch (error) {
				sendFailure(response, error, "mdm", log);
			}
		},
	};
}

type Message =
	| { readonly kind: "check-in"; readonly checkIn: CheckIn }
	| { readonly kind: "result"; readonly result: CommandResult }
	| { readonly kind: "unreadable"; readonly fault: MessageFault };

function read(bytes: Uint8Array, isCheckIn: boolean): Message {
	try {
		return isCheckIn ? { kind: "check-in", checkIn: parseCheckIn(bytes) } : { kind: "result", result: parseResult(bytes) };
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return { kind: "unreadable", fault: messageFault(error) };
	}
}
