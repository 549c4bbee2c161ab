import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Spinner } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnsaved } from "../app/use-unsaved.ts";
import { ProblemNote } from "./problem-note.tsx";

interface Form {
	readonly title: string;
	/** What the button says that does it. */
	readonly label: string;
	readonly ready: boolean;
	readonly pending: boolean;
	/** Something stands in it that no key of its fields wrote. */
	readonly holds?: boolean;
	readonly error: unknown;
	readonly onSubmit: () => void;
	readonly onClose: () => void;
	readonly children: ReactNode;
}

/** Below many fields it would be told where nobody looks. */
const showed = (node: HTMLElement | null) => node?.scrollIntoView({ block: "nearest" });

/** A few fields and a button: for what has nothing to preview. */
export function FormDialog({ title, label, ready, pending, holds = false, error, onSubmit, onClose, children }: Form) {
	const { t } = useTranslation();
	const [touched, setTouched] = useState(false);
	const unsaved = useUnsaved(touched || holds);
	return (
		<Dialog open onOpenChange={(_, { open }) => open || unsaved.close(onClose)}>
			<DialogSurface>
				<form
					onChange={() => setTouched(true)}
					onSubmit={(event) => {
						event.preventDefault();
						if (ready && !pending) onSubmit();
					}}
				>
					<DialogBody>
						<DialogTitle>{title}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>
							{children}
							{error === null || error === undefined ? null : (
								<div ref={showed}>
									<ProblemNote error={error} />
								</div>
							)}
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
