/** A key pair of the service itself. */
export interface ServiceKey {
	/** `ca`, `scep-ra`, `profile-signer`. */
	readonly name: string;
	/** DER. */
	readonly certificate: Uint8Array;
	/** PKCS#8 DER, sealed. */
	readonly key: Uint8Array;
	readonly createdAt: number;
}

export interface ServiceKeyStore {
	get(name: string): Promise<ServiceKey | undefined>;
	put(key: ServiceKey): Promise<void>;
}

/** A certificate that our CA issued to a device. */
export interface IssuedCertificate {
	/** Hexadecimal, unique. */
	readonly serial: string;
	/** SHA-256 of the DER, hexadecimal, unique. */
	readonly fingerprint: string;
	readonly certificate: Uint8Array;
	readonly attemptId: string | null;
	/** The device it is bound to; null until Authenticate. */
	readonly deviceId: string | null;
	readonly notBefore: number;
	readonly notAfter: number;
	readonly revokedAt: number | null;
	readonly revokedReason: string | null;
	readonly issuedAt: number;
}

export interface CertificateStore {
	insert(certificate: IssuedCertificate): Promise<void>;
	bySerial(serial: string): Promise<IssuedCertificate | undefined>;
	byFingerprint(fingerprint: string): Promise<IssuedCertificate | undefined>;
	bind(serial: string, deviceId: string): Promise<void>;
	revoke(serial: string, at: number, reason: string): Promise<void>;
	ofDevice(deviceId: string): Promise<IssuedCertificate[]>;
	/** Pinned identities of managed devices that end before `before` and not before `after`, the first first; at most `limit` device ids. */
	devicesWithIdentityEndingBefore(before: number, limit: number, after?: number): Promise<string[]>;
}

/** A one-time password for SCEP. The value itself is never stored, only its SHA-256. */
export interface Challenge {
	/** SHA-256, hexadecimal. */
	readonly hash: string;
	readonly attemptId: string;
	/** For a renewal, or a profile made for a known device: only this device may use it. */
	readonly deviceId: string | null;
	readonly purpose: "enrollment" | "renewal";
	readonly issuedAt: number;
	readonly expiresAt: number;
	readonly usedAt: number | null;
	/** SHA-256 of the public key and transaction that used it: the same request again gets the same certificate. */
	readonly requestHash: string | null;
	readonly certificateSerial: string | null;
}

export interface ChallengeStore {
	insert(challenge: Challenge): Promise<void>;
	byHash(hash: string): Promise<Challenge | undefined>;
	/** Marks it used if it is not; false if somebody was first. */
	use(hash: string, use: { at: number; requestHash: string; certificateSerial: string }): Promise<boolean>;
	/** What was given out on this try and not used yet is worth nothing from `at` on. */
	expireUnused(attemptId: string, at: number): Promise<void>;
	/** What was given out on this try from `since` on and not used is forgotten, as if what takes its place were the first. */
	forgetUnused(attemptId: string, since: number): Promise<void>;
	/** Forgets those that ended before, used or not; at most `limit`; how many. */
	pruneEnded(before: number, limit: number): Promise<number>;
}
