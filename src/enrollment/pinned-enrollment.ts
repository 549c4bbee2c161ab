import type { CheckInEnrollment, CheckInStore } from "../devices/ports.ts";
import type { SignedBy } from "./identify.ts";

/**
 * The enrollment that is pinned to this very identity, in one statement: nearly every message is from such a device. undefined: anything but that,
 * which is for the rules to judge (enrollment/speaker.ts).
 */
export async function pinnedEnrollment(
	stores: { readonly checkIns: CheckInStore },
	by: SignedBy,
	now: number,
): Promise<CheckInEnrollment | undefined> {
	if (by.state !== "ours" || now >= by.notAfter) return undefined;
	const found = await stores.checkIns.enrollmentByFingerprint(by.fingerprint);
	return found === undefined || found.serial === null || found.revoked ? undefined : found;
}
