import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { readServerToken, type ServerTokenProblem } from "../protocol/ade/read-server-token.ts";
import type { ServerToken } from "../protocol/ade/server-token.ts";
import { type ListedKeyPair, listKeyPairs, openKeyPair } from "./key-pairs.ts";
import type { AdeKeyPair, AdeKeyPairStore, AdeTokenStore } from "./ports.ts";

/** Why a file is no token that we can take. */
export type TokenFileProblem =
	| { readonly kind: "ade-token-file-empty" }
	/** A web page, an archive, an image that was renamed, … */
	| { readonly kind: "ade-token-file-not-a-token" }
	/** A certificate: probably the one that is to go to Apple. */
	| { readonly kind: "ade-token-file-is-certificate" }
	| { readonly kind: "ade-token-file-cut-short" }
	/** Made for a certificate of which we have no key. `waiting`: how many pairs wait for their token. */
	| { readonly kind: "ade-token-file-wrong-key-pair"; readonly waiting: number }
	/** Made for one of our certificates, but it does not open, or what is in it is no token. */
	| { readonly kind: "ade-token-file-damaged" }
	/** `field` is Apple's name of it. */
	| { readonly kind: "ade-token-field-missing"; readonly field: string }
	| { readonly kind: "ade-token-expiry-unreadable" }
	| { readonly kind: "ade-token-file-expired"; readonly expiredAt: number };

/**
 * Opens a server token (`.p7m`) with whichever of our pairs it was made for: one that waits, or one that opened a token before, for Apple goes on
 * using a certificate until another is uploaded.
 */
export async function openUploadedToken(
	stores: { readonly adeKeyPairs: Pick<AdeKeyPairStore, "list">; readonly adeTokens: Pick<AdeTokenStore, "list"> },
	file: Uint8Array,
	options: { readonly sealer: Sealer; readonly now: number },
): Promise<Outcome<{ readonly token: ServerToken; readonly pair: AdeKeyPair }, TokenFileProblem>> {
	const listed = await listKeyPairs(stores);
	const recipients = listed.map(({ pair }) => ({ pair, certificate: pair.certificate, key: openKeyPair(options.sealer, pair) }));
	const read = await readServerToken(file, recipients);
	if (!read.ok) return refused(problemOf(read.problem, listed));
	const { token } = read;
	if (token.expiresAt <= options.now) return refused({ kind: "ade-token-file-expired", expiredAt: token.expiresAt });
	const used = recipients.find((one) => one === read.recipient);
	if (used === undefined) throw new Error("the token was opened by a key that was not given");
	return { ok: true, token, pair: used.pair };
}

function problemOf(problem: ServerTokenProblem, listed: readonly ListedKeyPair[]): TokenFileProblem {
	switch (problem.kind) {
		case "empty":
			return { kind: "ade-token-file-empty" };
		case "not-a-token":
			return { kind: "ade-token-file-not-a-token" };
		case "is-certificate":
			return { kind: "ade-token-file-is-certificate" };
		case "cut-short":
			return { kind: "ade-token-file-cut-short" };
		case "wrong-key-pair":
			return { kind: "ade-token-file-wrong-key-pair", waiting: listed.filter(({ state }) => state === "waiting").length };
		case "content-unreadable":
			return { kind: "ade-token-file-damaged" };
		case "field-missing":
			return { kind: "ade-token-field-missing", field: problem.field };
		case "expiry-unreadable":
			return { kind: "ade-token-expiry-unreadable" };
	}
}
