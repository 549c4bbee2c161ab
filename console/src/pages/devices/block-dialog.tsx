import { Field, Input, Text } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";

/** Keeps a serial number from enrolling. It can be taken back, so that nothing has to be looked at first. */
export function BlockDialog({
	serial,
	name,
	onClose,
}: {
	/** null: typed here. */
	readonly serial: string | null;
	readonly name: string | null;
	readonly onClose: () => void;
}) {
	const { t } = useTranslation("devices");
	const [typed, setTyped] = useState(serial ?? "");
	const [reason, setReason] = useState("");
	const change = useChange("/blocked-devices", { onDone: onClose });
	return (
		<FormDialog
			title={name === null ? t("block.title") : t("block.title-of", { name })}
			label={t("act.block")}
			ready={typed.trim() !== "" && reason.trim() !== ""}
			pending={change.isPending}
			error={change.error}
			onSubmit={() => change.mutate({ query: {}, body: { serial: typed, reason } })}
			onClose={onClose}
		>
			<Text>{t("block.text")}</Text>
			<Field label={t("block.serial")} required>
				<Input
					value={typed}
					readOnly={serial !== null}
					maxLength={100}
					onChange={(_, { value }) => setTyped(value)}
					autoComplete="off"
					spellCheck={false}
				/>
			</Field>
			<Field label={t("block.reason")} required>
				<Input value={reason} maxLength={500} onChange={(_, { value }) => setReason(value)} autoComplete="off" />
			</Field>
		</FormDialog>
	);
}
