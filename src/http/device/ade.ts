import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdePost, AdePostOutcome, AdePostService } from "../../enrollment/ade-post-service.ts";
import type { Log } from "../../evidence/log.ts";
import { ERROR_DOCUMENT_CONTENT_TYPE, refusalDocument, softwareUpdateRequired } from "../../protocol/mdm/error-documents.ts";
import type { SetupAssistantWords } from "../../texts/refusal-words.ts";
import { readBody } from "./read-body.ts";
import { send, sendFailure } from "./send.ts";
import { serialsIn } from "./serials-in.ts";

export interface AdeFace {
	/** Answers every request; never throws. `profileId`: as the address names it; `query`: the raw query string. */
	handle(request: IncomingMessage, response: ServerResponse, profileId: string, query: string): Promise<void>;
}

export interface AdeFaceOptions {
	readonly service: AdePostService;
	readonly peerOf: (request: IncomingMessage) => string;
	/** Accept-Language to one of ours; null where it names none. */
	readonly languageOf: (acceptLanguage: string | undefined) => "en" | "ja" | null;
	readonly words: SetupAssistantWords;
	readonly log: Log;
}

/** A real description has 5 KB. */
const bodyLimit = 131_072;

/**
 * The address of an enrollment profile (Apple's `url`): a phone in Setup Assistant posts its signed description, and gets its profile.
 *
 * The only route of this service that answers 401. It makes Setup Assistant ask for a name and a password, and nothing here can unenroll: the phone
 * holds no profile yet. At check-in and in the command loop a 401 may end an enrollment (answers.ts).
 */
export function createAdeFace({ service, peerOf, languageOf, words, log }: AdeFaceOptions): AdeFace {
	async function answerTo(request: IncomingMessage, response: ServerResponse, profileId: string, query: string): Promise<void> {
		if (request.method !== "POST") return send(response, 405, "", { allow: "POST" });
		const body = await readBody(request, bodyLimit);
		if (!body.ok) return body.reason === "aborted" ? undefined : send(response, 413, "", { connection: "close" });
		const post: AdePost = {
			profileId,
			cms: body.bytes,
			serials: serialsIn(query),
			credentials: basicCredentials(request.headers.authorization),
			language: languageOf(request.headers["accept-language"]),
			peer: peerOf(request),
		};
		answer(response, await service(post));
	}

	function answer(response: ServerResponse, outcome: AdePostOutcome): void {
		switch (outcome.kind) {
			case "profile":
				send(response, 200, outcome.body, { "content-type": "application/x-apple-aspen-config" });
				break;
			case "credentials-wanted":
				send(response, 401, "", { "www-authenticate": 'Basic realm="Genkan", charset="UTF-8"' });
				break;
			case "unknown-profile":
				send(response, 404, "");
				break;
			case "moved-on":
				send(response, 503, "", { "retry-after": "1" });
				break;
			case "refused": {
				const { code, reference, language, updateTo } = outcome;
				// Setup Assistant shows `message` as it is. Of all refusals only too old a system has a document of Apple's, which makes the phone update itself.
				const texts = { message: words(code, reference, language) };
				const document =
					updateTo === null ? refusalDocument(`org.genkan.${code}`, texts) : softwareUpdateRequired({ osVersion: updateTo }, texts);
				send(response, 403, JSON.stringify(document), { "content-type": ERROR_DOCUMENT_CONTENT_TYPE });
			}
		}
	}

	return {
		async handle(request, response, profileId, query) {
			try {
				await answerTo(request, response, profileId, query);
			} catch (error) {
				sendFailure(response, error, "ade", log);
			}
		},
	};
}

/** RFC 7617; UTF-8, as the challenge asks for. null: none, or of another scheme. */
function basicCredentials(header: string | undefined): AdePost["credentials"] {
	const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? "")?.[1];
	if (encoded === undefined) return null;
	const text = Buffer.from(encoded, "base64").toString("utf8");
	const colon = text.indexOf(":");
	return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
