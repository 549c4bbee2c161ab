import type { ApnsClient } from "./apple/apns.ts";
import type { CurrentPushSender } from "./devices/ports.ts";
import type { Sealer } from "./evidence/sealer.ts";
import type { PushCertificateStore } from "./tenant/ports.ts";
import { openPushKeyPem } from "./tenant/push-key.ts";

/** The connection to Apple with the push certificate that is current in the store, so that a renewed one is used from the next batch on. */
export function createPushSender(deps: {
	readonly stores: { readonly pushCertificates: PushCertificateStore };
	readonly sealer: Sealer;
	readonly connect: (credentials: { readonly certificatePem: string; readonly keyPem: string }) => ApnsClient;
}): { current(): Promise<CurrentPushSender | null>; close(): Promise<void> } {
	let client: ApnsClient | null = null;
	let certificateId: string | null = null;
	return {
		async current() {
			const certificate = await deps.stores.pushCertificates.current();
			if (certificate === undefined || certificate.topic === null) return null;
			if (client === null || certificateId !== certificate.id) {
				const credentials = { certificatePem: certificate.pem, keyPem: openPushKeyPem(deps.sealer, certificate) };
				if (client === null) client = deps.connect(credentials);
				else client.replaceCertificate(credentials);
				certificateId = certificate.id;
			}
			return { certificateId: certificate.id, topic: certificate.topic, sender: client };
		},
		async close() {
			await client?.close();
		},
	};
}
