import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Text } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { CopyText } from "../../components/copy-text.tsx";

/** Who is there now, and for the last time their password. */
export function AddedUser({
	upn,
	password,
	notes,
	onClose,
}: {
	readonly upn: string;
	readonly password: string;
	readonly notes: readonly string[];
	readonly onClose: () => void;
}) {
	const { t } = useTranslation("users");
	return (
		<Dialog open modalType="alert" onOpenChange={(_, { open }) => open || onClose()}>
			<DialogSurface>
				<DialogBody>
					<DialogTitle>{t("add.added", { upn })}</DialogTitle>
					<DialogContent style={{ display: "grid", gap: "12px", justifyItems: "start", overflowWrap: "anywhere" }}>
						{notes.map((note) => (
							<Text key={note}>{note}</Text>
						))}
						<Text>{t("add.once")}</Text>
						<CopyText text={password} />
					</DialogContent>
					<DialogActions>
						<Button appearance="primary" onClick={onClose}>
							{t("add.to-person")}
						</Button>
					</DialogActions>
				</DialogBody>
			</DialogSurface>
		</Dialog>
	);
}
