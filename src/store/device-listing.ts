import { deviceSearchText } from "./device-search-text.ts";
import type { DeviceListingRow, DeviceRow } from "./schema.ts";
import { versionOrder } from "./version-order.ts";

/** Of a device, what its listing is made of; and its user's name, which never changes. */
export const listed = [
	...(["id", "enrolledAt", "state", "ownership", "product", "osVersion"] as const),
	...(["label", "name", "serial", "udid", "imei", "userId"] as const),
] as const;

type Listed = Pick<DeviceRow, Exclude<(typeof listed)[number], "userId">>;

/** What the list of devices is filtered by, apart from the device: its own row changes at each check-in. */
export function listingOf(device: Listed, upn: string | null): DeviceListingRow {
	const { id, enrolledAt, state, ownership, product, osVersion } = device;
	return {
		...{ id, enrolledAt, state, ownership, product },
		osOrder: versionOrder(osVersion),
		searchText: deviceSearchText({ ...device, upn }),
	};
}
