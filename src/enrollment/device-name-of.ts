import { fillDeviceName } from "../ade/device-name.ts";
import type { AdeProfileStore } from "../ade/ports.ts";
import type { Device } from "../devices/ports.ts";
import type { RecordStores } from "./record.ts";

/** The name that the enrollment profile of a device gives it; null: it keeps its own. */
export async function deviceNameOf(
	stores: Pick<RecordStores, "attempts"> & { readonly adeProfiles: Pick<AdeProfileStore, "byId"> },
	{ attemptId, serial, product }: Pick<Device, "attemptId" | "serial" | "product">,
): Promise<string | null> {
	const steps = attemptId === null ? [] : await stores.attempts.steps(attemptId);
	const id = steps.findLast(({ name }) => name === "device-described")?.evidence["profileId"];
	const profile = typeof id === "string" ? await stores.adeProfiles.byId(id) : undefined;
	if (profile === undefined || serial === null) return null;
	const type = /^(?:iPhone|iPad|iPod)/.exec(product ?? "")?.[0] ?? "iPhone";
	return fillDeviceName(profile.settings.nameTemplate, { serial, type });
}
