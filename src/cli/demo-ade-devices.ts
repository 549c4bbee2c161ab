import type { DeviceDescription } from "../../simulator/device.ts";
import { makeFleet } from "../../simulator/fleet.ts";

/** A device as its owner and as Apple's page know it. */
export interface AdeDemoDevice extends DeviceDescription {
	/** As Apple calls it to an organization's service. */
	readonly model: string;
	readonly family: "iPhone" | "iPad";
}

/** What organizations buy, by product. */
const models: Readonly<Record<string, string>> = {
	"iPhone14,6": "iPhone SE (3rd generation)",
	"iPhone14,7": "iPhone 14",
	"iPhone15,4": "iPhone 15",
	"iPhone17,3": "iPhone 16",
	"iPhone17,5": "iPhone 16e",
	"iPad13,18": "iPad (10th generation)",
	"iPad14,2": "iPad mini (6th generation)",
	"iPad15,7": "iPad (A16)",
};

/** Of so many plausible phones about every third is of these models. */
const drawn = 300;

/** Devices of the demo's organizations, the same in every run. */
export function makeAdeDevices(wanted: { readonly iPhones: number; readonly iPads: number }): {
	readonly iPhones: readonly AdeDemoDevice[];
	readonly iPads: readonly AdeDemoDevice[];
} {
	const all = makeFleet("contoso/ade", drawn).flatMap((device): AdeDemoDevice[] => {
		const model = models[device.product];
		const family = device.product.startsWith("iPad") ? "iPad" : "iPhone";
		// Nobody has named a device that is still in its box.
		return model === undefined ? [] : [{ ...device, name: family, model, family }];
	});
	const take = (family: AdeDemoDevice["family"], count: number) => {
		const taken = all.filter((device) => device.family === family).slice(0, count);
		if (taken.length < count) throw new Error(`the demo draws too few of ${family}`);
		return taken;
	};
	return { iPhones: take("iPhone", wanted.iPhones), iPads: take("iPad", wanted.iPads) };
}
