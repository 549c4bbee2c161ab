import { Field } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { FittingSelect } from "../../components/fitting-select.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { SeatsBar } from "../licences/seats-bar.tsx";

const noPlan = "-";

interface Plans {
	/** Those that they have already. */
	readonly held?: readonly string[];
	/** Nobody has to have one. */
	readonly optional?: boolean;
}

/** Which licence somebody gets. Who is in a hurry takes what is offered first: one by which this person can enroll. */
export function usePlanChoice({ held = [], optional = false }: Plans) {
	const licences = useApi("/licences", { query: {} });
	const [chosen, setChosen] = useState<string | null>(null);
	const plans = (licences.data?.items ?? []).filter(({ plan }) => !held.includes(plan));
	const offered =
		plans.find(({ inUse, seats, consumed }) => inUse && seats > consumed) ??
		plans.find(({ inUse }) => inUse) ??
		(optional ? undefined : plans[0]);
	const plan = plans.find((one) => one.plan === (chosen ?? offered?.plan));
	return { licences, plans, plan, optional, setChosen };
}

/** The plans with the seats that each has left. */
export function PlanSelect({
	choice: { licences, plans, plan, optional, setChosen },
}: {
	readonly choice: ReturnType<typeof usePlanChoice>;
}) {
	const { t } = useTranslation("users");
	if (licences.isError) return <ProblemNote error={licences.error} retry={() => void licences.refetch()} />;
	const isFull = plan !== undefined && plan.consumed >= plan.seats;
	const none = optional ? t("licence.none-text") : t("licence.no-plans");
	return (
		<>
			<Field
				label={t("filter.plan")}
				hint={licences.isPending ? t("app:loading") : plan === undefined ? none : isFull ? t("licence.full") : ""}
			>
				<FittingSelect value={plan?.plan ?? noPlan} disabled={licences.isPending} onChange={(_, { value }) => setChosen(value)}>
					{optional ? <option value={noPlan}>{t("licence.none")}</option> : null}
					{plans.map(({ plan: key, name, seats, consumed }) => (
						<option key={key} value={key}>
							{t("licence.free", { name, count: Math.max(0, seats - consumed) })}
						</option>
					))}
				</FittingSelect>
			</Field>
			{plan === undefined ? null : <SeatsBar plan={plan} />}
		</>
	);
}
