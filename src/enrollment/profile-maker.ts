import { newUuid } from "../devices/new-uuid.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { CertificateAuthority } from "../pki/authority.ts";
import { buildSignedDataAsync } from "../protocol/cms/build-signed-data.ts";
import { ALL_ACCESS_RIGHTS } from "../protocol/mdm/access-rights.ts";
import { buildEnrollmentProfile } from "../protocol/mdm/enrollment-profile.ts";
import { buildPlist } from "../protocol/plist/build.ts";
import { profileTexts } from "../texts/profile-texts.ts";
import type { ProfileMaker, ProfileRequest } from "./issue-profile.ts";

/** RemoveProfile names it, and an updated profile must keep it: it can never change. */
export const enrollmentProfileIdentifier = "org.genkan.enrollment";

/** The path of the MDM service; a device's check-ins carry the reference of its try after it. */
export const mdmPath = "/mdm";
export const checkInPath = "/mdm/checkin";
export const scepPath = "/scep";

/**
 * Makes the profiles that phones install: our root where phones do not know it, the SCEP payload, the MDM payload.
 *
 * No CAFingerprint: the request goes over TLS, and Apple does not say which certificate or which hash is compared where an RA answers.
 */
export function createProfileMaker(deps: {
	readonly authority: CertificateAuthority;
	readonly publicUrl: string;
	readonly organization: () => Promise<string>;
	readonly clock: Clock;
	readonly randomness: Randomness;
}): ProfileMaker {
	const { authority, publicUrl, clock } = deps;
	const uuid = () => newUuid(deps.randomness);
	const root = authority.ca.certificate.der;

	async function plist({ reference, challenge, topic, language }: ProfileRequest): Promise<Uint8Array> {
		const organization = await deps.organization();
		const texts = profileTexts(language, organization);
		return buildPlist(
			buildEnrollmentProfile({
				identifier: enrollmentProfileIdentifier,
				organization,
				uuids: { profile: uuid(), mdm: uuid(), scep: uuid() },
				texts,
				mdm: {
					serverUrl: `${publicUrl}${mdmPath}`,
					checkInUrl: `${publicUrl}${checkInPath}/${reference}`,
					topic,
					accessRights: ALL_ACCESS_RIGHTS,
					signMessage: true,
					checkOutWhenRemoved: true,
					serverCapabilities: [],
				},
				scep: {
					url: `${publicUrl}${scepPath}/${reference}`,
					name: "Genkan",
					subject: [[["CN", reference]]],
					challenge,
					keySize: 2048,
					keyUsage: 5,
					retries: 3,
					retryDelay: 10,
				},
				rootCertificates: [{ uuid: uuid(), displayName: texts.rootDisplayName, der: root }],
			}),
		);
	}

	return {
		unsigned: plist,
		async signed(request) {
			const { certificate, key } = authority.profileSigner;
			return buildSignedDataAsync({
				content: await plist(request),
				certificates: [certificate.der, root],
				signer: { certificate: certificate.der, key },
				hash: "sha256",
				signingTime: clock.now(),
			});
		},
	};
}
