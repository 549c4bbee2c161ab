import { useLayoutEffect, useMemo, useState } from "react";
import { askToLeave, keepForm, setHolds, type UnsavedForm } from "./unsaved.ts";

interface Unsaved {
	/** Closes the form: where it holds something, only after a question. */
	readonly close: (how: () => void) => void;
	/** What it held is saved, or was given up in words: it may go. To be said before a page leaves for the next one. */
	readonly letGo: () => void;
}

/**
 * Says whether a form holds what was typed and is not saved yet. While one does, whoever would leave the page is asked first (app/unsaved-guard.tsx),
 * and a session that ends takes nothing away.
 *
 * @param openBy where the form stands open by a part of the address: its name
 */
export function useUnsaved(holds: boolean, openBy?: string): Unsaved {
	const [form] = useState<UnsavedForm>(() => ({ holds: false, openBy }));
	useLayoutEffect(() => keepForm(form), [form]);
	useLayoutEffect(() => setHolds(form, holds), [form, holds]);
	return useMemo(
		() => ({
			close(how) {
				if (!form.holds) return how();
				askToLeave(() => {
					setHolds(form, false);
					how();
				});
			},
			letGo: () => setHolds(form, false),
		}),
		[form],
	);
}
