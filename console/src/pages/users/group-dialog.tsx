import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import { GroupChoice } from "./group-choice.tsx";

/** Puts somebody into a group that there is, or into a new one. */
export function GroupDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const [group] = chosen;
	const change = useChange("/users/:id/groups", { onDone: onClose });
	return (
		<FormDialog
			title={t("group.add")}
			label={t("group.add")}
			ready={group !== undefined}
			pending={change.isPending}
			error={change.error}
			onSubmit={() => group !== undefined && change.mutate({ params: { id }, query: {}, body: { group } })}
			onClose={onClose}
		>
			<GroupChoice single chosen={chosen} onChange={setChosen} />
		</FormDialog>
	);
}
