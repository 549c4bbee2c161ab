import { Toast, ToastBody, Toaster, ToastFooter, ToastTitle, useId, useToastController } from "@fluentui/react-components";
import { createContext, type ReactNode, use, useCallback, useMemo } from "react";

export interface Told {
	readonly title: string;
	readonly text?: string;
	readonly intent?: "success" | "error" | "warning" | "info";
	/** Buttons, as Undo. */
	readonly actions?: ReactNode;
}

const Context = createContext<(told: Told) => void>(() => undefined);

/** Says that something was done. Whatever has a button stays until it is closed or ten seconds are over. */
export function useTell(): (told: Told) => void {
	return use(Context);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
	const id = useId("toasts");
	const { dispatchToast } = useToastController(id);
	const tell = useCallback(
		({ title, text, intent = "success", actions }: Told) =>
			dispatchToast(
				<Toast>
					<ToastTitle>{title}</ToastTitle>
					{text === undefined ? null : <ToastBody style={{ whiteSpace: "pre-line" }}>{text}</ToastBody>}
					{actions === undefined ? null : <ToastFooter>{actions}</ToastFooter>}
				</Toast>,
				{ intent, timeout: actions === undefined && intent !== "error" ? 4000 : 10_000, pauseOnHover: true },
			),
		[dispatchToast],
	);
	return (
		<Context value={useMemo(() => tell, [tell])}>
			{children}
			<Toaster toasterId={id} position="bottom-end" />
		</Context>
	);
}
