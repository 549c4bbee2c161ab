import type { Facts } from "../evidence/facts.ts";
import type { Evidence } from "../evidence/finding.ts";
import type { PlanFact } from "../evidence/tenant-fact.ts";
import { command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenList, writtenNumber, writtenText } from "./written.ts";

const free = ({ seats, consumed }: PlanFact) => Math.max(0, seats - consumed);
/** Fewer than one in twenty. */
const isLow = (plan: PlanFact) => free(plan) * 20 < plan.seats;

/** Who may enroll needs a seat of a licence for the authority in use: told before the next person finds none. */
export const licencesRunningOut = defineCheck({
	code: "licences-running-out",
	who: ["administrator"],
	category: "userValidation",
	judge({ tenant, authority }) {
		if (tenant === undefined) return notKnownYet("tenant");
		return judgeSeats(tenant.plans, authority);
	},
	fixes(saw) {
		if (saw.kind === "no-plan-for-authority") return [command("make-plan", ["licences", "plan", "PLAN", "--seats", "NUMBER"])];
		const more = writtenList(saw, "plans").map((plan) => {
			const name = writtenText(plan, "plan") ?? "PLAN";
			const consumed = writtenNumber(plan, "consumed") ?? 0;
			const wanted = consumed + (writtenNumber(plan, "waiting") ?? 0);
			// A tenth more than is wanted now, so that the next people find one too.
			const seats = String(wanted + Math.max(1, Math.ceil(wanted / 10)));
			return command("add-seats", ["licences", "seats", name, seats], { plan: name, seats });
		});
		return [...more, command("show-licences", ["licences"])];
	},
});

/** Whether those plans that let anybody enroll have seats left. */
export function judgeSeats(plans: readonly PlanFact[], authority: Facts["authority"]) {
	if (authority === undefined || authority === "unknown") return unknown("licence-not-judged-without-authority");
	const fitting = plans.filter((plan) => plan.authority === authority);
	if (fitting.length === 0) return failAs("error", "no-plan-for-authority", { authority });
	const waited = fitting.filter(({ waiting }) => waiting > 0);
	if (waited.length > 0) return failAs("error", "users-wait-for-seats", { plans: waited.map(listed) });
	if (fitting.every((plan) => free(plan) === 0)) {
		// As many as people is how most organisations buy them: then those who have one go on.
		const severity = fitting.some(({ consumed }) => consumed > 0) ? "warning" : "error";
		return failAs(severity, "no-seats-left", { plans: fitting.map(listed) });
	}
	const low = fitting.filter(isLow);
	if (low.length > 0) return failAs("warning", "few-seats-left", { plans: low.map(listed) });
	return pass("seats-left", { plans: fitting.map(listed) });
}

function listed({ plan, name, seats, consumed, waiting }: PlanFact): Evidence {
	return { kind: waiting > 0 ? "listed-plan-waited-for" : "listed-plan-use", plan, name, seats, consumed, waiting };
}
