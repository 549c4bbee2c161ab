import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Spinner } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "./problem-note.tsx";

interface Form {
	readonly title: string;
	/** What the button says that does it. */
	readonly label: string;
	readonly ready: boolean;
	readonly pending: boolean;
	readonly error: unknown;
	readonly onSubmit: () => void;
	readonly onClose: () => void;
	readonly children: ReactNode;
}

/** A few fields and a button: for what has nothing to preview. */
export function FormDialog({ title, label, ready, pending, error, onSubmit, onClose, children }: Form) {
	const { t } = useTranslation();
	return (
		<Dialog open onOpenChange={(_, { open }) => open || onClose()}>
			<DialogSurface>
				<form
					onSubmit={(event) => {
						event.preventDefault();
						if (ready && !pending) onSubmit();
					}}
				>
					<DialogBody>
						<DialogTitle>{title}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>
							{children}
							{error === null || error === undefined ? null : <ProblemNote error={error} />}
						</DialogContent>
						<DialogActions>
							<Button onClick={onClose}>{t("change.cancel")}</Button>
							<Button
								type="submit"
								appearance="primary"
								disabled={!ready || pending}
								{...(pending ? { icon: <Spinner size="tiny" /> } : {})}
							>
								{label}
							</Button>
						</DialogActions>
					</DialogBody>
				</form>
			</DialogSurface>
		</Dialog>
	);
}
