import { createHmac } from "node:crypto";
import type { Randomness } from "../evidence/clock.ts";

const prefix = "whsec_";

/** A new signing secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(randomness: Randomness): string {
	return prefix + randomness.bytes(32).toString("base64");
}

/**
 * The headers that prove to a receiver who sent this body, and when (Standard Webhooks 1.0, symmetric signatures). `at` is the time of this try, epoch
 * milliseconds, so that a receiver can refuse what is old; the id is the same at every try.
 */
export function signatureHeaders(message: { readonly id: string; readonly at: number; readonly body: string }, secret: string) {
	const timestamp = String(Math.floor(message.at / 1000));
	const key = Buffer.from(secret.slice(prefix.length), "base64");
	const signature = createHmac("sha256", key).update(`${message.id}.${timestamp}.${message.body}`).digest("base64");
	return { "webhook-id": message.id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` } as const;
}
