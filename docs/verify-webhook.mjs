// How a receiver proves that a message comes from its Genkan, is whole, and is not an old one sent again. Needs nothing but Node.
// Libraries of https://www.standardwebhooks.com do the same in other languages.
import { createHmac, timingSafeEqual } from "node:crypto";

const tolerance = 5 * 60; // seconds

/**
 * @param {string} secret what `genkan webhooks add` printed: whsec_…
 * @param {Record<string, string | undefined>} headers of the request, names in lower case
 * @param {string | Buffer} body as it came, not parsed and written again
 * @param {{ has(id: string): boolean, add(id: string): unknown }} seen ids of what was taken before; keep them for a day
 * @returns {object | null} the message; null: do not believe it, or it was taken before (answer 2xx then, so that it ends)
 */
export function verifyWebhook(secret, headers, body, seen, now = Date.now()) {
	const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
	if (!id || !/^\d{1,12}$/.test(timestamp ?? "") || !signatures) return null;
	if (Math.abs(now / 1000 - Number(timestamp)) > tolerance) return null;
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
	const signed = signatures.split(" ").some((one) => {
		const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
		return one.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
	});
	if (!signed || seen.has(id)) return null;
	seen.add(id);
	return JSON.parse(String(body));
}
