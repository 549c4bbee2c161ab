/** Object identifiers, named as their standards name them. */
export const oids = {
	// Keys and signatures: RFC 8017, RFC 5480, RFC 5758
	rsaEncryption: "1.2.840.113549.1.1.1",
	sha1WithRSAEncryption: "1.2.840.113549.1.1.5",
	sha256WithRSAEncryption: "1.2.840.113549.1.1.11",
	sha384WithRSAEncryption: "1.2.840.113549.1.1.12",
	sha512WithRSAEncryption: "1.2.840.113549.1.1.13",
	ecPublicKey: "1.2.840.10045.2.1",
	prime256v1: "1.2.840.10045.3.1.7",
	secp384r1: "1.3.132.0.34",
	secp521r1: "1.3.132.0.35",
	ecdsaWithSHA1: "1.2.840.10045.4.1",
	ecdsaWithSHA256: "1.2.840.10045.4.3.2",
	ecdsaWithSHA384: "1.2.840.10045.4.3.3",
	ecdsaWithSHA512: "1.2.840.10045.4.3.4",

	// Digests
	sha1: "1.3.14.3.2.26",
	sha256: "2.16.840.1.101.3.4.2.1",
	sha384: "2.16.840.1.101.3.4.2.2",
	sha512: "2.16.840.1.101.3.4.2.3",

	// Content encryption
	aes128CBC: "2.16.840.1.101.3.4.1.2",
	aes192CBC: "2.16.840.1.101.3.4.1.22",
	aes256CBC: "2.16.840.1.101.3.4.1.42",
	desEDE3CBC: "1.2.840.113549.3.7",
	/** Single DES: micromdm's tools still send it. */
	desCBC: "1.3.14.3.2.7",

	// CMS content and attributes: RFC 5652, RFC 2985
	data: "1.2.840.113549.1.7.1",
	signedData: "1.2.840.113549.1.7.2",
	envelopedData: "1.2.840.113549.1.7.3",
	contentType: "1.2.840.113549.1.9.3",
	messageDigest: "1.2.840.113549.1.9.4",
	signingTime: "1.2.840.113549.1.9.5",
	challengePassword: "1.2.840.113549.1.9.7",
	extensionRequest: "1.2.840.113549.1.9.14",

	// SCEP attributes: RFC 8894 section 3.2.1
	scepMessageType: "2.16.840.1.113733.1.9.2",
	scepPkiStatus: "2.16.840.1.113733.1.9.3",
	scepFailInfo: "2.16.840.1.113733.1.9.4",
	scepSenderNonce: "2.16.840.1.113733.1.9.5",
	scepRecipientNonce: "2.16.840.1.113733.1.9.6",
	scepTransactionID: "2.16.840.1.113733.1.9.7",
	/** RFC 8894 section 3.2.1.4.4; unlike its siblings under PKIX. */
	scepFailInfoText: "1.3.6.1.5.5.7.24.1",

	// Attribute types of names: RFC 4519, RFC 5280
	commonName: "2.5.4.3",
	surname: "2.5.4.4",
	serialNumber: "2.5.4.5",
	countryName: "2.5.4.6",
	localityName: "2.5.4.7",
	stateOrProvinceName: "2.5.4.8",
	streetAddress: "2.5.4.9",
	organizationName: "2.5.4.10",
	organizationalUnitName: "2.5.4.11",
	title: "2.5.4.12",
	givenName: "2.5.4.42",
	/** UID: the topic of a push certificate. */
	userId: "0.9.2342.19200300.100.1.1",
	domainComponent: "0.9.2342.19200300.100.1.25",
	emailAddress: "1.2.840.113549.1.9.1",

	// Extensions: RFC 5280 section 4.2
	subjectKeyIdentifier: "2.5.29.14",
	keyUsage: "2.5.29.15",
	subjectAltName: "2.5.29.17",
	issuerAltName: "2.5.29.18",
	basicConstraints: "2.5.29.19",
	nameConstraints: "2.5.29.30",
	cRLDistributionPoints: "2.5.29.31",
	certificatePolicies: "2.5.29.32",
	authorityKeyIdentifier: "2.5.29.35",
	extKeyUsage: "2.5.29.37",
	authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
	serverAuth: "1.3.6.1.5.5.7.3.1",
	clientAuth: "1.3.6.1.5.5.7.3.2",
	emailProtection: "1.3.6.1.5.5.7.3.4",
	/** User principal name as an otherName, as Microsoft writes it. */
	userPrincipalName: "1.3.6.1.4.1.311.20.2.3",
} as const;
