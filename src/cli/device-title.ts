/** For people: `iPhone15,2` says little, but more than nothing. */
export function deviceTitle(device: {
	readonly label: string | null;
	readonly name: string | null;
	readonly product: string | null;
	readonly serial: string | null;
	readonly id: string;
}): string {
	return device.label ?? device.name ?? device.product ?? device.serial ?? device.id;
}
