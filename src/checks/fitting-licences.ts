import type { Facts, LicencesFact, MdmAuthority } from "../evidence/facts.ts";
import type { Evidence, Fix } from "../evidence/finding.ts";
import { command, type FixContext } from "./check.ts";
import { listedPlan } from "./listed.ts";
import { writtenList, writtenNumber, writtenText } from "./written.ts";

type Assigned = LicencesFact["assigned"][number];

/**
 * Which of the three causes a user's licences are, so that never two of them hold at once: nothing given (`none`), one that fits but found no
 * seat (`no-seat`), none that fits the authority (`wrong-type`). `undecided` while the authority is not known.
 */
export type LicenceStanding =
	| { readonly standing: "none" }
	| { readonly standing: "undecided" }
	| { readonly standing: "fits"; readonly authority: MdmAuthority; readonly licence: Assigned }
	| { readonly standing: "no-seat"; readonly authority: MdmAuthority; readonly licence: Assigned }
	| { readonly standing: "wrong-type"; readonly authority: MdmAuthority; readonly licence: Assigned };

export function licenceStanding(licences: LicencesFact, authority: Facts["authority"]): LicenceStanding {
	const [first] = licences.assigned;
	if (first === undefined) return { standing: "none" };
	if (authority === undefined || authority === "unknown") return { standing: "undecided" };
	const fitting = licences.assigned.filter((licence) => licence.authority === authority);
	const active = fitting.find((licence) => licence.state === "active");
	if (active !== undefined) return { standing: "fits", authority, licence: active };
	const [waiting] = fitting;
	if (waiting !== undefined) return { standing: "no-seat", authority, licence: waiting };
	return { standing: "wrong-type", authority, licence: first };
}

/** The tenant's plans for this authority; all of them while it is not known. */
export function fittingPlans(licences: LicencesFact, authority: Facts["authority"]): readonly Evidence[] {
	const plans = licences.plans.filter((plan) => authority === undefined || authority === "unknown" || plan.authority === authority);
	return plans.map(listedPlan);
}

/** Assigns the first plan that the check saw with a free seat; else shows what the tenant owns. `except` is a plan known not to help. */
export function assignFix(
	saw: Evidence,
	context: FixContext,
	except: string | null = null,
): Fix & { readonly id: "assign-licence" | "show-licences" } {
	const found = writtenList(saw, "plans").find(
		(listed) => (writtenNumber(listed, "free") ?? 0) > 0 && writtenText(listed, "plan") !== except,
	);
	// Without a list in what was written, any plan may fit.
	const plan = saw["plans"] === undefined ? "PLAN" : found === undefined ? null : writtenText(found, "plan");
	const upn = writtenText(saw, "upn") ?? context.upn ?? "UPN";
	if (plan === null) return command("show-licences", ["licences"]);
	return command("assign-licence", ["licences", "assign", upn, "--plan", plan], { upn, plan });
}
