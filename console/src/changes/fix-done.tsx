import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import { type Done, useUndo, useUndoable } from "./use-change.tsx";

/** What a fix did, and whether whoever was stopped would pass now: stays until it is closed, for a toast is gone before it is read. */
export function FixDone({ done, onClose }: { readonly done: Done; readonly onClose: () => void }) {
	const { t } = useTranslation();
	const undo = useUndo();
	const back = useUndoable()(done.entries);
	return (
		<MessageBar intent="success" layout="multiline">
			<MessageBarBody style={{ whiteSpace: "pre-line" }}>
				<MessageBarTitle>{t("change.done")}</MessageBarTitle>
				{[done.text, ...done.notes].join("\n")}
			</MessageBarBody>
			<MessageBarActions
				containerAction={<Button appearance="transparent" icon={<DismissRegular />} aria-label={t("change.close")} onClick={onClose} />}
			>
				{back.length === 0 ? null : <Button onClick={() => void undo(back).then(onClose)}>{t("change.undo")}</Button>}
			</MessageBarActions>
		</MessageBar>
	);
}
