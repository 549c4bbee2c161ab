import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import type { Clock } from "../evidence/clock.ts";
import { isPrivateAddress } from "../evidence/private-address.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { errorWord } from "./error-word.ts";
import type { Sender, Sent } from "./outbox.ts";
import { publicLookup } from "./public-lookup.ts";
import { openWebhook } from "./webhook-address.ts";
import { webhookBody } from "./webhook-body.ts";
import { signatureHeaders } from "./webhook-signature.ts";

export interface WebhookOptions {
	readonly clock: Clock;
	readonly sealer: Sealer;
	readonly publicUrl: string;
	/** Whether targets may be within the organisation's network, or without TLS. */
	readonly allowPrivate: boolean;
	/** PEM of a CA beside the public ones. */
	readonly ca: string | null;
	/** For one try from the name's look-up to the answer's end, milliseconds. */
	readonly patience?: number;
}

const usualPatience = 10_000;
/** Of an answer, which nobody reads. */
const mostOfAnswer = 65_536;

/** Posts signed JSON to webhooks. Redirects are not followed: where they lead was not chosen by the administrator. */
export function createWebhookSender(options: WebhookOptions): Sender {
	const { clock, sealer, publicUrl, allowPrivate, patience = usualPatience } = options;
	const ca = options.ca === null ? {} : { ca: [...rootCertificates, options.ca] };
	return async ({ delivery, target, events }, signal) => {
		const { url: address, secret } = openWebhook(sealer, target);
		const url = new URL(address);
		// The setting may have been changed since the webhook was added.
		if (!allowPrivate && (url.protocol !== "https:" || isPrivateHost(url))) return { result: "again", error: "private-address" };
		const body = webhookBody(delivery, events, { language: target.language, service: publicUrl });
		const headers = {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(body),
			"user-agent": "Genkan",
			...signatureHeaders({ id: delivery.id, at: clock.now(), body }, secret),
		};
		const deadline = AbortSignal.timeout(patience);
		const connection = {
			method: "POST",
			headers,
			agent: false,
			signal: AbortSignal.any([signal, deadline]),
			...(allowPrivate ? {} : { lookup: publicLookup() }),
		};
		return new Promise<Sent>((resolve) => {
			let answer: Sent | undefined;
			const take = (response: IncomingMessage) => {
				const verdict = verdictOf(response.statusCode ?? 0);
				answer = verdict;
				let length = 0;
				response.on("data", (piece: Buffer) => {
					length += piece.length;
					if (length > mostOfAnswer) response.destroy();
				});
				response.on("error", () => undefined);
				response.on("close", () => resolve(verdict));
			};
			const request = url.protocol === "https:" ? tlsRequest(url, { ...connection, ...ca }, take) : plainRequest(url, connection, take);
			request.on("error", (error) => {
				// Whoever answered and then did not end it has answered.
				resolve(answer ?? { result: "again", error: deadline.aborted ? "timed-out" : errorWord(error) });
			});
			// Of an answer that changes the protocol (101) Node tells nothing but that it is over.
			request.on("close", () => {
				if (answer === undefined) resolve({ result: "again", error: "protocol" });
			});
			request.end(body);
		});
	};
}

/** The connection looks up names, but not addresses. */
export function isPrivateHost({ hostname }: URL): boolean {
	const host = hostname.replace(/^\[|\]$/g, "");
	return isIP(host) !== 0 && isPrivateAddress(host);
}

/** 410 is how a receiver says that it is gone (Standard Webhooks). */
function verdictOf(status: number): Sent {
	if (status >= 200 && status < 300) return { result: "sent" };
	const error = `http-${status}`;
	return status === 410 ? { result: "gone", error } : { result: "again", error };
}
