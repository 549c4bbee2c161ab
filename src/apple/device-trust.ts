import type { DeviceTrust } from "../protocol/ade/verify-machine-info.ts";
import { Malformed } from "../protocol/malformed.ts";
import { type Certificate, parseCertificate } from "../protocol/x509/certificate.ts";
import { pemToDer } from "../protocol/x509/pem.ts";
import { appleIphoneCertificationAuthority, appleIphoneDeviceCa, appleRootCa } from "./apple-certificates.ts";

/**
 * Whom to believe that a device is one of Apple's: Apple, and the stand-in for tests and demonstrations where its certificate is given. Throws
 * Malformed("x509") for a stand-in's certificate that is none.
 */
export function deviceTrust(standInPem: string | null): DeviceTrust {
	return {
		issuer: certificateIn(appleIphoneDeviceCa),
		intermediates: [certificateIn(appleIphoneCertificationAuthority)],
		root: certificateIn(appleRootCa),
		standIn: standInPem === null ? null : certificateIn(standInPem),
	};
}

function certificateIn(pem: string): Certificate {
	const [der] = pemToDer(pem, "CERTIFICATE");
	if (!der) throw new Malformed("x509", "pem-missing");
	return parseCertificate(der);
}
