import { Field, SpinButton } from "@fluentui/react-components";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";

const most = 10_000_000;

/** How many people can hold a plan; beside it what would come of it. */
export function SeatsDialog({ plan, onClose }: { readonly plan: Item<"/licences">; readonly onClose: () => void }) {
	const { t } = useTranslation("licences");
	const [seats, setSeats] = useState(plan.seats);
	const settled = useDeferredValue(seats);
	return (
		<ChangeDialog
			title={t("seats.change-of", { name: plan.name })}
			path="/licences/:plan/seats"
			asking={{ params: { plan: plan.plan }, query: {}, body: { seats: settled } }}
			onClose={onClose}
		>
			<Field label={t("seats.how-many")} hint={t("seats.now", { consumed: plan.consumed, waiting: plan.waiting })}>
				<SpinButton
					value={seats}
					min={0}
					max={most}
					onChange={(_, { value, displayValue }) => {
						const wanted = value ?? Number((displayValue ?? "").normalize("NFKC").replaceAll(",", ""));
						if (Number.isSafeInteger(wanted) && wanted >= 0 && wanted <= most) setSeats(wanted);
					}}
				/>
			</Field>
		</ChangeDialog>
	);
}
