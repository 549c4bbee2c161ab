import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { Domain } from "./domain.ts";
import type { ServerCertificateFact } from "./evidence/facts.ts";
import { derToPem } from "./protocol/x509/pem.ts";

export interface ServerCertificate {
	readonly tls: { readonly certificate: string; readonly key: string };
	/** PEM of the CA that issued it; null where a certificate was given by settings. */
	readonly ownRoot: string | null;
	/** What a client sees of it. */
	readonly fact: ServerCertificateFact;
}

/** The TLS certificate: the one that settings name, else one of our own CA for the public name, issued anew at each start. */
export async function serverCertificate(domain: Domain): Promise<ServerCertificate> {
	const { config, log } = domain;
	const authority = await domain.authority();
	const { tlsCertificateFile, tlsKeyFile } = config;
	const name = new URL(config.publicUrl).hostname.replace(/^\[|\]$/g, "");
	const fact = (pem: string, ofOwnAuthority: boolean): ServerCertificateFact => {
		const leaf = new X509Certificate(pem);
		// checkIP throws for what is no address.
		const isForName = (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
		return { name, isForName, notAfter: Date.parse(leaf.validTo), ofOwnAuthority, authorityNotAfter: authority.ca.certificate.notAfter };
	};
	if (tlsCertificateFile !== null && tlsKeyFile !== null) {
		const certificate = readFileSync(tlsCertificateFile, "utf8");
		const given = fact(certificate, false);
		if (!given.isForName) {
			log.warn({ name, file: tlsCertificateFile }, "the server certificate is not for the public name: phones will refuse it");
		}
		return { tls: { certificate, key: readFileSync(tlsKeyFile, "utf8") }, ownRoot: null, fact: given };
	}
	const { certificate, key } = await authority.issueServer([...new Set([name, "localhost", "127.0.0.1"])]);
	const root = derToPem(authority.ca.certificate.der, "CERTIFICATE");
	const pem = derToPem(certificate.der, "CERTIFICATE") + root;
	return { tls: { certificate: pem, key: key.export({ format: "pem", type: "pkcs8" }).toString() }, ownRoot: root, fact: fact(pem, true) };
}
