import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Domain } from "./domain.ts";
import { derToPem } from "./protocol/x509/pem.ts";

/** The TLS certificate: the one that settings name, else one of our own CA for the public name, issued anew at each start. */
export async function serverCertificate(domain: Domain) {
	const { config } = domain;
	if (config.tlsCertificateFile !== null && config.tlsKeyFile !== null) {
		const certificate = readFileSync(config.tlsCertificateFile, "utf8");
		const name = new URL(config.publicUrl).hostname;
		const leaf = new X509Certificate(certificate);
		if (leaf.checkHost(name) === undefined && leaf.checkIP(name) === undefined) {
			domain.log.warn(
				{ name, file: config.tlsCertificateFile },
				"the server certificate is not for the public name: phones will refuse it",
			);
		}
		return { tls: { certificate, key: readFileSync(config.tlsKeyFile, "utf8") }, ownRoot: null };
	}
	const authority = await domain.authority();
	const hostname = new URL(config.publicUrl).hostname.replace(/^\[|\]$/g, "");
	const names = [...new Set([hostname, "localhost", "127.0.0.1"])];
	const { certificate, key } = await authority.issueServer(names);
	const root = derToPem(authority.ca.certificate.der, "CERTIFICATE");
	return {
		tls: { certificate: derToPem(certificate.der, "CERTIFICATE") + root, key: key.export({ format: "pem", type: "pkcs8" }).toString() },
		ownRoot: root,
	};
}
