import type { DefinedProfile } from "./profile.ts";
import type { ServerState } from "./server-state.ts";

/** What an administrator adds in Apple Business Manager; what is left out is an iPhone's. */
export interface AddedDevice {
	readonly serial: string;
	readonly model?: string;
	readonly family?: string;
	readonly os?: string;
	readonly description?: string;
	readonly color?: string;
	readonly assetTag?: string;
	/** Epoch milliseconds. */
	readonly migrationDeadlineAt?: number;
}

/** What devices of one kind have in common: a kind is shared, so that 200,000 devices take little memory. */
interface Make {
	readonly model: string;
	readonly family: string;
	readonly os: string;
	readonly description: string;
	readonly color: string;
}

/** A device in Apple Business Manager. Times are epoch milliseconds. */
export interface DeviceState {
	readonly serial: string;
	readonly make: Make;
	readonly assetTag: string | null;
	readonly migrationDeadlineAt: number | null;
	server: ServerState | null;
	/** Its place in the listing of its server. */
	slot: number;
	assignedAt: number;
	status: "empty" | "assigned" | "pushed" | "removed";
	profile: DefinedProfile | null;
	profileAssignedAt: number | null;
	profilePushedAt: number | null;
}

export interface Change {
	readonly device: DeviceState;
	readonly op: "added" | "modified" | "deleted";
	readonly at: number;
}

const makes: readonly Make[] = [
	["iPhone 16", "iPhone", "iOS", "BLACK"],
	["iPhone 15", "iPhone", "iOS", "BLUE"],
	["iPhone SE (3rd generation)", "iPhone", "iOS", "MIDNIGHT"],
	["iPad (10th generation)", "iPad", "iPadOS", "SILVER"],
	["iPad mini (A17 Pro)", "iPad", "iPadOS", "STARLIGHT"],
].map(([model = "", family = "", os = "", color = ""]) => ({
	model,
	family,
	os,
	color,
	description: `${model.toUpperCase()} ${color} 128GB-JPN`,
}));

export function createDevice(added: AddedDevice): DeviceState {
	const standard = makes[0] as Make;
	const make = {
		model: added.model ?? standard.model,
		family: added.family ?? standard.family,
		os: added.os ?? (added.family === "iPad" ? "iPadOS" : standard.os),
		description: added.description ?? `${(added.model ?? standard.model).toUpperCase()} 128GB-JPN`,
		color: added.color ?? standard.color,
	};
	return { ...blank(added.serial, make), assetTag: added.assetTag ?? null, migrationDeadlineAt: added.migrationDeadlineAt ?? null };
}

/** The same seed gives the same devices; two seeds share none. `seed`: letters and digits, four at most. */
export function createDevices(count: number, seed: string): DeviceState[] {
	if (!/^[A-Z0-9]{1,4}$/.test(seed)) throw new RangeError("a seed is one to four capital letters and digits");
	return Array.from({ length: count }, (_, index) => blank(serialOf(seed, index), makes[index % makes.length] as Make));
}

function blank(serial: string, make: Make): DeviceState {
	return {
		serial,
		make,
		assetTag: null,
		migrationDeadlineAt: null,
		server: null,
		slot: -1,
		assignedAt: 0,
		status: "empty",
		profile: null,
		profileAssignedAt: null,
		profilePushedAt: null,
	};
}

const digits = "0123456789CDFGHJKLMNPQRTVWXYZABE";

/** Six digits that do not count up: a service that leans on the order of serial numbers is found out. An odd factor never meets itself. */
function serialOf(seed: string, index: number): string {
	let value = Math.imul(index, 0x2c9277b5) & 0x3fffffff;
	let text = "";
	for (let i = 0; i < 6; i++) {
		text += digits[value & 31];
		value >>>= 5;
	}
	return `${seed.padEnd(4, "X")}${text}`;
}
