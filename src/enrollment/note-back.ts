import type { SilenceCode } from "../checks/index.ts";
import type { Device } from "../devices/ports.ts";
import { type RecordStores, recordStep } from "./record.ts";

/** A managed device that had fallen silent is back by whatever it says: its try goes on, and what it was part of is over for it. */
export async function noteBack(
	stores: RecordStores,
	{ attemptId, awaitingConfiguration }: Pick<Device, "attemptId" | "awaitingConfiguration">,
	now: number,
): Promise<void> {
	const attempt = attemptId === null ? undefined : await stores.attempts.byId(attemptId);
	if (attempt?.state !== "stopped" || attempt.code !== ("device-went-silent" satisfies SilenceCode)) return;
	await recordStep(stores, attempt, "connected", now, awaitingConfiguration ? { awaiting: true } : {});
}
