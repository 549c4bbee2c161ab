import { certificateParts } from "../cms/certificate-identifier.ts";
import { decryptEnvelopedData, type RecipientKey } from "../cms/decrypt-enveloped-data.ts";
import { type EnvelopedData, parseEnvelopedData } from "../cms/enveloped-data.ts";
import { Malformed } from "../malformed.ts";
import { openTokenFile } from "./open-token-file.ts";
import type { ServerToken } from "./server-token.ts";
import { readTokenMessage } from "./token-message.ts";

/** Why a file is no server token that we can use. None of them holds anything of the file. */
export type ServerTokenProblem =
	| { readonly kind: "empty" }
	/** Something else altogether: a web page, an archive, a key. */
	| { readonly kind: "not-a-token" }
	/** A certificate: most likely the one that was to be uploaded to Apple. */
	| { readonly kind: "is-certificate" }
	| { readonly kind: "cut-short" }
	/** Made for a certificate that is none of the recipients'. */
	| { readonly kind: "wrong-key-pair" }
	/** Made for one of ours, but it does not open, or what is in it is no token. */
	| { readonly kind: "content-unreadable" }
	/** `field` is Apple's name; empty or of another type counts as missing. */
	| { readonly kind: "field-missing"; readonly field: string }
	| { readonly kind: "expiry-unreadable" };

export type ServerTokenReading =
	| { readonly ok: true; readonly token: ServerToken; readonly recipient: RecipientKey }
	| { readonly ok: false; readonly problem: ServerTokenProblem };

/**
 * Reads a server token (`.p7m`) that Apple encrypted to one of the recipients' certificates: the file as it was downloaded, only its base64, a PEM,
 * DER or BER, or the text of it as it comes out of a mail. Never throws for what the bytes are. Whether it has expired is for the caller to judge.
 */
export async function readServerToken(bytes: Uint8Array, recipients: readonly RecipientKey[]): Promise<ServerTokenReading> {
	const opened = openTokenFile(bytes);
	if (!opened.ok) return refuse(opened.problem);
	const enveloped = parse(opened.cms);
	if ("kind" in enveloped) return refuse(enveloped);
	let ours = false;
	for (const recipient of recipients) {
		const decryption = await decryptEnvelopedData(enveloped, [recipient], { allowSingleDes: false });
		if (!decryption.ok) {
			// Two pairs can have certificates of the same name and number, so one that fails is not the end.
			if (decryption.reason !== "no-recipient") ours = true;
			continue;
		}
		const message = readTokenMessage(decryption.content);
		if (message.ok) return { ok: true, token: message.token, recipient };
		if (message.problem.kind !== "content-unreadable") return refuse(message.problem);
		ours = true;
	}
	return refuse({ kind: ours ? "content-unreadable" : "wrong-key-pair" });
}

function parse(cms: Uint8Array): EnvelopedData | ServerTokenProblem {
	try {
		return parseEnvelopedData(cms);
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		if (certificateParts(cms)) return { kind: "is-certificate" };
		return { kind: error.kind === "truncated" ? "cut-short" : "not-a-token" };
	}
}

function refuse(problem: ServerTokenProblem): ServerTokenReading {
	return { ok: false, problem };
}
