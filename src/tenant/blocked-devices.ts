import { type Outcome, refused } from "../evidence/outcome.ts";
import type { BlockedDevice, BlockedDeviceStore } from "./ports.ts";
import { normaliseSerial, serialFault } from "./serial.ts";

export type BlockProblem = { readonly kind: "serial-malformed"; readonly serial: string; readonly fault: "missing" | "malformed" | "imei" };

/** Whether an administrator blocked this serial. Without a serial (user enrollment tells none) nothing can be blocked. */
export async function blockedFact(
	stores: { readonly blockedDevices: Pick<BlockedDeviceStore, "bySerial"> },
	serial: string | null,
): Promise<{ reason: string; since: number } | null> {
	const blocked = serial === null ? undefined : await stores.blockedDevices.bySerial(normaliseSerial(serial));
	return blocked === undefined ? null : { reason: blocked.reason, since: blocked.at };
}

/** Blocks a serial; blocking it again changes the reason and keeps the day. */
export async function blockDevice(
	stores: { readonly blockedDevices: BlockedDeviceStore },
	{ serial: typed, reason, now }: { serial: string; reason: string; now: number },
): Promise<Outcome<{ device: BlockedDevice; wasBlocked: boolean }, BlockProblem>> {
	const serial = normaliseSerial(typed);
	const fault = serialFault(serial);
	if (fault !== null) return refused({ kind: "serial-malformed", serial: typed, fault });
	const before = await stores.blockedDevices.bySerial(serial);
	const device = { serial, reason: reason.trim(), at: before?.at ?? now };
	await stores.blockedDevices.upsert(device);
	return { ok: true, device, wasBlocked: before !== undefined };
}

export async function unblockDevice(
	stores: { readonly blockedDevices: BlockedDeviceStore },
	{ serial }: { serial: string },
): Promise<{ readonly ok: true; readonly wasBlocked: boolean }> {
	return { ok: true, wasBlocked: await stores.blockedDevices.delete(normaliseSerial(serial)) };
}
