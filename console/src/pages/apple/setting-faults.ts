import { ApiFailure } from "../../api/client.ts";
import type { SettingFault } from "./profile-form.tsx";

/** What is wrong with a profile, by setting; null: it was refused for something else. */
export function settingFaults(error: unknown): readonly SettingFault[] | null {
	const reason = error instanceof ApiFailure ? error.reason : null;
	if (reason?.kind !== "ade-profile-settings" || !Array.isArray(reason["faults"])) return null;
	return reason["faults"] as readonly SettingFault[];
}
