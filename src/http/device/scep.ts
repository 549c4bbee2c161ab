import type { IncomingMessage, ServerResponse } from "node:http";
import { messageFault } from "../../enrollment/record-unreadable.ts";
import type { ScepService } from "../../enrollment/scep-service.ts";
import type { MessageFault } from "../../evidence/facts.ts";
import type { Log } from "../../evidence/log.ts";
import { Malformed } from "../../protocol/malformed.ts";
import { capabilitiesText, type ScepCapability } from "../../protocol/scep/capabilities.ts";
import { decodeGetMessage } from "../../protocol/scep/get-message.ts";
import { readBody } from "./read-body.ts";
import { send, sendFailure } from "./send.ts";

export interface ScepFace {
	/** `reference`: the try that the address names; `query`: the raw query string. */
	handle(request: IncomingMessage, response: ServerResponse, reference: string | null, query: string): Promise<void>;
}

export interface ScepFaceOptions {
	readonly service: ScepService;
	/** Writes down what cannot be read. */
	readonly unreadable: (from: { readonly reference: string | null; readonly peer: string }, fault: MessageFault) => Promise<void>;
	/** Degenerate CMS with the RA's certificate and the CA's. */
	readonly certificates: Uint8Array;
	/** Capabilities that are not told, to see how clients do without. */
	readonly withheld: ReadonlySet<ScepCapability>;
	readonly peerOf: (request: IncomingMessage) => string;
	readonly log: Log;
}

/** A PKCSReq with RSA-4096 has 5 KB. */
const bodyLimit = 65_536;

const text = { "content-type": "text/plain" };
const unreadableText = "not a SCEP message\n";

/** SCEP's HTTP messages (RFC 8894 4): GetCACaps, GetCACert, PKIOperation by GET and by POST. */
export function createScepFace({ service, unreadable, certificates, withheld, peerOf, log }: ScepFaceOptions): ScepFace {
	async function answerTo(request: IncomingMessage, response: ServerResponse, reference: string | null, query: string): Promise<void> {
		if (request.method !== "GET" && request.method !== "POST") return send(response, 405, "", { allow: "GET, POST" });
		switch (parameter(query, "operation") ?? "") {
			case "GetCACaps":
				return send(response, 200, capabilitiesText(withheld), text);
			case "GetCACert":
				await service.certificatesFetched(reference);
				return send(response, 200, certificates, { "content-type": "application/x-x509-ca-ra-cert" });
			case "PKIOperation":
				return pkiOperation(request, response, reference, query);
			default:
				return send(response, 400, "operation must be GetCACaps, GetCACert or PKIOperation\n", text);
		}
	}

	async function pkiOperation(request: IncomingMessage, response: ServerResponse, reference: string | null, query: string): Promise<void> {
		const from = { reference, peer: peerOf(request) };
		const message = await messageOf(request, query);
		if (message.fault === "aborted") return;
		if (message.fault !== null) {
			await unreadable(from, message.fault);
			return message.fault.fault === "too-large"
				? send(response, 413, "", { connection: "close" })
				: send(response, 400, unreadableText, text);
		}
		const outcome = await service.pkiOperation(message.bytes, from);
		if (outcome.kind === "unreadable") return send(response, 400, unreadableText, text);
		send(response, 200, outcome.body, { "content-type": "application/x-pki-message" });
	}

	return {
		async handle(request, response, reference, query) {
			try {
				await answerTo(request, response, reference, query);
			} catch (error) {
				sendFailure(response, error, "scep", log);
			}
		},
	};
}

type Message = { readonly fault: null; readonly bytes: Uint8Array } | { readonly fault: MessageFault | "aborted" };

async function messageOf(request: IncomingMessage, query: string): Promise<Message> {
	if (request.method === "POST") {
		const body = await readBody(request, bodyLimit);
		if (body.ok) return { fault: null, bytes: body.bytes };
		return { fault: body.reason === "aborted" ? body.reason : { codec: "http", fault: body.reason, offset: bodyLimit } };
	}
	try {
		return { fault: null, bytes: decodeGetMessage(parameter(query, "message") ?? "") };
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return { fault: messageFault(error) };
	}
}

/** A parameter as it stands in the query, undecoded: `decodeGetMessage` knows what clients do to base64. */
function parameter(query: string, name: string): string | undefined {
	for (const part of query.split("&")) {
		if (part.startsWith(`${name}=`)) return part.slice(name.length + 1);
	}
	return undefined;
}
