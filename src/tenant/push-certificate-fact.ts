import type { PushCertificateFact } from "../evidence/facts.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { inspectPushCertificate, type PushCertificateFault, type PushIssuers } from "./inspect-push-certificate.ts";
import type { PushCertificate, PushCertificateStore } from "./ports.ts";
import { openPushKey } from "./push-key.ts";

/** OpenSSL's complaint when the pair was to be used: told by the connection to Apple, long before which nothing else looks at the key. */
const pairFault = /^ERR_OSSL_/;
const keyMismatch = "ERR_OSSL_X509_KEY_VALUES_MISMATCH";

/**
 * The state of the current push certificate; null: none was ever uploaded. Expiry is for whoever judges `notAfter`.
 *
 * @param judge what to look at besides: the issuer, and the key (which has to be unsealed for it). Without, both were judged at the upload, and a key
 * that does not match shows by the connection to Apple that fails
 */
export async function pushCertificateFact(
	stores: { readonly pushCertificates: Pick<PushCertificateStore, "current"> },
	judge: { readonly issuers?: PushIssuers; readonly sealer?: Sealer } = {},
): Promise<PushCertificateFact | null> {
	const stored = await stores.pushCertificates.current();
	if (stored === undefined) return null;
	const { refusedReason, refusedAt } = stored;
	const byApple = refusedReason !== null && !pairFault.test(refusedReason);
	return {
		topic: stored.topic,
		notBefore: stored.notBefore,
		notAfter: stored.notAfter,
		faults: faultsOf(stored, judge),
		refusedByApple: byApple ? { reason: refusedReason, since: refusedAt ?? stored.uploadedAt } : null,
		appleId: stored.appleId,
	};
}

function faultsOf(stored: PushCertificate, judge: { readonly issuers?: PushIssuers; readonly sealer?: Sealer }): PushCertificateFault[] {
	const faults = new Set<PushCertificateFault>();
	const key = judge.sealer === undefined ? undefined : openPushKey(judge.sealer, stored);
	const against = { ...(key === undefined ? {} : { key }), ...(judge.issuers === undefined ? {} : { issuers: judge.issuers }) };
	for (const fault of inspectPushCertificate(stored.pem, against).faults) faults.add(fault);
	if (stored.refusedReason === keyMismatch) faults.add("key-mismatch");
	else if (stored.refusedReason !== null && pairFault.test(stored.refusedReason)) faults.add("unparsable");
	return [...faults];
}

/**
 * Writes down what Apple said of the certificate itself; null: it took a push. Keeps the time of the first refusal, and writes nothing when nothing
 * changed, so that it may be called after every batch.
 */
export async function recordApnsAnswer(
	stores: { readonly pushCertificates: Pick<PushCertificateStore, "list" | "recordAnswer"> },
	certificateId: string,
	refused: { readonly reason: string; readonly at: number } | null,
): Promise<void> {
	const stored = (await stores.pushCertificates.list()).find(({ id }) => id === certificateId);
	if (stored === undefined || stored.refusedReason === (refused?.reason ?? null)) return;
	const at = stored.refusedAt ?? refused?.at ?? null;
	await stores.pushCertificates.recordAnswer(certificateId, refused === null || at === null ? null : { reason: refused.reason, at });
}
