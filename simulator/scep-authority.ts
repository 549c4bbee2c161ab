import { createHash } from "node:crypto";
import { parseCertsOnly } from "../src/protocol/cms/certs-only.ts";
import { Malformed } from "../src/protocol/malformed.ts";
import { type Certificate, parseCertificate } from "../src/protocol/x509/certificate.ts";
import { isSignedBy } from "../src/protocol/x509/verify.ts";
import type { Fail, Failure } from "./failure.ts";
import type { Answered } from "./line.ts";

const domain = "MCSCEPErrorDomain";

/** Whom the request is encrypted to, and who may sign the answer. */
export interface Authority {
	readonly ok: true;
	readonly ca: Certificate;
	readonly recipient: Certificate;
	readonly all: readonly Certificate[];
}

/** What GetCACert answered, as a device judges it: a CA alone, or a CA with a registration authority of its own. */
export function readAuthority(told: Answered, expected: Uint8Array | undefined, fail: Fail): Authority | Failure {
	const type = (told.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
	const invalid = (detail: string) => fail(domain, 22002, "scep", detail);
	if (told.status !== 200) return invalid(`GetCACert was answered ${told.status}`);
	try {
		if (type === "application/x-x509-ca-cert") {
			const ca = parseCertificate(told.body);
			if (!fingerprintFits(ca, expected)) return invalid("CAFingerprint does not fit");
			return { ok: true, ca, recipient: ca, all: [ca] };
		}
		if (type !== "application/x-x509-ca-ra-cert") return invalid(`GetCACert is of the type ${type ?? "none"}`);
		const all = parseCertsOnly(told.body).map(parseCertificate);
		const recipient = all.find((one) => !one.isCa && (one.keyUsage === null || one.keyUsage.has("keyEncipherment")));
		const ca = recipient === undefined ? undefined : all.find((one) => one.isCa && isSignedBy(recipient, one));
		if (recipient === undefined || ca === undefined) return fail(domain, 22003, "registration", "no registration authority of this CA");
		if (!fingerprintFits(ca, expected)) return invalid("CAFingerprint does not fit");
		return { ok: true, ca, recipient, all };
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return type === "application/x-x509-ca-ra-cert" ? fail(domain, 22003, "registration", error.message) : invalid(error.message);
	}
}

/** The schema names no hash; its length tells. */
function fingerprintFits(ca: Certificate, expected: Uint8Array | undefined): boolean {
	if (expected === undefined) return true;
	const hash = { 16: "md5", 20: "sha1", 32: "sha256", 64: "sha512" }[expected.length];
	return hash !== undefined && createHash(hash).update(ca.der).digest().equals(expected);
}
