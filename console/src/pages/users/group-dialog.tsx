import { Combobox, Field, Option } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";

const mostShown = 50;

/** Puts somebody into a group that there is, or into a new one. */
export function GroupDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const groups = useApi("/groups", {}).data?.items ?? [];
	const [typed, setTyped] = useState("");
	const change = useChange("/users/:id/groups", { onDone: onClose });
	const plain = typed.trim().toLowerCase();
	const fitting = groups.filter(({ name }) => name.toLowerCase().includes(plain)).slice(0, mostShown);
	const isNew = plain !== "" && !groups.some(({ name }) => name.toLowerCase() === plain);
	return (
		<FormDialog
			title={t("group.add")}
			label={t("group.add")}
			ready={plain !== ""}
			pending={change.isPending}
			error={change.error}
			onSubmit={() => change.mutate({ params: { id }, query: {}, body: { group: typed.trim() } })}
			onClose={onClose}
		>
			<Field label={t("group.name")} hint={isNew ? t("group.new") : ""}>
				<Combobox
					freeform
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
					onOptionSelect={(_, { optionText }) => setTyped(optionText ?? "")}
				>
					{fitting.map(({ id: key, name }) => (
						<Option key={key}>{name}</Option>
					))}
				</Combobox>
			</Field>
		</FormDialog>
	);
}
