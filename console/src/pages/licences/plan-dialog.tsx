import { Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";

const authorities = ["intune", "sccm", "office365"] as const;

/** Makes a plan: what was bought, for which authority, and how many. */
export function PlanDialog({ onClose }: { readonly onClose: () => void }) {
	const { t } = useTranslation("licences");
	const [plan, setPlan] = useState("");
	const [name, setName] = useState("");
	const [authority, setAuthority] = useState<(typeof authorities)[number]>("intune");
	const [seats, setSeats] = useState("");
	const wanted = Number(seats.normalize("NFKC").replaceAll(",", "").trim());
	const change = useChange("/licences", { onDone: onClose });
	return (
		<FormDialog
			title={t("add")}
			label={t("add")}
			ready={plan.trim() !== "" && seats.trim() !== "" && Number.isSafeInteger(wanted) && wanted >= 0}
			pending={change.isPending}
			error={change.error}
			onSubmit={() =>
				change.mutate({
					query: {},
					body: { plan: plan.trim(), seats: wanted, authority, ...(name.trim() === "" ? {} : { name: name.trim() }) },
				})
			}
			onClose={onClose}
		>
			<Field label={t("plan.id")} hint={t("plan.id-hint")} required>
				<Input value={plan} onChange={(_, { value }) => setPlan(value)} maxLength={64} autoComplete="off" spellCheck={false} />
			</Field>
			<Field label={t("plan.name")}>
				<Input value={name} onChange={(_, { value }) => setName(value)} maxLength={256} />
			</Field>
			<Field label={t("plan.authority")} hint={t("plan.authority-hint")}>
				<Select value={authority} onChange={(_, { value }) => setAuthority(authorities.find((one) => one === value) ?? "intune")}>
					{authorities.map((one) => (
						<option key={one} value={one}>
							{t(`plan.authority-of.${one}`)}
						</option>
					))}
				</Select>
			</Field>
			<Field label={t("seats.how-many")} required>
				<Input value={seats} onChange={(_, { value }) => setSeats(value)} inputMode="numeric" maxLength={12} />
			</Field>
		</FormDialog>
	);
}
