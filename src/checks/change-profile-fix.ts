import type { Evidence, Fix } from "../evidence/finding.ts";
import { command } from "./check.ts";
import { writtenText } from "./written.ts";

/** The command that changes one setting of an enrollment profile; Apple is told with the next sync. */
export function changeProfileFix<const F extends string>(id: F, saw: Evidence, option: readonly string[]): Fix & { readonly id: F } {
	const profile = writtenText(saw, "profile") ?? "NAME";
	const token = writtenText(saw, "token") ?? "TOKEN";
	return command(id, ["ade", "profiles", "change", profile, "--token", token, ...option], { profile });
}

/** Touch, define again, assign, sync: for the device at hand where there is one. */
export function mendAssignmentFix(saw: Evidence, serial: string | null) {
	if (serial !== null) return command("mend-device", ["ade", "doctor", serial, "--mend"], { serial });
	const profile = writtenText(saw, "profile") ?? "NAME";
	const token = writtenText(saw, "token") ?? "TOKEN";
	return command("define-again", ["ade", "profiles", "define", profile, "--token", token], { profile });
}
