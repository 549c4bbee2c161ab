import { checkOf, codes, healthCodes, reportCodes, silenceRuleCodes } from "../../src/checks/index.ts";
import { placeholdersOf } from "../../src/cli/fix-placeholders.ts";
import { placeOf } from "../../src/diagnosis/fix-place.ts";
import type { Fix } from "../../src/evidence/finding.ts";
import { textsFor } from "../../src/texts/texts.ts";
import { ownSerial } from "../tour/further-failures.ts";

/** How the console lets somebody do it: a button, a button that asks something first, a link to a page, a link to Apple. */
export type FixKind = "command" | "input" | "page" | "apple";

/** Of what somebody wrote on record of every kind: so that each rule names all that it can. */
export function everyFix(): { readonly byRule: ReadonlyMap<string, readonly string[]>; readonly named: ReadonlySet<string> } {
	const named = new Set<string>();
	const kinds = ["", ...Object.keys(textsFor("en").saw)];
	const policies = kinds.filter((kind) => kind.startsWith("listed-policy")).map((kind) => ({ kind, policy: "P", policyKind: "platform" }));
	const plans = [{ kind: "listed-plan", plan: "P", free: 1 }];
	const lists = {
		policies,
		plans,
		devices: [{ kind: "listed-device", id: "d", name: "D", stale: true }],
		hosts: [],
		syncs: [{ kind: "listed-sync-refused", token: "T" }],
	};
	const rules = [...codes, ...healthCodes, ...silenceRuleCodes, ...reportCodes].map((code) => [code, checkOf(code)] as const);
	const found = new Map<string, Set<string>>();
	for (const [code, rule] of rules) {
		const saws = kinds.flatMap((kind) => [
			{ kind },
			{ kind, ...lists },
			{
				kind,
				...lists,
				plans: [],
				token: "T",
				appleId: "A",
				serial: "S",
				hosts: [{ kind: "listed-host", address: "a" }],
				ofOwnAuthority: true,
			},
		]);
		const contexts = [
			{ upn: null, serial: null, deviceId: null },
			{ upn: "u@x", serial: "S", deviceId: "d" },
		];
		const fixes: readonly Fix[] = saws.flatMap((saw) => contexts.flatMap((context): readonly Fix[] => rule?.fixes(saw, context) ?? []));
		for (const fix of fixes) if (kindOf(fix) !== null) found.set(fix.id, (found.get(fix.id) ?? new Set()).add(code));
		for (const { id } of fixes) named.add(id);
	}
	return { byRule: new Map([...found].map(([id, of]) => [id, [...of]])), named };
}

/** null: a person does it, and the console has no button for that. */
function kindOf({ id, command }: Fix): FixKind | null {
	const place = placeOf(id);
	if (place !== null) return place.startsWith("apple-") ? "apple" : "page";
	if (command === null) return null;
	return placeholdersOf(command).length > 0 && inputs.has(id) ? "input" : "command";
}

/** What only a person knows. Where a rule has no evidence it names others by their words in capitals, too. */
const inputs: ReadonlySet<string> = new Set(Object.keys(typed()));

/** What somebody types, by the fix and the name. */
export function typed(): Readonly<Record<string, Readonly<Record<string, string>>>> {
	return {
		"add-member-to-group": { UPN: "aiko.sato@contoso.example" },
		"add-own-devices": { SERIAL: ownSerial },
		"assign-policy": { GROUP: "Enrollment users" },
		"change-department": { TEXT: "営業部" },
		"change-profile-name": { "NEW-NAME": "東京のiPhone" },
		"change-support-mail": { MAIL: "help@contoso.example" },
		"change-support-phone": { PHONE: "+81 3 1234 5678" },
		"choose-default-profile": { NAME: "Office" },
		"choose-profile": { NAME: "Office" },
		"make-default-profile": { NAME: "Tokyo" },
		"make-plan": { PLAN: "OFFICE_MDM", NUMBER: "25" },
	};
}
