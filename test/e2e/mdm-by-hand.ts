import { type KeyObject, randomUUID } from "node:crypto";
import { buildSignedData } from "../../src/protocol/cms/build-signed-data.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import type { Hash } from "../../src/protocol/x509/signature.ts";
import type { GivenProfile } from "./give-profile.ts";
import type { House } from "./harness.ts";

export interface DeviceIdentity {
	readonly certificate: Uint8Array;
	readonly key: KeyObject;
}

/** Sends a message as a device does, on the port without TLS: the signature is what counts. */
export function putSigned(
	house: House,
	path: string,
	body: Buffer,
	identity: DeviceIdentity,
	options: { readonly hash?: Hash; readonly checkIn?: boolean } = {},
): Promise<Response> {
	const { hash = "sha256", checkIn = true } = options;
	const signature = buildSignedData({ content: body, detached: true, certificates: [identity.certificate], signer: identity, hash });
	return fetch(`http://127.0.0.1:${house.service.plainPort}${path}`, {
		method: "PUT",
		headers: {
			"mdm-signature": Buffer.from(signature).toString("base64"),
			...(checkIn ? { "content-type": "application/x-apple-aspen-mdm-checkin" } : {}),
		},
		body,
	});
}

export interface Introduced {
	readonly udid?: string;
	readonly serialNumber?: string;
	readonly productName?: string;
	readonly osVersion?: string;
	readonly deviceName?: string;
	readonly token?: string;
	readonly pushMagic?: string;
	readonly hash?: Hash;
}

/** Authenticate and TokenUpdate with an identity of this profile; throws unless both are accepted. The answer is the device's UDID. */
export async function enrollByHand(
	house: House,
	given: GivenProfile,
	identity: DeviceIdentity,
	introduced: Introduced = {},
): Promise<string> {
	const { udid = randomUUID().toUpperCase(), hash = "sha256", token = "token", pushMagic = "magic", ...about } = introduced;
	const { topic, checkInUrl } = given.read.mdm;
	const path = new URL(checkInUrl).pathname;
	const told =
		Object.keys(about).length > 0 ? about : { productName: "iPhone15,2", osVersion: "18.1", serialNumber: `S${udid.slice(0, 8)}` };
	const messages = [
		buildCheckIn({ messageType: "Authenticate", enrollment: { udid }, topic, ...told }),
		buildCheckIn({ messageType: "TokenUpdate", enrollment: { udid }, topic, token: Buffer.from(token), pushMagic }),
	];
	for (const message of messages) {
		const { status } = await putSigned(house, path, message, identity, { hash });
		if (status !== 200) throw new Error(`the check-in was answered ${status}`);
	}
	return udid;
}
