import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { StandInIssuer } from "../../simulator/apple-issuer.ts";
import type { Clock } from "../evidence/clock.ts";
import { parsePlist } from "../protocol/plist/parse.ts";
import { isPlistDict } from "../protocol/plist/value.ts";
import { pemToDer } from "../protocol/x509/pem.ts";

/** As the portal lists it. */
export interface PortalCertificate {
	readonly number: number;
	/** The part after `com.apple.mgmt.External.`. */
	readonly topicUid: string;
	readonly appleId: string;
	/** Epoch milliseconds. */
	readonly notAfter: number;
	readonly pem: string;
}

export interface NewCertificate {
	readonly csrDer: Uint8Array;
	readonly appleId: string;
	/** That of the certificate which is renewed; left out: a new one, to which no enrolled device listens. */
	readonly topicUid?: string;
	/** Milliseconds; a year if left out. */
	readonly validFor?: number;
}

/** What stands in for the push certificates portal: remembers what it issued, and for whom. */
export interface DemoPushPortal {
	/** The newest first. */
	certificates(): readonly PortalCertificate[];
	/** @throws RangeError for a request whose signature is wrong */
	issue(wanted: NewCertificate): PortalCertificate;
}

const year = 365 * 86_400_000;

export function createPushPortal(issuer: StandInIssuer, clock: Clock): DemoPushPortal {
	let issued: readonly PortalCertificate[] = [];
	return {
		certificates: () => issued,
		issue({ csrDer, appleId, topicUid = randomUUID(), validFor = year }) {
			const now = clock.now();
			const notAfter = now + validFor;
			const pem = issuer.issuePushCertificate({ csrDer, topicUid, notBefore: now - 60_000, notAfter });
			const made = { number: issued.length + 1, topicUid, appleId, notAfter, pem };
			issued = [made, ...issued];
			return made;
		},
	};
}

/** A request as this service makes it, or signed by a vendor as Apple's portal wants it; null: neither. */
export function requestIn(file: Uint8Array): Uint8Array | null {
	const text = Buffer.from(file).toString("latin1");
	try {
		const [der] = pemToDer(text, "CERTIFICATE REQUEST");
		if (der !== undefined) return der;
		const signed = parsePlist(Buffer.from(text, "base64"));
		const csr = isPlistDict(signed) ? signed["PushCertRequestCSR"] : undefined;
		return typeof csr === "string" ? Buffer.from(csr, "base64") : null;
	} catch {
		return null;
	}
}
