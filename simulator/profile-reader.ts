import { Buffer } from "node:buffer";
import { parseSignedData } from "../src/protocol/cms/signed-data.ts";
import { verifySignedData } from "../src/protocol/cms/verify-signed-data.ts";
import { Malformed } from "../src/protocol/malformed.ts";
import { accessRightsProblem } from "../src/protocol/mdm/access-rights.ts";
import { type InstalledEnrollmentProfile, parseEnrollmentProfile } from "../src/protocol/mdm/read-enrollment-profile.ts";
import { parsePlist } from "../src/protocol/plist/parse.ts";
import { isPlistDict, type PlistDict } from "../src/protocol/plist/value.ts";
import { type Certificate, parseCertificate } from "../src/protocol/x509/certificate.ts";
import { verifyChain } from "../src/protocol/x509/verify.ts";
import type { Fail, Failure } from "./failure.ts";

/** What stands under the profile's name before it is installed. */
export type SigningState = "Verified" | "Unverified" | "Unsigned";

export interface OpenedProfile {
	readonly ok: true;
	readonly state: SigningState;
	/** DER of the signer's certificate; null of an unsigned profile. */
	readonly signer: Uint8Array | null;
	readonly dict: PlistDict;
	/** Whether it would manage the device. */
	readonly managing: boolean;
}

/** Takes a profile out of its CMS. A signature that does not hold makes it no profile; one that leads to no root is "Unverified" and may be installed. */
export function openProfile(bytes: Uint8Array, roots: readonly Certificate[], now: number, fail: Fail): OpenedProfile | Failure {
	const invalid = (detail: string) => fail("MCProfileErrorDomain", 1000, "profile", detail);
	try {
		const signed = isSigned(bytes) ? verifySignedData(parseSignedData(bytes)) : null;
		if (signed !== null && !signed.ok) return invalid(`signature: ${signed.reason}`);
		const dict = parsePlist(signed?.content ?? bytes);
		if (!isPlistDict(dict)) return invalid("not a dictionary");
		const state = signed === null ? "Unsigned" : verified(bytes, signed.signer, roots, now) ? "Verified" : "Unverified";
		const content = dict["PayloadContent"];
		const managing = Array.isArray(content) && content.some((one) => isPlistDict(one) && one["PayloadType"] === "com.apple.mdm");
		return { ok: true, state, signer: signed?.signer ?? null, dict, managing };
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return invalid(error.message);
	}
}

/** DER begins with a SEQUENCE, XML with anything but a zero, a bracket or a mark before it. */
function isSigned(bytes: Uint8Array): boolean {
	return bytes[0] === 0x30;
}

function verified(bytes: Uint8Array, signer: Uint8Array, roots: readonly Certificate[], now: number): boolean {
	const others = parseSignedData(bytes).certificates.flatMap((der) => readable(der) ?? []);
	const leaf = readable(signer);
	return leaf !== undefined && verifyChain(leaf, others, roots, { now }).ok;
}

function readable(der: Uint8Array): Certificate | undefined {
	try {
		return parseCertificate(Buffer.from(der));
	} catch (error) {
		if (error instanceof Malformed) return undefined;
		throw error;
	}
}

/** Holds an enrollment profile to the device's rules. */
export function readManagement(dict: PlistDict, fail: Fail): { readonly ok: true; readonly profile: InstalledEnrollmentProfile } | Failure {
	let profile: InstalledEnrollmentProfile;
	try {
		profile = parseEnrollmentProfile(dict);
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return malformed(error.kind, fail);
	}
	const mdm = (code: number, detail: string) => fail("MCMDMErrorDomain", code, "payload", detail);
	const { topic, serverUrl, checkInUrl, accessRights } = profile.mdm;
	if (!topic.startsWith("com.apple.mgmt.")) return mdm(12022, "topic");
	if (!isHttps(serverUrl) || !isHttps(checkInUrl)) return mdm(12034, "an address that is not https");
	const problem = accessRights === undefined ? undefined : accessRightsProblem(accessRights);
	return problem === undefined ? { ok: true, profile } : mdm(12000, problem);
}

function malformed(kind: string, fail: Fail): Failure {
	if (kind === "identity-payload-not-found") return fail("MCMDMErrorDomain", 12005, "payload", kind);
	if (kind === "several:com.apple.mdm") return fail("MCMDMErrorDomain", 12001, "several", kind);
	const field = /^missing:(.*)$/.exec(kind)?.[1];
	if (field !== undefined) return fail("MCPayloadErrorDomain", 2002, "field", kind, { value: field });
	return fail("MCProfileErrorDomain", 1000, "profile", kind);
}

function isHttps(address: string): boolean {
	return URL.canParse(address) && new URL(address).protocol === "https:";
}

/** What is installed already. */
export interface Standing {
	readonly profile: InstalledEnrollmentProfile;
	readonly signer: Uint8Array | null;
}

/** Whether a profile may take the place of the one that manages the device: null when it may. Apple's archived protocol reference, "ProfileList". */
export function replacementProblem(old: Standing, next: Standing, fail: Fail): Failure | null {
	if (old.profile.identifier !== next.profile.identifier) return fail("MCMDMErrorDomain", 12001, "several", "another management profile");
	const was = old.profile.mdm;
	const is = next.profile.mdm;
	const changed = (["topic", "serverUrl", "checkInUrl"] as const).filter((field) => was[field] !== is[field]);
	if (((is.accessRights ?? 0) & ~(was.accessRights ?? 0)) !== 0) return fail("MCMDMErrorDomain", 12012, "mismatch", "rights were added");
	if (changed.length > 0) return fail("MCMDMErrorDomain", 12012, "mismatch", changed.join(", "));
	const sameSigner =
		old.signer === null || next.signer === null ? old.signer === next.signer : Buffer.compare(old.signer, next.signer) === 0;
	return sameSigner ? null : fail("MCInstallationErrorDomain", 4008, "replacement", "signed by another certificate");
}
