import { modelName } from "./model-name.ts";

/**
 * What a device is called: by the name given to it here, else its own, else as it is sold: what it is says little, but more than nothing. A name of nothing
 * but space is none.
 */
export function deviceName(device: {
	readonly label: string | null;
	readonly name: string | null;
	readonly product: string | null;
	readonly serial: string | null;
	readonly id: string;
}): string {
	const { label, name, product, serial, id } = device;
	return [label, name, modelName(product), serial].find((one) => one !== null && one.trim() !== "") ?? id;
}
