import { Buffer } from "node:buffer";
import type { Sealer } from "../evidence/sealer.ts";
import type { Device, DeviceChange } from "./ports.ts";

/** What TokenUpdate brings. */
export interface PushSecrets {
	readonly token: Uint8Array;
	readonly magic: string;
	/** undefined: the message carried none, which does not mean that the old one is void (Apple, mdm/checkin/tokenupdate.yaml). */
	readonly unlockToken?: Uint8Array;
}

const context = (deviceId: string, what: string) => `device ${deviceId} ${what}`;

/** The sealed fields of a device's row, to write on TokenUpdate. A new token is a live one: `pushDeadAt` is cleared. */
export function sealPushSecrets(sealer: Sealer, deviceId: string, secrets: PushSecrets): DeviceChange {
	return {
		pushToken: sealer.seal(secrets.token, context(deviceId, "token")),
		pushMagic: sealer.seal(Buffer.from(secrets.magic), context(deviceId, "magic")),
		pushDeadAt: null,
		...(secrets.unlockToken === undefined ? {} : { unlockToken: sealer.seal(secrets.unlockToken, context(deviceId, "unlock")) }),
	};
}

/** null: the device gave no token yet, or it was cleared by a new Authenticate. */
export function openPushSecrets(sealer: Sealer, device: Device): { readonly token: Uint8Array; readonly magic: string } | null {
	if (device.pushToken === null || device.pushMagic === null) return null;
	return {
		token: sealer.open(device.pushToken, context(device.id, "token")),
		magic: sealer.open(device.pushMagic, context(device.id, "magic")).toString("utf8"),
	};
}

/** What takes the passcode away; null: the device gave none. */
export function openUnlockToken(sealer: Sealer, { id, unlockToken }: Pick<Device, "id" | "unlockToken">): Buffer | null {
	return unlockToken === null ? null : sealer.open(unlockToken, context(id, "unlock"));
}
