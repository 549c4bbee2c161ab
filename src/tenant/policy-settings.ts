import type { Journey } from "../evidence/attempt.ts";
import { deviceLimitRange } from "../evidence/facts.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import { compareVersions } from "../evidence/version.ts";

/** Whether iPhones and iPads may enroll, personal ones too, and with which systems. A maximum of `17.5` keeps `17.5.1` out, as with Intune. */
export interface PlatformRestriction {
	readonly platformBlocked: boolean;
	readonly personalBlocked: boolean;
	readonly osMinimum: string | null;
	readonly osMaximum: string | null;
}

/** How many devices a user may have. */
interface DeviceLimit {
	readonly limit: number;
}

/** In which ways a user may enroll. */
interface EnrollmentType {
	readonly allowed: readonly Journey[];
}

/** The shape of StoredPolicy.settings, by kind. */
export interface PolicySettings {
	readonly "platform-restriction": PlatformRestriction;
	readonly "device-limit": DeviceLimit;
	readonly "enrollment-type": EnrollmentType;
}

export type PolicyKind = keyof PolicySettings;

export type SettingsProblem =
	| { readonly kind: "os-version-malformed"; readonly field: "osMinimum" | "osMaximum"; readonly value: string }
	| { readonly kind: "os-range-empty"; readonly osMinimum: string; readonly osMaximum: string }
	| { readonly kind: "limit-out-of-range"; readonly value: number; readonly from: number; readonly to: number }
	| { readonly kind: "journey-unknown"; readonly journey: string; readonly allowed: readonly Journey[] }
	| { readonly kind: "journeys-missing"; readonly allowed: readonly Journey[] };

/** The ways to enroll that a policy can allow; renewing and leaving are never forbidden. */
export const enrollingJourneys: readonly Journey[] = ["web", "account-driven", "ade-sign-in", "ade-userless"];

/** What holds where nobody has set anything: Intune's defaults. */
export const defaultSettings: PolicySettings = {
	"platform-restriction": { platformBlocked: false, personalBlocked: false, osMinimum: null, osMaximum: null },
	"device-limit": { limit: deviceLimitRange.to },
	"enrollment-type": { allowed: enrollingJourneys },
};

type Rules = { readonly [K in PolicyKind]: (settings: PolicySettings[K]) => Outcome<{ settings: PolicySettings[K] }, SettingsProblem> };

const rules: Rules = {
	"platform-restriction"({ platformBlocked, personalBlocked, osMinimum: lowest, osMaximum: highest }) {
		const osMinimum = cleanVersion(lowest);
		const osMaximum = cleanVersion(highest);
		// Apple's versions have three parts at most: major.minor.patch.
		const isVersion = (text: string | null) => text === null || /^\d{1,3}(\.\d{1,3}){0,2}$/.test(text);
		if (!isVersion(osMinimum)) return refused({ kind: "os-version-malformed", field: "osMinimum", value: lowest ?? "" });
		if (!isVersion(osMaximum)) return refused({ kind: "os-version-malformed", field: "osMaximum", value: highest ?? "" });
		if (osMinimum !== null && osMaximum !== null && (compareVersions(osMinimum, osMaximum) ?? 0) > 0)
			return refused({ kind: "os-range-empty", osMinimum, osMaximum });
		return { ok: true, settings: { platformBlocked, personalBlocked, osMinimum, osMaximum } };
	},
	"device-limit"({ limit }) {
		const fits = Number.isInteger(limit) && limit >= deviceLimitRange.from && limit <= deviceLimitRange.to;
		return fits ? { ok: true, settings: { limit } } : refused({ kind: "limit-out-of-range", value: limit, ...deviceLimitRange });
	},
	"enrollment-type"({ allowed }) {
		const unknown = allowed.find((journey) => !enrollingJourneys.includes(journey));
		if (unknown !== undefined) return refused({ kind: "journey-unknown", journey: unknown, allowed: enrollingJourneys });
		// To let nobody in is what a platform restriction says, with words of its own on the phone.
		if (allowed.length === 0) return refused({ kind: "journeys-missing", allowed: enrollingJourneys });
		return { ok: true, settings: { allowed: enrollingJourneys.filter((journey) => allowed.includes(journey)) } };
	},
};

/** The settings as they are kept, or the first thing wrong with them. */
export function checkSettings<K extends PolicyKind>(
	kind: K,
	settings: PolicySettings[K],
): Outcome<{ settings: PolicySettings[K] }, SettingsProblem> {
	return rules[kind](settings);
}

function cleanVersion(typed: string | null): string | null {
	const version = typed?.normalize("NFKC").trim() ?? "";
	return version === "" ? null : version;
}
