import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Text } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { CopyText } from "../../components/copy-text.tsx";

/** Who is there now, and for the last time their password. */
export function AddedUser({ upn, password, onClose }: { readonly upn: string; readonly password: string; readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const unsaved = useUnsaved(true);
	const go = () => {
		unsaved.letGo();
		onClose();
	};
	return (
		<Dialog open modalType="alert" onOpenChange={(_, { open }) => open || unsaved.close(onClose)}>
			<DialogSurface>
				<DialogBody>
					<DialogTitle>{t("add.added", { upn })}</DialogTitle>
					<DialogContent style={{ display: "grid", gap: "12px", justifyItems: "start", overflowWrap: "anywhere" }}>
						<Text>{t("add.once")}</Text>
						<CopyText text={password} />
					</DialogContent>
					<DialogActions>
						<Button appearance="primary" onClick={go}>
							{t("add.to-person")}
						</Button>
					</DialogActions>
				</DialogBody>
			</DialogSurface>
		</Dialog>
	);
}
