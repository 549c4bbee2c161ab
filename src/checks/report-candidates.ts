import { checkOf, healthTable, type Rule, reportTable, silenceTable } from "./index.ts";

const rows: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
	...Object.entries(silenceTable),
	// Apple's answer to the phone, that it has nothing for it: whatever keeps such a device from starting may be behind it.
	["ade-not-started", healthTable["ade-device"]],
	["ade-device-not-assigned", healthTable["ade-device"]],
	...Object.entries(reportTable),
]);

/** What these codes, matched from a message or a log, may stand for, each rule once and in the order of the tables. */
export function reportCandidates(matched: readonly string[]): readonly Rule[] {
	const rules = matched.flatMap((code): readonly Rule[] => rows.get(code) ?? [checkOf(code) ?? []].flat());
	return rules.filter((rule, at) => rules.findIndex(({ code }) => code === rule.code) === at);
}
