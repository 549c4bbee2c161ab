import {
	type AuthenticationResponseJSON,
	generateAuthenticationOptions,
	generateRegistrationOptions,
	type PublicKeyCredentialCreationOptionsJSON,
	type PublicKeyCredentialRequestOptionsJSON,
	type RegistrationResponseJSON,
	verifyAuthenticationResponse,
	verifyRegistrationResponse,
} from "@simplewebauthn/server";

/** For whom a passkey is good (WebAuthn level 3, 4: Relying Party). */
export interface RelyingParty {
	/** The host of the public address: a passkey of another host is none here. */
	readonly id: string;
	readonly origin: string;
	/** What the browser shows to a person. */
	readonly name: string;
}

export interface NewCredential {
	/** base64url. */
	readonly credentialId: string;
	/** COSE. */
	readonly publicKey: Uint8Array;
	readonly counter: number;
	readonly transports: readonly string[];
	readonly synced: boolean;
}

/** Long enough to find a phone or a security key. Milliseconds. */
const patience = 5 * 60_000;

export function relyingParty(publicUrl: string, name: string): RelyingParty {
	const { hostname, origin } = new URL(publicUrl);
	return { id: hostname, origin, name };
}

/**
 * What a browser needs to make a passkey. No attestation is asked for: which maker's keys are used is nobody's rule here, and it would name the device.
 *
 * @param challenge base64url
 * @param known of this person already, so that the same authenticator is not registered twice
 */
export function creationOptions(
	party: RelyingParty,
	of: {
		readonly userId: string;
		readonly name: string;
		readonly challenge: string;
		readonly known: readonly Pick<NewCredential, "credentialId" | "transports">[];
	},
): Promise<PublicKeyCredentialCreationOptionsJSON> {
	return generateRegistrationOptions({
		rpName: party.name,
		rpID: party.id,
		userName: of.name,
		userDisplayName: of.name,
		userID: new Uint8Array(Buffer.from(of.userId, "utf8")),
		challenge: new Uint8Array(Buffer.from(of.challenge, "base64url")),
		timeout: patience,
		attestationType: "none",
		excludeCredentials: of.known.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] })),
		// Discoverable, so that nobody types a name; the person verified, so that it is two factors.
		authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
		supportedAlgorithmIDs: algorithms,
	});
}

/** EdDSA, ES256 and RS256: what every authenticator in use has one of. */
const algorithms = [-8, -7, -257];

/** What a browser needs to sign in by any passkey that it has for this host: who it is is not known before. */
export function requestOptions(party: RelyingParty, challenge: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
	return generateAuthenticationOptions({
		rpID: party.id,
		challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
		timeout: patience,
		userVerification: "required",
	});
}

/** undefined: it is not an answer to this challenge, from this origin, by a person who was verified; or cannot be read. */
export async function verifyCreation(
	party: RelyingParty,
	response: RegistrationResponseJSON,
	challenge: string,
): Promise<NewCredential | undefined> {
	const expected = { expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: party.id };
	const answer = await verifyRegistrationResponse({
		...{ response, ...expected, requireUserVerification: true, supportedAlgorithmIDs: algorithms },
		// The library throws for whatever is wrong, and names values in it.
	}).catch(() => undefined);
	if (answer?.verified !== true) return undefined;
	const { credential, credentialBackedUp: synced } = answer.registrationInfo;
	const { id: credentialId, publicKey, counter, transports = [] } = credential;
	return { credentialId, publicKey: new Uint8Array(publicKey), counter, transports: [...transports], synced };
}

/** undefined: as above, or its counter does not go on, as of a copy of the key. */
export async function verifyAssertion(
	party: RelyingParty,
	response: AuthenticationResponseJSON,
	{ challenge, credential }: { readonly challenge: string; readonly credential: NewCredential },
): Promise<{ readonly counter: number; readonly synced: boolean } | undefined> {
	const { credentialId: id, publicKey, counter, transports } = credential;
	const answer = await verifyAuthenticationResponse({
		...{ response, expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: party.id, requireUserVerification: true },
		credential: { id, publicKey: new Uint8Array(publicKey), counter, transports: [...transports] },
	}).catch(() => undefined);
	if (answer?.verified !== true) return undefined;
	return { counter: answer.authenticationInfo.newCounter, synced: answer.authenticationInfo.credentialBackedUp };
}
