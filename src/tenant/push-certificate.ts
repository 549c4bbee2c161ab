import type { KeyObject } from "node:crypto";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { type Certificate, fingerprint } from "../protocol/x509/certificate.ts";
import { derToPem } from "../protocol/x509/pem.ts";
import { belongTogether, inspectPushCertificate, type PushIssuers, readPushCertificate, topicPrefix } from "./inspect-push-certificate.ts";
import type { PendingPushKey, PushCertificate, PushCertificateStore } from "./ports.ts";
import { openPushKey, type PushKeyProblem, readUploadedKey, sealPushKey } from "./push-key.ts";

export interface PushCertificateUpload {
	/** The file that Apple's portal gave. */
	readonly pem: string;
	/** Only where the key was not made here. */
	readonly keyPem?: string;
	readonly passphrase?: string;
	/** The Apple Account at the portal: whoever renews next year needs it. undefined keeps the one on record. */
	readonly appleId?: string;
	/** Names exactly the number of devices that a changed topic silences. */
	readonly confirmDevicesLost?: number;
	readonly now: number;
}

export type PushCertificateProblem =
	/** `found`: what the file holds instead. */
	| { readonly kind: "push-certificate-unparsable"; readonly found: "request" | "key" | "nothing" }
	| PushKeyProblem
	/** Neither the key that came along, nor one that waits, nor one used before. `pending`: how many requests wait for their certificate. */
	| { readonly kind: "push-certificate-key-mismatch"; readonly pending: number }
	| { readonly kind: "push-certificate-wrong-issuer"; readonly issuer: string }
	| { readonly kind: "push-certificate-wrong-topic"; readonly topic: string | null; readonly prefix: string }
	| { readonly kind: "push-certificate-already-expired"; readonly expiredAt: number }
	| { readonly kind: "push-certificate-not-yet-valid"; readonly validAt: number }
	/** `devices`: so many hold a profile of another topic and would hear nothing any more, until each of them is enrolled again. */
	| {
			readonly kind: "push-certificate-topic-changed";
			readonly present: string | null;
			readonly uploaded: string;
			readonly devices: number;
			readonly confirmed: number | null;
	  };

export type PushCertificateWarning =
	/** It ends before the one that it takes the place of: probably an old download. */
	| { readonly kind: "push-certificate-older"; readonly endsAt: number; readonly presentEndsAt: number }
	| { readonly kind: "push-certificate-ends-soon"; readonly endsAt: number }
	| { readonly kind: "push-certificate-other-apple-id"; readonly before: string; readonly after: string }
	| { readonly kind: "push-certificate-devices-lost"; readonly present: string | null; readonly devices: number };

interface UploadStores {
	readonly pushCertificates: PushCertificateStore;
	readonly devices: { countOtherTopic(topic: string): Promise<number> };
}

const day = 24 * 3600_000;

/**
 * Installs a push certificate, in one unit of work, if it is one, is ours, is in its dates, and keeps the topic. A changed topic is refused with the
 * number of devices that it would silence, unless that very number is confirmed. The one before is kept as history, so that it can be put back.
 */
export async function uploadPushCertificate(
	stores: UploadStores,
	upload: PushCertificateUpload,
	options: { readonly sealer: Sealer; readonly issuers: PushIssuers },
): Promise<
	Outcome<{ readonly certificate: PushCertificate; readonly warnings: readonly PushCertificateWarning[] }, PushCertificateProblem>
> {
	const { now } = upload;
	const parsed = readPushCertificate(upload.pem);
	if (parsed === null) return refused({ kind: "push-certificate-unparsable", found: whatElse(upload.pem) });
	const pendingKeys = await stores.pushCertificates.pendingKeys();
	const history = await stores.pushCertificates.list();
	const found = findKey(parsed, upload, pendingKeys, history, options.sealer);
	if (!found.ok) return found;

	const { faults, issuer, topic } = inspectPushCertificate(upload.pem, { key: found.key, issuers: options.issuers });
	if (faults.includes("wrong-issuer")) return refused({ kind: "push-certificate-wrong-issuer", issuer: issuer ?? "" });
	if (topic === null || faults.length > 0) return refused({ kind: "push-certificate-wrong-topic", topic, prefix: topicPrefix });
	if (now >= parsed.notAfter) return refused({ kind: "push-certificate-already-expired", expiredAt: parsed.notAfter });
	// Apple's clock and ours may differ by a little when the certificate is a minute old.
	if (now < parsed.notBefore - day) return refused({ kind: "push-certificate-not-yet-valid", validAt: parsed.notBefore });

	const present = history.find(({ current }) => current);
	const lost = present?.topic === topic ? 0 : await stores.devices.countOtherTopic(topic);
	if (lost > 0 && upload.confirmDevicesLost !== lost) {
		const confirmed = upload.confirmDevicesLost ?? null;
		return refused({ kind: "push-certificate-topic-changed", present: present?.topic ?? null, uploaded: topic, devices: lost, confirmed });
	}

	const id = fingerprint(parsed.der);
	const certificate: PushCertificate = {
		id,
		pem: derToPem(parsed.der, "CERTIFICATE"),
		key: sealPushKey(options.sealer, id, found.key),
		topic,
		serial: parsed.serial,
		notBefore: parsed.notBefore,
		notAfter: parsed.notAfter,
		appleId: upload.appleId ?? present?.appleId ?? null,
		uploadedAt: now,
		current: true,
		refusedReason: null,
		refusedAt: null,
	};
	await stores.pushCertificates.install(certificate);
	if (found.pendingId !== null) await stores.pushCertificates.deletePendingKey(found.pendingId);
	return { ok: true, certificate, warnings: warningsOf(certificate, present, lost, now) };
}

/** The key that came along; else, of those that wait and those used before (a renewal may keep its key), the one that is the certificate's. */
function findKey(
	certificate: Certificate,
	upload: PushCertificateUpload,
	pendingKeys: readonly PendingPushKey[],
	history: readonly PushCertificate[],
	sealer: Sealer,
): Outcome<{ readonly key: KeyObject; readonly pendingId: string | null }, PushCertificateProblem> {
	if (upload.keyPem !== undefined) {
		const read = readUploadedKey(upload.keyPem, upload.passphrase);
		if (!read.ok) return read;
		if (belongTogether(certificate, read.key)) return { ok: true, key: read.key, pendingId: null };
	} else {
		for (const pending of pendingKeys) {
			const key = openPushKey(sealer, pending);
			if (belongTogether(certificate, key)) return { ok: true, key, pendingId: pending.id };
		}
		for (const before of history) {
			const key = openPushKey(sealer, before);
			if (belongTogether(certificate, key)) return { ok: true, key, pendingId: null };
		}
	}
	return refused({ kind: "push-certificate-key-mismatch", pending: pendingKeys.length });
}

function warningsOf(
	certificate: PushCertificate,
	present: PushCertificate | undefined,
	lost: number,
	now: number,
): PushCertificateWarning[] {
	const warnings: PushCertificateWarning[] = [];
	const endsAt = certificate.notAfter;
	if (present !== undefined && present.notAfter > endsAt) {
		warnings.push({ kind: "push-certificate-older", endsAt, presentEndsAt: present.notAfter });
	}
	if (endsAt - now < 30 * day) warnings.push({ kind: "push-certificate-ends-soon", endsAt });
	const [before, after] = [present?.appleId ?? null, certificate.appleId];
	if (before !== null && after !== null && before !== after) warnings.push({ kind: "push-certificate-other-apple-id", before, after });
	if (lost > 0) warnings.push({ kind: "push-certificate-devices-lost", present: present?.topic ?? null, devices: lost });
	return warnings;
}

/** The files that people take for the certificate: the request itself, and the key. */
function whatElse(pem: string): "request" | "key" | "nothing" {
	if (pem.includes("CERTIFICATE REQUEST-----")) return "request";
	return pem.includes("PRIVATE KEY-----") ? "key" : "nothing";
}
