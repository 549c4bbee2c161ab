import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What an authenticator can be told to do wrong, or otherwise than the browser would. */
export interface Misbehaviour {
	readonly origin?: string;
	readonly rpId?: string;
	/** Somebody only touched it: neither finger, face nor PIN. */
	readonly unverified?: boolean;
	/** Signatures so far; by default one more each time. */
	readonly counter?: number;
	readonly userHandle?: string;
	/** Signs with another key. */
	readonly forged?: boolean;
}

interface Options {
	readonly challenge: string;
	readonly rp?: { readonly id: string };
	readonly rpId?: string;
	readonly user?: { readonly id: string };
}

/** An authenticator with one discoverable credential, as WebAuthn level 3 (6.1, 6.5) and RFC 9052 write it; ES256, attestation "none". */
export function softwareAuthenticator(origin: string) {
	const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
	const id = randomBytes(32);
	let user = "";
	let count = 0;

	const clientData = (type: string, challenge: string, from: string) =>
		Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));

	function data(rpId: string, wrong: Misbehaviour, attested: Buffer): Buffer {
		const counter = Buffer.alloc(4);
		counter.writeUInt32BE(wrong.counter ?? ++count);
		const flags = 0x01 | (wrong.unverified === true ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
		return Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.of(flags), counter, attested]);
	}

	return {
		/** As navigator.credentials.create answers. */
		create(options: Options, wrong: Misbehaviour = {}) {
			user = options.user?.id ?? "";
			const length = Buffer.alloc(2);
			length.writeUInt16BE(id.length);
			const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]);
			const authData = data(options.rp?.id ?? "", wrong, attested);
			const object = Buffer.concat([map(3), text("fmt"), text("none"), text("attStmt"), map(0), text("authData"), bytes(authData)]);
			const clientDataJSON = clientData("webauthn.create", options.challenge, wrong.origin ?? origin);
			const response = { clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(object), transports: ["internal"] };
			return { id: base64url(id), rawId: base64url(id), type: "public-key", response, clientExtensionResults: {} };
		},
		/** As navigator.credentials.get answers. */
		get(options: Options, wrong: Misbehaviour = {}) {
			const authData = data(options.rpId ?? "", wrong, Buffer.alloc(0));
			const clientDataJSON = clientData("webauthn.get", options.challenge, wrong.origin ?? origin);
			const signed = Buffer.concat([authData, sha256(clientDataJSON)]);
			const response = {
				clientDataJSON: base64url(clientDataJSON),
				authenticatorData: base64url(authData),
				signature: base64url(sign("sha256", signed, wrong.forged === true ? other : privateKey)),
				userHandle: wrong.userHandle ?? user,
			};
			return { id: base64url(id), rawId: base64url(id), type: "public-key", response, clientExtensionResults: {} };
		},
	};
}

const base64url = (data: Uint8Array) => Buffer.from(data).toString("base64url");
const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();

// CBOR (RFC 8949, 3): what an attestation object and a COSE key are made of.
const map = (pairs: number) => Buffer.of(0xa0 | pairs);
const text = (value: string) => Buffer.concat([Buffer.of(0x60 | value.length), Buffer.from(value)]);

function bytes(value: Uint8Array): Buffer {
	const head =
		value.length < 24 ? [0x40 | value.length] : value.length < 256 ? [0x58, value.length] : [0x59, value.length >> 8, value.length & 255];
	return Buffer.concat([Buffer.of(...head), value]);
}

/** RFC 9053, 7.1: kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
	const { x = "", y = "" } = key.export({ format: "jwk" });
	const coordinate = (value: string) => bytes(Buffer.from(value, "base64url"));
	return Buffer.concat([map(5), Buffer.of(0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), coordinate(x), Buffer.of(0x22), coordinate(y)]);
}
