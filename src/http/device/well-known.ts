import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../../evidence/log.ts";
import type { Language } from "../../texts/texts.ts";
import { send, sendFailure } from "./send.ts";

export interface WellKnownFace {
	/** `query`: the raw query string. */
	handle(request: IncomingMessage, response: ServerResponse, query: string): Promise<void>;
}

export interface WellKnownFaceOptions {
	/** Writes down that somebody tried. The answer is the same whatever it finds, and does not wait for it: its time would tell whom the directory knows. */
	readonly refuse: (identifier: string | null) => Promise<void>;
	/** null: none of ours. */
	readonly languageOf: (header: string | undefined) => Language | null;
	readonly words: (language: Language | null) => string;
	readonly log: Log;
}

/**
 * Where a phone asks how a work account enrolls, sent here by the site of the account's domain. There is one answer: no, with the door to take instead,
 * in the shape that the phone shows to its user (Apple, mdm/errors/well-known.failed).
 */
export function createWellKnownFace({ refuse, languageOf, words, log }: WellKnownFaceOptions): WellKnownFace {
	return {
		async handle(request, response, query) {
			if (request.method !== "GET") return send(response, 405, "", { allow: "GET" });
			const body = {
				code: "com.apple.well-known.failed",
				description: "account-driven enrollment is not offered",
				message: words(languageOf(request.headers["accept-language"])),
			};
			send(response, 403, JSON.stringify(body), { "content-type": "application/json", "cache-control": "no-store" });
			try {
				await refuse(new URLSearchParams(query.slice(0, 4096)).get("user-identifier"));
			} catch (error) {
				sendFailure(response, error, "well-known", log);
			}
		},
	};
}
