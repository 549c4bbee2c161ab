import { Buffer } from "node:buffer";
import { buildEnvelopedData } from "../cms/build-enveloped-data.ts";
import type { ContentCipher } from "../cms/content-encryption.ts";
import { streamingForm } from "../cms/streaming-form.ts";
import type { ServerToken } from "./server-token.ts";
import { messageBegin, messageEnd } from "./token-message.ts";

export interface ServerTokenFileOptions {
	/** DER, with an RSA key: what the administrator uploaded. */
	readonly certificate: Uint8Array;
	/** Indefinite lengths and a content in pieces, as Apple's service writes. */
	readonly ber?: boolean;
	/** AES-256 by default; Apple's older tokens have triple DES. */
	readonly cipher?: ContentCipher;
}

/**
 * A server token as Apple gives it for download: a MIME header, and in base64 the CMS, in which there are a MIME header and JSON again. For the
 * stand-in.
 */
export function buildServerTokenFile(
	token: ServerToken,
	{ certificate, ber = true, cipher = "aes-256-cbc" }: ServerTokenFileOptions,
): string {
	const json = JSON.stringify({
		consumer_key: token.consumerKey,
		consumer_secret: token.consumerSecret,
		access_token: token.accessToken,
		access_secret: token.accessSecret,
		access_token_expiry: `${new Date(token.expiresAt).toISOString().slice(0, 19)}Z`,
	});
	const header = ["Content-Type: text/plain;charset=UTF-8", "Content-Transfer-Encoding: 7bit", ""];
	const inner = [...header, messageBegin, json, messageEnd, ""].join("\r\n");
	const cms = buildEnvelopedData({ content: Buffer.from(inner), recipients: [certificate], cipher });
	const base64 = Buffer.from(ber ? streamingForm(cms) : cms).toString("base64");
	return [
		'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data',
		"Content-Transfer-Encoding: base64",
		'Content-Disposition: attachment; filename="smime.p7m"',
		"Content-Description: S/MIME Encrypted Message",
		"",
		...(base64.match(/.{1,76}/g) ?? []),
		"",
	].join("\r\n");
}
