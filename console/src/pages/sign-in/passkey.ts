import { browserSupportsWebAuthn, startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import { ask, type Body } from "../../api/client.ts";

/** The person closed the browser's window, has no passkey for this host, or took too long: the browser does not say which. */
export class NoPasskey extends Error {}

export const passkeysWork = (): boolean => browserSupportsWebAuthn();

type Created = NonNullable<Body<"POST", "/setup">["passkey"]>["credential"];
type Options = Record<string, unknown>;

/** Asks the browser to make a passkey. */
export async function makePasskey(options: object): Promise<Created> {
	const optionsJSON = options as Options as unknown as Parameters<typeof startRegistration>[0]["optionsJSON"];
	const made = await startRegistration({ optionsJSON }).catch(told);
	const { id, rawId, response } = made;
	const { clientDataJSON, attestationObject, transports } = response;
	return {
		...{ id, rawId, type: "public-key" },
		response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
	};
}

/** Signs in by whatever passkey the person chooses. */
export async function signInByPasskey(): Promise<void> {
	const { options } = await ask("POST", "/session/passkey/options", {});
	const optionsJSON = options as Options as unknown as Parameters<typeof startAuthentication>[0]["optionsJSON"];
	const answer = await startAuthentication({ optionsJSON }).catch(told);
	const { id, rawId, response } = answer;
	const { clientDataJSON, authenticatorData, signature, userHandle } = response;
	const credential = {
		...{ id, rawId, type: "public-key" as const },
		response: { clientDataJSON, authenticatorData, signature, ...(userHandle === undefined ? {} : { userHandle }) },
	};
	await ask("POST", "/session/passkey", { body: { credential } });
}

/** What a passkey is called until its owner calls it otherwise: the kind of device that it was made on. */
export function deviceName(): string {
	const { userAgent } = navigator;
	return ["iPhone", "iPad", "Android", "Mac", "Windows", "Linux"].find((one) => userAgent.includes(one)) ?? "Passkey";
}

function told(error: unknown): never {
	if (error instanceof WebAuthnError || error instanceof DOMException) throw new NoPasskey();
	throw error;
}
