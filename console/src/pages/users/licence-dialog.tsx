import { Field, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";

/** Gives somebody a licence; how many seats each plan has left is said beside it. */
export function LicenceDialog({
	id,
	held,
	onClose,
}: {
	readonly id: string;
	readonly held: readonly string[];
	readonly onClose: () => void;
}) {
	const { t } = useTranslation("users");
	const plans = (useApi("/licences", { query: {} }).data?.items ?? []).filter(({ plan }) => !held.includes(plan));
	const [chosen, setChosen] = useState("");
	// Who is in a hurry takes what is offered first: one by which this user can enroll.
	const offered = plans.find(({ inUse, seats, consumed }) => inUse && seats > consumed) ?? plans[0];
	const plan = chosen === "" ? (offered?.plan ?? "") : chosen;
	const change = useChange("/users/:id/licences", { onDone: onClose });
	return (
		<FormDialog
			title={t("licence.assign")}
			label={t("licence.assign")}
			ready={plan !== ""}
			pending={change.isPending}
			error={change.error}
			onSubmit={() => change.mutate({ params: { id }, query: {}, body: { plan } })}
			onClose={onClose}
		>
			<Field label={t("filter.plan")} hint={plans.length === 0 ? t("licence.no-plans") : t("licence.assign-hint")}>
				<Select value={plan} onChange={(_, { value }) => setChosen(value)}>
					{plans.map(({ plan: key, name, seats, consumed }) => (
						<option key={key} value={key}>
							{t("licence.free", { name, count: Math.max(0, seats - consumed) })}
						</option>
					))}
				</Select>
			</Field>
		</FormDialog>
	);
}
