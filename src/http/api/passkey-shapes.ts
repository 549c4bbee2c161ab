import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { type RelyingParty, relyingParty } from "../../credentials/webauthn.ts";
import { organization } from "../../tenant/organization.ts";
import type { Asked } from "./route.ts";

/** base64url; the largest is an attestation with its certificates. */
const bytes = z
	.string()
	.max(16_384)
	.regex(/^[\w-]*$/);

const credential = {
	id: bytes,
	rawId: bytes,
	type: z.literal("public-key"),
	authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional(),
};

/** What a browser answers of a passkey that it made (WebAuthn level 3, 5.1). What is not named here is not looked at. */
export const createdShape = z
	.object({
		...credential,
		response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: z.array(z.string().max(40)).max(10).optional() }),
	})
	.transform((sent): RegistrationResponseJSON => ({ ...sent, clientExtensionResults: {} }) as RegistrationResponseJSON);

/** What a browser answers of a passkey that it signed with. */
export const assertedShape = z
	.object({
		...credential,
		response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: bytes.optional() }),
	})
	.transform((sent): AuthenticationResponseJSON => ({ ...sent, clientExtensionResults: {} }) as AuthenticationResponseJSON);

/** As the browser's own interface takes it: PublicKeyCredentialCreationOptionsJSON and PublicKeyCredentialRequestOptionsJSON. */
export const optionsShape = z.object({ options: z.record(z.string(), z.json()) });

export const optionsBody = (options: object): z.input<typeof optionsShape> => ({
	options: JSON.parse(JSON.stringify(options)) as Record<string, z.core.util.JSONType>,
});

/** Its owner's word for it. */
export const passkeyName = z.string().trim().min(1).max(100);

export async function partyOf({ services }: Pick<Asked, "services">): Promise<RelyingParty> {
	const { publicUrl, work } = services;
	return relyingParty(publicUrl, (await organization(work.read)).name || "Genkan");
}
