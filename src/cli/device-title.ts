import { modelName } from "../evidence/model-name.ts";

/** For people: what it is says little, but more than nothing. */
export function deviceTitle(device: {
	readonly label: string | null;
	readonly name: string | null;
	readonly product: string | null;
	readonly serial: string | null;
	readonly id: string;
}): string {
	return device.label ?? device.name ?? modelName(device.product) ?? device.serial ?? device.id;
}
