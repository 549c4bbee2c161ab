import { Button } from "@fluentui/react-components";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Answer, type Asking, ask, type PathOf } from "../api/client.ts";
import { useMay } from "../api/session.ts";
import { useProblemWords } from "../components/problem-words.ts";
import { useTell } from "../components/toasts.tsx";

/** What a change answers (http/api/action.ts). */
export type Done = Answer<"POST", "/fixes">;
type Result = { readonly entries?: Done["entries"]; readonly text?: string; readonly notes?: readonly string[] };

/**
 * A change: everything shown is asked anew after it, and what was done is told with a button that takes it back, where it can be.
 * `tell` false: whoever asked tells it themselves. `tellFailure`: also why it was not done, of a button that has no place for it.
 */
export function useChange<P extends PathOf<"POST">>(
	path: P,
	{
		tell: telling = true,
		tellFailure = false,
		onDone,
	}: { readonly tell?: boolean; readonly tellFailure?: boolean; readonly onDone?: (answer: Answer<"POST", P>) => void } = {},
): UseMutationResult<Answer<"POST", P>, Error, Asking<"POST", P>> {
	const client = useQueryClient();
	const tellDone = useTellDone();
	const tellFailed = useTellFailed();
	return useMutation({
		mutationFn: (asking: Asking<"POST", P>) => ask("POST", path, asking),
		onSuccess: (answer) => {
			// A preview that still stands is of what was there before: asked anew, it would be refused.
			void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "preview" });
			if (telling) tellDone(answer as Result);
			onDone?.(answer);
		},
		onError: (error) => {
			if (tellFailure) tellFailed(error);
		},
	});
}

/** Says what a change did, and offers to take it back. */
function useTellDone(): (done: Result) => void {
	const { t } = useTranslation();
	const tell = useTell();
	const undo = useUndo();
	const undoable = useUndoable();
	return ({ entries = [], text, notes = [] }) => {
		const back = undoable(entries);
		const lines = [text ?? "", ...notes].filter((line) => line !== "").join("\n");
		tell({
			title: t("change.done"),
			...(lines === "" ? {} : { text: lines }),
			...(back.length === 0
				? {}
				: {
						actions: (
							<Button size="small" onClick={() => void undo(back)}>
								{t("change.undo")}
							</Button>
						),
					}),
		});
	};
}

/** Which of these entries whoever is signed in may take back: a help desk renames a device, but takes nothing back. */
export function useUndoable(): (entries: Done["entries"]) => readonly string[] {
	const may = useMay();
	return (entries) => (may("changes.undo") ? entries.filter((entry) => entry.undo).map(({ id }) => id) : []);
}

/** Says why something was not done. */
export function useTellFailed(): (error: unknown) => void {
	const tell = useTell();
	const wordsOf = useProblemWords();
	return (error) => tell({ ...wordsOf(error), intent: "error" });
}

/** Takes entries of the record back, the last first. */
export function useUndo(): (ids: readonly string[]) => Promise<void> {
	const { t } = useTranslation();
	const tell = useTell();
	const tellFailed = useTellFailed();
	const client = useQueryClient();
	return async (ids) => {
		await takeBack(ids).then(() => tell({ title: t("change.undone") }), tellFailed);
		await client.invalidateQueries();
	};
}

async function takeBack(ids: readonly string[]): Promise<void> {
	for (const id of ids.toReversed()) await ask("POST", "/audit/:id/undo", { params: { id }, query: {} });
}
