import { refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { clearPasscode } from "../protocol/mdm/commands.ts";
import { type ActionContext, type ActionOutcome, type ActionProblem, type ActionStores, notManaged, send } from "./actions.ts";
import { newUuid } from "./new-uuid.ts";
import { openUnlockToken } from "./push-secrets.ts";

export type ClearPasscodeProblem =
	| ActionProblem
	/** The device never gave the token that opens it. */
	| { readonly kind: "no-unlock-token" };

/** Takes the passcode away, for a person who forgot it: whoever holds the device can open it then. Needs the token of its newest TokenUpdate. */
export async function clearDevicePasscode(
	stores: ActionStores,
	deviceId: string,
	context: ActionContext & { readonly sealer: Sealer },
): Promise<ActionOutcome<ClearPasscodeProblem>> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return refused({ kind: "device-not-found" });
	if (device.state !== "managed") return notManaged(device);
	const token = openUnlockToken(context.sealer, device);
	if (token === null) return refused({ kind: "no-unlock-token" });
	return send(stores, device, clearPasscode(newUuid(context.randomness), token), context);
}
