import {
	Button,
	Dialog,
	DialogActions,
	DialogBody,
	DialogContent,
	DialogSurface,
	DialogTitle,
	Field,
	Input,
	Text,
} from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";

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
	const ready = typed.trim() !== "" && reason.trim() !== "" && !change.isPending;
	return (
		<Dialog open onOpenChange={(_, { open }) => open || onClose()}>
			<DialogSurface>
				<form
					onSubmit={(event) => {
						event.preventDefault();
						if (ready) change.mutate({ query: {}, body: { serial: typed, reason } });
					}}
				>
					<DialogBody>
						<DialogTitle>{name === null ? t("block.title") : t("block.title-of", { name })}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>
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
							{change.isError ? <ProblemNote error={change.error} /> : null}
						</DialogContent>
						<DialogActions>
							<Button onClick={onClose}>{t("app:change.cancel")}</Button>
							<Button type="submit" appearance="primary" disabled={!ready}>
								{t("act.block")}
							</Button>
						</DialogActions>
					</DialogBody>
				</form>
			</DialogSurface>
		</Dialog>
	);
}
