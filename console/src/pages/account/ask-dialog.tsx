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
	Spinner,
	Text,
} from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { SignInProblem } from "../sign-in/sign-in-problem.tsx";

interface Asking {
	readonly title: string;
	readonly text?: string;
	/** Of a field to fill in; absent: there is none. */
	readonly label?: string;
	readonly first?: string;
	readonly children?: ReactNode;
	readonly action: string;
	/** false: something is not filled in yet. */
	readonly ready?: boolean;
	readonly busy: boolean;
	readonly error: unknown;
	readonly onSend: (typed: string) => void;
	readonly onClose: () => void;
}

/** A question before something is done, with one field at most and whatever else belongs to it. */
export function AskDialog({ title, text, label, first = "", children, action, ready = true, busy, error, onSend, onClose }: Asking) {
	const { t } = useTranslation();
	const [typed, setTyped] = useState(first);
	const [touched, setTouched] = useState(false);
	const unsaved = useUnsaved(touched);
	const whole = ready && (label === undefined || typed.trim() !== "") && !busy;
	return (
		<Dialog open onOpenChange={(_, { open }) => open || unsaved.close(onClose)}>
			<DialogSurface>
				<form
					onChange={() => setTouched(true)}
					onSubmit={(event) => {
						event.preventDefault();
						if (whole) onSend(typed.trim());
					}}
				>
					<DialogBody>
						<DialogTitle>{title}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>
							{text === undefined ? null : <Text style={{ whiteSpace: "pre-line" }}>{text}</Text>}
							{label === undefined ? null : (
								<Field label={label}>
									<Input value={typed} maxLength={100} onChange={(_, { value }) => setTyped(value)} />
								</Field>
							)}
							{children}
							<SignInProblem error={error} />
						</DialogContent>
						<DialogActions>
							<Button onClick={onClose}>{t("change.cancel")}</Button>
							<Button type="submit" appearance="primary" disabled={!whole} {...(busy ? { icon: <Spinner size="tiny" /> } : {})}>
								{action}
							</Button>
						</DialogActions>
					</DialogBody>
				</form>
			</DialogSurface>
		</Dialog>
	);
}
