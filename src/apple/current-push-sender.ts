import type { CurrentPushSender } from "../devices/ports.ts";
import type { PushCertificate, PushCertificateStore } from "../tenant/ports.ts";
import { type ApnsClient, type ApnsOptions, createApnsClient } from "./apns.ts";

export interface PushConnection {
	/** The connection that presents the certificate which is current now; null while there is none. */
	current(): Promise<CurrentPushSender | null>;
	close(): Promise<void>;
}

/**
 * Keeps the connection to Apple at the current certificate. The store is asked each time, because the command line uploads a renewed certificate in
 * another process: it must be in use at once, and not after a restart.
 *
 * @param openKeyPem unseals the certificate's key
 */
export function createPushConnection(
	options: Omit<ApnsOptions, "certificatePem" | "keyPem"> & {
		readonly pushCertificates: Pick<PushCertificateStore, "current">;
		readonly openKeyPem: (certificate: PushCertificate) => string;
	},
): PushConnection {
	let client: ApnsClient | null = null;
	let certificateId: string | null = null;

	function use(certificate: PushCertificate): ApnsClient {
		if (client !== null && certificateId === certificate.id) return client;
		const credentials = { certificatePem: certificate.pem, keyPem: options.openKeyPem(certificate) };
		if (client === null) client = createApnsClient({ ...options, ...credentials });
		else client.replaceCertificate(credentials);
		certificateId = certificate.id;
		return client;
	}

	return {
		async current() {
			const certificate = await options.pushCertificates.current();
			if (certificate === undefined || certificate.topic === null) return null;
			return { certificateId: certificate.id, topic: certificate.topic, sender: use(certificate) };
		},
		async close() {
			await client?.close();
		},
	};
}
