import { hash as digest } from "node:crypto";
import { parseSignedData } from "../cms/signed-data.ts";
import { type SignatureRefusal, verifySignedData } from "../cms/verify-signed-data.ts";
import { DerReader } from "../der/reader.ts";
import { Malformed } from "../malformed.ts";
import { type Certificate, fingerprint, parseCertificate, publicKeyOf } from "../x509/certificate.ts";
import { verifyChain } from "../x509/verify.ts";
import { type MachineInfo, parseMachineInfo } from "./machine-info.ts";

/** Who may vouch for a device. */
export interface DeviceTrust {
	/** Apple's: a device's certificate is issued by the first, which leads over the others to the root. */
	readonly issuer: Certificate;
	readonly intermediates: readonly Certificate[];
	readonly root: Certificate;
	/** The stand-in for tests and demonstrations, which issues devices' certificates itself; null: there is none. */
	readonly standIn: Certificate | null;
}

export type MachineInfoVerdict =
	| {
			readonly ok: true;
			readonly info: MachineInfo;
			/** The stand-in vouches for it, not Apple. */
			readonly byStandIn: boolean;
			/** SHA-256 of what is unique in the signature, hexadecimal: the same message has the same, however it is wrapped. */
			readonly descriptionHash: string;
			/** Epoch milliseconds by the phone's clock, which nothing has set yet in Setup Assistant; null: it says none. */
			readonly signingTime: number | null;
	  }
	| {
			readonly ok: false;
			readonly state: "malformed" | "signature-wrong" | "not-apple";
			/** A word of the codec or of the verifier, never content. */
			readonly detail: string;
	  };

const longestMessage = 128 * 1024;

/** Nothing was signed, so no signature can be wrong. */
const notSigned: ReadonlySet<SignatureRefusal> = new Set(["no-signer", "content-missing"]);

/**
 * Verifies and reads the description that a phone in Setup Assistant sends: CMS with one signer, its certificate with it, over a MachineInfo. The
 * path to Apple's root goes over Apple's own certificates as we hold them; those in the message serve for nothing but to find the signer's. The
 * content is read only when all of that holds.
 *
 * Says "signed by a device that Apple made", not when: it can be sent again by whoever saw it.
 */
export function verifyMachineInfo(cms: Uint8Array, trust: DeviceTrust, now: number): MachineInfoVerdict {
	if (cms.length > longestMessage) return refuse("malformed", "too-large");
	try {
		// SHA-1: devices of iOS 12 and before sign with it, and their certificates are signed with it.
		const verified = verifySignedData(parseSignedData(cms), { allowSha1: true });
		if (!verified.ok) return refuse(notSigned.has(verified.reason) ? "malformed" : "signature-wrong", verified.reason);
		const leaf = parseCertificate(verified.signer);
		const vouched = whoVouches(leaf, trust, now);
		if (!vouched.ok) return refuse("not-apple", vouched.detail);
		return {
			ok: true,
			info: parseMachineInfo(verified.content),
			byStandIn: vouched.byStandIn,
			descriptionHash: digest("sha256", uniqueIn(verified.signature, leaf), "hex"),
			signingTime: verified.signingTime,
		};
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return refuse("malformed", `${error.codec}:${error.kind}`);
	}
}

/**
 * No dates count: those of Apple's intermediates are long past, and a device's certificate, a year or three, lies wholly after them. An erased phone
 * may well come with one that has ended, and it is no less a device that Apple made; what would be refused is a genuine phone, with an untrue reason.
 * Against a key that was taken out of an old phone dates protect no better than the list of serial numbers does.
 */
function whoVouches(
	leaf: Certificate,
	trust: DeviceTrust,
	now: number,
): { readonly ok: true; readonly byStandIn: boolean } | { readonly ok: false; readonly detail: string } {
	if (leaf.isCa) return { ok: false, detail: "signer-is-ca" };
	const { issuer, intermediates, root, standIn } = trust;
	const undated = (...certificates: readonly Certificate[]) => ({
		now,
		ignoreDatesOf: new Set([leaf, ...certificates].map(({ der }) => fingerprint(der))),
	});
	if (standIn && verifyChain(leaf, [], [standIn], undated(standIn)).ok) return { ok: true, byStandIn: true };
	const chain = verifyChain(leaf, [issuer, ...intermediates], [root], undated(issuer, ...intermediates, root));
	if (!chain.ok) return { ok: false, detail: chain.reason };
	// Apple's root vouches for much that is no device: developers, servers, receipts.
	if (chain.chain[1] !== issuer) return { ok: false, detail: "not-a-device-certificate" };
	return { ok: true, byStandIn: false };
}

/** Of ECDSA's (r, s), (r, -s) is as good and anybody can make it; r alone stands for the one signature. Of RSA there is one. */
function uniqueIn(signature: Uint8Array, leaf: Certificate): Uint8Array {
	if (publicKeyOf(leaf)?.asymmetricKeyType !== "ec") return signature;
	return new DerReader(signature).sequence().integer();
}

function refuse(state: "malformed" | "signature-wrong" | "not-apple", detail: string): MachineInfoVerdict {
	return { ok: false, state, detail };
}
