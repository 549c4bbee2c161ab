import type { Evidence } from "../evidence/finding.ts";
import type { PolicyFact, TenantFact } from "../evidence/tenant-fact.ts";
import { command, defineCheck, notKnownYet, pass } from "./check.ts";
import { isRangeEmpty, isWithoutWay, reaches } from "./policy-reach.ts";
import { liftRange, restrictionsAdmitNobody } from "./restrictions-admit-nobody.ts";
import { failAs } from "./severity.ts";
import { writtenList, writtenText } from "./written.ts";

/** Policies that cannot do what somebody meant by them: they reach nobody, or whom they reach they shut out by contradicting themselves. */
export const restrictionsContradict = defineCheck({
	code: "restrictions-contradict",
	who: ["administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge(facts) {
		const { tenant } = facts;
		if (tenant === undefined) return notKnownYet("tenant");
		// Where nobody is let in at all, the rule about that has said so of the same policies.
		const isSaid = restrictionsAdmitNobody.check(facts).outcome === "fail";
		const policies = tenant.policies.flatMap((policy) => {
			const kind = contradiction(policy, tenant);
			return kind === null || (isSaid && shuts.has(kind)) ? [] : [listed(kind, policy)];
		});
		if (policies.length === 0) return pass("policies-fit", { policies: tenant.policies.length });
		const shutsOut = policies.some(({ kind }) => shuts.has(kind));
		return failAs(shutsOut ? "error" : "warning", "policies-contradict", { policies });
	},
	fixes(saw) {
		const policies = writtenList(saw, "policies").slice(0, 5);
		// Without evidence, as the document of all failures has it, what mends the plainest of them.
		return (policies.length === 0 ? [{ kind: "" }] : policies).flatMap<FixOf>(fixesOf);
	},
});

const shuts: ReadonlySet<string> = new Set(["listed-policy-range-empty", "listed-policy-without-way"]);

type FixOf = ReturnType<typeof fixesOf>[number];

function contradiction(policy: PolicyFact, tenant: TenantFact) {
	if (isRangeEmpty(policy)) return "listed-policy-range-empty";
	if (reaches(policy) && isWithoutWay(policy, tenant)) return "listed-policy-without-way";
	switch (policy.reach) {
		case "no-group":
			return "listed-policy-without-group";
		case "no-member":
			return "listed-policy-without-member";
		case "shadowed":
			return "listed-policy-shadowed";
		case "everybody":
		case "some":
			return null;
	}
}

function listed(
	kind: NonNullable<ReturnType<typeof contradiction>>,
	{ policyKind, policy, groups, platform, allowed }: PolicyFact,
): Evidence {
	const { osMinimum = null, osMaximum = null } = platform ?? {};
	return { kind, policyKind, policy, groups, osMinimum, osMaximum, allowed: allowed ?? [] };
}

function fixesOf(listedPolicy: Evidence) {
	const policy = writtenText(listedPolicy, "policy") ?? "POLICY";
	const kind = writtenText(listedPolicy, "policyKind") ?? "platform";
	switch (listedPolicy.kind) {
		case "listed-policy-range-empty":
			return [liftRange(policy)];
		case "listed-policy-without-way":
			return [command("allow-web-enrollment", ["enrollment-types", "set", policy, "--allow", "web"], { policy })];
		case "listed-policy-shadowed":
			return [
				command("raise-priority", ["restrictions", "assign", policy, "--kind", kind, "--priority", "1"], { policy }),
				gone(policy, kind),
			];
		case "listed-policy-without-member": {
			const [group = "GROUP"] = Array.isArray(listedPolicy["groups"]) ? (listedPolicy["groups"] as readonly string[]) : [];
			return [command("add-member-to-group", ["groups", "add", "UPN", group], { group }), gone(policy, kind)];
		}
		default:
			return [
				command("assign-policy", ["restrictions", "assign", policy, "--kind", kind, "--group", "GROUP"], { policy }),
				gone(policy, kind),
			];
	}
}

function gone(policy: string, kind: string) {
	return command("delete-policy", ["restrictions", "delete", policy, "--kind", kind], { policy });
}
