import type { Buffer } from "node:buffer";
import { buildSignedData } from "../src/protocol/cms/build-signed-data.ts";
import { streamingForm } from "../src/protocol/cms/streaming-form.ts";
import { buildPlist } from "../src/protocol/plist/build.ts";
import type { Hash } from "../src/protocol/x509/signature.ts";
import { type DeviceDescription, isAtLeast } from "./device.ts";
import type { Identity } from "./line.ts";

/** The description that a phone in Setup Assistant gives of itself (Apple other/machineinfo.yaml), as a property list. */
export function buildMachineInfo(device: DeviceDescription): Buffer {
	const { udid, serial, product, buildVersion, osVersion, language, imei } = device;
	return buildPlist({
		UDID: udid,
		SERIAL: serial,
		PRODUCT: product,
		VERSION: buildVersion,
		LANGUAGE: language,
		...(imei === undefined ? {} : { IMEI: imei, MEID: imei.replaceAll(" ", "").slice(0, 14) }),
		...(isAtLeast(osVersion, 17) ? { OS_VERSION: osVersion, MDM_CAN_REQUEST_SOFTWARE_UPDATE: true } : {}),
		...(isAtLeast(osVersion, 17, 4) ? { SOFTWARE_UPDATE_DEVICE_ID: product } : {}),
	});
}

/** Signed with the key that the phone got when it was activated; its certificate is the only one in the message. */
export function signMachineInfo(
	plist: Uint8Array,
	identity: Identity,
	options: { readonly hash?: Hash; readonly ber?: boolean; readonly signingTime?: number } = {},
): Uint8Array {
	const { hash = "sha256", ber = false, signingTime } = options;
	const cms = buildSignedData({
		content: plist,
		certificates: [identity.certificate],
		signer: identity,
		hash,
		...(signingTime === undefined ? {} : { signingTime }),
	});
	return ber ? streamingForm(cms) : cms;
}
