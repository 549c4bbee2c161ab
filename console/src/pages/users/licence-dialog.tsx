import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import { PlanSelect, usePlanChoice } from "./plan-select.tsx";

/** Gives somebody a licence. */
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
	const choice = usePlanChoice({ held });
	const { plan } = choice;
	const change = useChange("/users/:id/licences", { onDone: onClose });
	return (
		<FormDialog
			title={t("licence.assign")}
			label={t("licence.assign")}
			ready={plan !== undefined}
			pending={change.isPending}
			error={change.error}
			onSubmit={() => plan !== undefined && change.mutate({ params: { id }, query: {}, body: { plan: plan.plan } })}
			onClose={onClose}
		>
			<PlanSelect choice={choice} />
		</FormDialog>
	);
}
