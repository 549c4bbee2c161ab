import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { oids } from "../protocol/der/oids.ts";
import { buildCertificateAsync } from "../protocol/x509/build-certificate.ts";
import { basicConstraints, keyIdentifierOf, keyUsage, subjectKeyIdentifier } from "../protocol/x509/extension.ts";
import { buildName } from "../protocol/x509/name.ts";
import { derToPem } from "../protocol/x509/pem.ts";
import type { AdeKeyPair, AdeKeyPairStore, AdeToken, AdeTokenStore } from "./ports.ts";

export type KeyPairProblem =
	/** So many wait already for the token (or for new ones): delete those that nobody needs. */
	| { readonly kind: "ade-key-pairs-too-many"; readonly limit: number }
	| { readonly kind: "ade-key-pair-unknown"; readonly keyPair: string }
	/** A token was opened with it, and may have to be opened with it again. */
	| { readonly kind: "ade-key-pair-in-use"; readonly token: string };

/**
 * `waiting`: no token came for it yet. `in-use`: a token was opened with it. `old`: its token was renewed with another pair, which has not reached
 * Apple yet.
 */
export type KeyPairState = "waiting" | "in-use" | "old";

export interface ListedKeyPair {
	readonly pair: AdeKeyPair;
	readonly state: KeyPairState;
	/** Whose it is, or for whom it was made; null: for a new one. */
	readonly token: AdeToken | null;
}

/** For each token, and for new ones together. */
export const waitingPairLimit = 25;

const day = 24 * 3600_000;
/** Apple encrypts every renewal to the same certificate until another is uploaded, so it must outlive several tokens of a year. */
const validity = 5 * 365 * day;

interface KeyPairStores {
	readonly adeKeyPairs: AdeKeyPairStore;
	readonly adeTokens: Pick<AdeTokenStore, "list">;
}

/**
 * Makes a key and a self-signed certificate for Apple Business or School Manager, which encrypts the token to it, and keeps the key until the token
 * that answers it has come. `pem` is the file to upload there. RSA-2048 is what Apple takes.
 *
 * @param options `forToken` the id of the token that is to be renewed with it; null for a new one
 */
export async function createKeyPair(
	work: Work<KeyPairStores>,
	options: {
		readonly sealer: Sealer;
		readonly clock: Clock;
		readonly randomness: Randomness;
		readonly organization: string;
		readonly forToken: string | null;
	},
): Promise<Outcome<{ readonly pair: AdeKeyPair; readonly pem: string }, KeyPairProblem>> {
	const { forToken, randomness, sealer } = options;
	const { privateKey: key } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
	const id = randomness.bytes(16).toString("hex");
	const now = options.clock.now();
	// A common name has 64 characters at most (RFC 5280 appendix A).
	const organization = Array.from(options.organization).slice(0, 40).join("");
	const certificate = await selfSigned(key, `${organization} Genkan ADE ${keyPairName({ id })}`.trim(), randomness, now);
	const plain = key.export({ format: "der", type: "pkcs8" });
	const pair: AdeKeyPair = { id, certificate, key: sealer.seal(plain, contextOf(id)), createdAt: now, forToken };
	return work.write(async (stores) => {
		const listed = await listKeyPairs(stores);
		const waiting = listed.filter((one) => one.state === "waiting" && one.pair.forToken === forToken);
		if (waiting.length >= waitingPairLimit) return refused({ kind: "ade-key-pairs-too-many", limit: waitingPairLimit });
		await stores.adeKeyPairs.insert(pair);
		return { ok: true, pair, pem: keyPairPem(pair) };
	});
}

/** What is uploaded to Apple. */
export function keyPairPem(pair: Pick<AdeKeyPair, "certificate">): string {
	return derToPem(pair.certificate, "CERTIFICATE");
}

/** Throws when it was sealed under another master key. */
export function openKeyPair(sealer: Sealer, pair: Pick<AdeKeyPair, "id" | "key">): KeyObject {
	return createPrivateKey({ key: sealer.open(pair.key, contextOf(pair.id)), format: "der", type: "pkcs8" });
}

/** All pairs, the newest first. */
export async function listKeyPairs(stores: {
	readonly adeKeyPairs: Pick<AdeKeyPairStore, "list">;
	readonly adeTokens: Pick<AdeTokenStore, "list">;
}): Promise<ListedKeyPair[]> {
	const pairs = await stores.adeKeyPairs.list();
	const tokens = await stores.adeTokens.list();
	const createdAt = new Map(pairs.map((pair) => [pair.id, pair.createdAt]));
	const byId = new Map(tokens.map((token) => [token.id, token]));
	const byPair = new Map(tokens.map((token) => [token.keyPairId, token]));
	return pairs.map((pair) => {
		const user = byPair.get(pair.id);
		if (user !== undefined) return { pair, state: "in-use", token: user };
		const token = pair.forToken === null ? null : (byId.get(pair.forToken) ?? null);
		// A pair that is older than the one in use was used before it, or was passed over: the answer to it cannot be the newest token any more.
		const old = token !== null && pair.createdAt < (createdAt.get(token.keyPairId) ?? 0);
		return { pair, state: old ? "old" : "waiting", token };
	});
}

/** What a pair is called: the beginning of its id, which its certificate has in its name too. */
export function keyPairName({ id }: Pick<AdeKeyPair, "id">): string {
	return id.slice(0, 8);
}

/**
 * Takes a pair away that waits, for ever; a token for its certificate, wherever that was uploaded, is opened by nobody then.
 *
 * @param named its id, or what it is called
 */
export async function deleteKeyPair(
	stores: KeyPairStores,
	named: string,
): Promise<Outcome<{ readonly pair: AdeKeyPair; readonly token: AdeToken | null }, KeyPairProblem>> {
	const typed = named.trim().toLowerCase();
	const [found, another] = (await listKeyPairs(stores)).filter(({ pair }) => pair.id === typed || keyPairName(pair) === typed);
	if (found === undefined || another !== undefined) return refused({ kind: "ade-key-pair-unknown", keyPair: named });
	if (found.state !== "waiting") return refused({ kind: "ade-key-pair-in-use", token: found.token?.name ?? "" });
	await stores.adeKeyPairs.delete(found.pair.id);
	return { ok: true, pair: found.pair, token: found.token };
}

/**
 * Forgets the pairs that a token had before the one in use. To be called when a renewed token was accepted by Apple for the first time, in the unit
 * that writes that down: until then the one before might have to be downloaded again. How many.
 */
export async function forgetOldPairs(stores: KeyPairStores, tokenId: string): Promise<number> {
	const old = (await listKeyPairs(stores)).filter(({ state, token }) => state === "old" && token?.id === tokenId);
	for (const { pair } of old) await stores.adeKeyPairs.delete(pair.id);
	return old.length;
}

const contextOf = (id: string) => `ade key pair ${id}`;

async function selfSigned(key: KeyObject, commonName: string, randomness: Randomness, now: number): Promise<Uint8Array> {
	const spki = createPublicKey(key).export({ format: "der", type: "spki" });
	const name = buildName([{ type: oids.commonName, value: commonName }]);
	const serial = randomness.bytes(16);
	serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
	return buildCertificateAsync(
		{
			subject: name,
			issuer: name,
			serial,
			// Apple's clock may be a little behind ours.
			notBefore: now - day,
			notAfter: now + validity,
			spki,
			extensions: [
				basicConstraints({ ca: false }),
				keyUsage(["digitalSignature", "keyEncipherment"]),
				subjectKeyIdentifier(keyIdentifierOf(spki)),
			],
		},
		{ key, hash: "sha256" },
	);
}
