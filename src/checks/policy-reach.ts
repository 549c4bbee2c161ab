import type { PolicyFact, TenantFact } from "../evidence/tenant-fact.ts";
import { compareVersions } from "../evidence/version.ts";

/** Whether a policy decides about anybody. */
export function reaches({ reach }: PolicyFact): boolean {
	return reach === "everybody" || reach === "some";
}

/** A range of systems that holds none. */
export function isRangeEmpty({ platform }: PolicyFact): boolean {
	const { osMinimum = null, osMaximum = null } = platform ?? {};
	return osMinimum !== null && osMaximum !== null && (compareVersions(osMinimum, osMaximum) ?? 0) > 0;
}

/** A list of ways to enroll of which this service offers none. */
export function isWithoutWay({ allowed }: PolicyFact, { ways }: TenantFact): boolean {
	return allowed !== undefined && !allowed.some((way) => ways.includes(way));
}

/** Personal devices are all that can come where nothing makes a device the organisation's own. */
export function canNoneBeCorporate({ corporate }: TenantFact): boolean {
	return corporate.identifiers === 0 && corporate.adeTokens === 0 && corporate.managers === false;
}
