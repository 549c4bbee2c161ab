/** For people: `iPhone15,2` says little, but more than nothing. */
export function deviceTitle(device: {
	readonly name: string | null;
	readonly product: string | null;
	readonly serial: string | null;
	readonly id: string;
}): string {
	return device.name ?? device.product ?? device.serial ?? device.id;
}
