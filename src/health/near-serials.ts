import type { DeviceStore } from "../devices/ports.ts";
import { editDistance } from "../directory/edit-distance.ts";
import type { AttemptStore } from "../enrollment/ports.ts";

interface SerialStores {
	readonly devices: Pick<DeviceStore, "list">;
	readonly attempts: Pick<AttemptStore, "list">;
}

const looked = 1_000;
const farthest = 2;
const most = 3;

/** Serial numbers of the newest devices and tries that are a letter or two away; the nearest first. */
export async function nearSerials(stores: SerialStores, serial: string): Promise<readonly string[]> {
	const known = [
		...(await stores.devices.list({ limit: looked })),
		...(await stores.attempts.list({ limit: looked })).map(({ device }) => device),
	];
	const serials = [...new Set(known.flatMap((one) => one.serial ?? []))];
	return serials
		.map((one) => ({ one, distance: editDistance(one, serial, farthest) }))
		.filter(({ distance }) => distance <= farthest)
		.sort((a, b) => a.distance - b.distance)
		.slice(0, most)
		.map(({ one }) => one);
}
