/** A product, the versions of the system that run on it, and how its UDID is built. */
export interface Product {
	/** `iPhone15,2` */
	readonly name: string;
	/** First and last major version; the first with its minor one, where the product came with it. */
	readonly from: string;
	readonly to: string;
	/** Chip identifier, which begins the UDID from the A12 on; null: forty hexadecimal digits. */
	readonly chip: string | null;
	readonly cellular: boolean;
}

const iPhone = (name: string, chip: string, from: string): Product => ({ name, chip, from, to: "26.9", cellular: true });
const iPad = (name: string, chip: string | null, from: string, to = "26.9", cellular = false): Product => ({
	name,
	chip,
	from,
	to,
	cellular,
});

export const products: readonly Product[] = [
	iPhone("iPhone12,1", "8030", "13.0"),
	iPhone("iPhone12,8", "8030", "13.4"),
	iPhone("iPhone13,2", "8101", "14.1"),
	iPhone("iPhone14,5", "8110", "15.0"),
	iPhone("iPhone14,6", "8110", "15.4"),
	iPhone("iPhone14,7", "8110", "16.0"),
	iPhone("iPhone15,2", "8120", "16.0"),
	iPhone("iPhone15,4", "8120", "17.0"),
	iPhone("iPhone16,1", "8130", "17.0"),
	iPhone("iPhone17,3", "8140", "18.0"),
	iPhone("iPhone17,5", "8140", "18.3"),
	iPhone("iPhone18,3", "8150", "26.0"),
	iPad("iPad7,11", null, "13.1", "18.9"),
	iPad("iPad7,12", null, "13.1", "18.9", true),
	iPad("iPad11,6", "8020", "14.0"),
	iPad("iPad12,1", "8030", "15.0"),
	iPad("iPad13,16", "8103", "15.4"),
	iPad("iPad13,18", "8101", "16.1"),
	iPad("iPad14,2", "8110", "15.0", "26.9", true),
	iPad("iPad14,3", "8112", "16.1"),
	iPad("iPad15,7", "8120", "18.4"),
];

/** Versions in the field, with their builds; a product takes those within its own range. */
export const systems: readonly (readonly [osVersion: string, buildVersion: string])[] = [
	["15.8.3", "19H386"],
	["16.7.10", "20H350"],
	["17.6.1", "21G93"],
	["17.7.2", "21H221"],
	["18.1", "22B83"],
	["18.5", "22F76"],
	["18.6", "22G86"],
	["26.0", "23A341"],
	["26.1", "23B85"],
];
