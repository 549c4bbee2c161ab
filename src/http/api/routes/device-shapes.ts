import { z } from "zod";
import type { ListedDevice } from "../../../devices/ports.ts";
import { deviceName } from "../../../evidence/device-name.ts";
import { modelName } from "../../../evidence/model-name.ts";
import { printable } from "../../../texts/texts.ts";
import { instant, iso } from "../shapes.ts";

export const deviceState = z.enum(["pending", "managed", "retire-pending", "wipe-pending", "retired", "wiped", "unenrolled", "replaced"]);
export const ownership = z.enum(["personal", "company"]);

export const listedDeviceShape = z.object({
	id: z.string(),
	/** As it is called here: the name given to it, else its own, else its product or serial number. */
	title: z.string(),
	serial: z.string().nullable(),
	product: z.string().nullable(),
	/** The name of its product; the product itself where that is not known. */
	model: z.string().nullable(),
	osVersion: z.string().nullable(),
	state: deviceState,
	ownership,
	upn: z.string().nullable(),
	displayName: z.string().nullable(),
	enrolledAt: instant,
	lastSeenAt: instant.nullable(),
	/** false: Apple says that its push token is void. */
	reachable: z.boolean(),
});

export function toldDevice(device: ListedDevice): z.input<typeof listedDeviceShape> {
	const { id, serial, product, osVersion, state, upn, displayName } = device;
	return {
		...{
			id,
			title: titleOf(device),
			serial: shown(serial),
			product: shown(product),
			model: shown(modelName(product)),
			osVersion: shown(osVersion),
			state,
		},
		...{
			ownership: device.ownership,
			upn,
			displayName: shown(displayName),
			enrolledAt: iso(device.enrolledAt),
			lastSeenAt: iso(device.lastSeenAt),
		},
		reachable: device.pushDeadAt === null,
	};
}

/** What a device says of itself is for people to read, whatever it says. */
export const shown = (text: string | null): string | null => (text === null ? null : printable(text));

export const titleOf = (device: Parameters<typeof deviceName>[0]): string => printable(deviceName(device));
