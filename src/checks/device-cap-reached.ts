import { type BrowserFact, type CountedDevice, deviceLimitRange, type Facts, type LimitFact } from "../evidence/facts.ts";
import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { appliedPolicy, listedDevice } from "./listed.ts";
import { writtenList, writtenNumber, writtenText } from "./written.ts";

/**
 * The user has as many devices as the limit allows, and this one is not among them: a device that is counted already may enroll again.
 */
export const deviceCapReached = defineCheck({
	code: "device-cap-reached",
	who: ["user", "administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge(facts) {
		const { limit } = facts;
		if (limit === undefined) return notKnownYet("limit");
		const { counted } = limit;
		if (!limit.applies) return pass("limit-does-not-apply", { count: counted.length });
		const values = {
			policy: limit.policy,
			applied: appliedPolicy(limit),
			limit: limit.limit,
			count: counted.length,
			devices: counted.map(listedDevice),
		};
		if (!limitReached(limit)) return pass("below-limit", values);
		switch (amongCounted(facts, counted)) {
			case true:
				return pass("at-limit-but-counted", values);
			case false:
				return fail("limit-reached", values);
			case null:
				return unknown("at-limit-device-decides", values);
		}
	},
	about: (saw) => writtenText(saw, "policy"),
	fixes(saw) {
		const devices = writtenList(saw, "devices");
		const stale = devices.filter((device) => device["stale"] === true);
		const unused = [...(stale.length > 0 ? stale : devices)].sort((a, b) => lastSeen(a) - lastSeen(b)).slice(0, 3);
		const retire = (unused.length > 0 ? unused : [{ kind: "" }]).map((device) => {
			const id = writtenText(device, "id") ?? "ID";
			return command("retire-device", ["devices", "retire", id], { name: writtenText(device, "name") ?? id });
		});
		const policy = writtenText(saw, "policy") ?? "POLICY";
		const present = writtenNumber(saw, "limit");
		// A limit that was lowered leaves more devices than it allows: one more than it would admit nobody.
		const wanted = present === null ? null : Math.max(present, writtenNumber(saw, "count") ?? 0) + 1;
		if (wanted !== null && wanted > deviceLimitRange.to) return retire;
		const limit = wanted === null ? "NUMBER" : String(wanted);
		const raise = command("raise-limit", ["restrictions", "limit", policy, limit], { policy, limit });
		// Where every device is in use, to take one away harms somebody.
		return stale.length > 0 ? [...retire, raise] : [raise, ...retire];
	},
});

/** No further device may enroll; one that is counted may enroll again. */
export function limitReached({ applies, counted, limit }: LimitFact): boolean {
	return applies && counted.length >= limit;
}

function lastSeen(device: { readonly [name: string]: unknown }): number {
	const at = device["lastSeenAt"];
	return typeof at === "number" ? at : 0;
}

/** Whether this device is one of the counted; null: not to be told yet. */
function amongCounted({ existing, device, browser }: Facts, counted: readonly CountedDevice[]): boolean | null {
	if (existing === null) return false;
	if (existing !== undefined) return existing.sameUser && counted.some(({ id }) => id === existing.deviceId);
	if (device !== undefined || browser === undefined) return null;
	const family = familyOf(browser);
	if (family === null) return null;
	// A counted device whose product is not known could be this one.
	return counted.some(({ product }) => product === null || family.test(product)) ? null : false;
}

/** The products that such a browser can run on; null where it tells nothing. An iPad may call itself a Mac. */
function familyOf({ family }: BrowserFact): RegExp | null {
	switch (family) {
		case "iphone":
			return /^(?:iPhone|iPod)/;
		case "ipad":
			return /^iPad/;
		case "mac-or-ipad":
			return /^(?:iPad|i?Mac|VirtualMac)/;
		case "other":
			return null;
	}
}
