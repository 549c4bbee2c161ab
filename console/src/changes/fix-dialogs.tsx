import { useRouterState } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { FixDialog, type FixToRun } from "./fix-dialog.tsx";

const Opening = createContext<(fix: FixToRun) => void>(() => undefined);

/** Opens the dialog of a fix. */
export const useFixDialog = (): ((fix: FixToRun) => void) => useContext(Opening);

/** Holds the dialog of a fix above what it mends: that may end, and go from the page, while somebody reads what would come of it. */
export function FixDialogs({ children }: { readonly children: ReactNode }) {
	const href = useRouterState({ select: ({ location }) => location.href });
	const [open, setOpen] = useState<FixToRun | null>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: it goes with its page.
	useEffect(() => setOpen(null), [href]);
	return (
		<Opening value={setOpen}>
			{children}
			{open === null ? null : <FixDialog {...open} onClose={() => setOpen(null)} />}
		</Opening>
	);
}
