import type { PolicyFact, TenantFact } from "../evidence/tenant-fact.ts";
import { command, defineCheck, notKnownYet, pass } from "./check.ts";
import { canNoneBeCorporate, isRangeEmpty, isWithoutWay, reaches } from "./policy-reach.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/**
 * What is allowed, taken together, lets no device in at all. That a policy shuts one group out may be meant; that the default and all others do is a
 * mistake, or a pause by other means.
 */
export const restrictionsAdmitNobody = defineCheck({
	code: "restrictions-admit-nobody",
	who: ["administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge({ tenant }) {
		if (tenant === undefined) return notKnownYet("tenant");
		const { enrollmentGroup, policies, ways } = tenant;
		if (enrollmentGroup?.hasMembers === false) return failAs("error", "nobody-in-enrollment-group", { group: enrollmentGroup.name });
		const effective = (kind: PolicyFact["policyKind"]) => policies.filter((one) => one.policyKind === kind && reaches(one));
		const platforms = effective("platform");
		const barred = platforms.map((one) => barOf(one, tenant));
		// The last is the default, which holds for everybody whom no other reaches.
		const [fallback, bar] = [platforms.at(-1), barred.at(-1)];
		if (fallback !== undefined && bar !== undefined && bar !== null && !barred.includes(null)) {
			const { policy, platform } = fallback;
			const others = platforms.slice(0, -1).map((one) => one.policy);
			return failAs("error", bar, { policy, others, osMinimum: platform?.osMinimum ?? null, osMaximum: platform?.osMaximum ?? null });
		}
		const types = effective("types");
		const last = types.at(-1);
		if (last !== undefined && types.every((one) => isWithoutWay(one, tenant)))
			return failAs("error", "nobody-admitted-by-way", { policy: last.policy, allowed: last.allowed ?? [] });
		return pass("somebody-admitted", { ways });
	},
	fixes(saw) {
		const policy = writtenText(saw, "policy") ?? "POLICY";
		switch (saw.kind) {
			case "nobody-in-enrollment-group": {
				const group = writtenText(saw, "group") ?? "GROUP";
				return [
					command("add-member-to-group", ["groups", "add", "UPN", group], { group }),
					command("let-everybody-enroll", ["enrollment-group", "set", "none"]),
				];
			}
			case "nobody-admitted-by-version":
				return [liftRange(policy)];
			case "nobody-admitted-as-personal":
				return [
					command("allow-personal", ["restrictions", "set", policy, "--allow-personal"], { policy }),
					command("add-own-devices", ["corporate-identifiers", "add", "SERIAL"]),
				];
			case "nobody-admitted-by-way":
				return [command("allow-web-enrollment", ["enrollment-types", "set", policy, "--allow", "web"], { policy })];
			default:
				return [command("allow-ios", ["restrictions", "set", policy, "--allow-ios"], { policy })];
		}
	},
});

type Bar = "nobody-admitted-by-platform" | "nobody-admitted-by-version" | "nobody-admitted-as-personal";

/** Named, so that a text that is missing for one of them does not compile. */
function barOf(policy: PolicyFact, tenant: TenantFact): Bar | null {
	if (policy.platform?.platformBlocked === true) return "nobody-admitted-by-platform";
	if (isRangeEmpty(policy)) return "nobody-admitted-by-version";
	return policy.platform?.personalBlocked === true && canNoneBeCorporate(tenant) ? "nobody-admitted-as-personal" : null;
}

export function liftRange(policy: string) {
	return command("lift-os-range", ["restrictions", "set", policy, "--os-min", "none", "--os-max", "none"], { policy });
}
