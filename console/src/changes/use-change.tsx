import { Button } from "@fluentui/react-components";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Answer, ApiFailure, type Asking, ask, type PathOf } from "../api/client.ts";
import { type Told, useTell } from "../components/toasts.tsx";

/** What a change answers (http/api/action.ts). */
export type Done = Answer<"POST", "/fixes">;
type Result = { readonly entries?: Done["entries"]; readonly text?: string; readonly notes?: readonly string[] };

/**
 * A change: everything shown is asked anew after it, and what was done is told with a button that takes it back, where it can be.
 * `tell` false: whoever asked tells it themselves.
 */
export function useChange<P extends PathOf<"POST">>(
	path: P,
	{ tell: telling = true, onDone }: { readonly tell?: boolean; readonly onDone?: (answer: Answer<"POST", P>) => void } = {},
): UseMutationResult<Answer<"POST", P>, Error, Asking<"POST", P>> {
	const client = useQueryClient();
	const tellDone = useTellDone();
	return useMutation({
		mutationFn: (asking: Asking<"POST", P>) => ask("POST", path, asking),
		onSuccess: (answer) => {
			// A preview that still stands is of what was there before: asked anew, it would be refused.
			void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "preview" });
			if (telling) tellDone(answer as Result);
			onDone?.(answer);
		},
	});
}

/** Says what a change did, and offers to take it back. */
export function useTellDone(): (done: Result) => void {
	const { t } = useTranslation();
	const tell = useTell();
	const undo = useUndo();
	return ({ entries = [], text, notes = [] }) => {
		const back = entries.filter((entry) => entry.undo);
		const lines = [text ?? "", ...notes].filter((line) => line !== "").join("\n");
		tell({
			title: t("change.done"),
			...(lines === "" ? {} : { text: lines }),
			...(back.length === 0
				? {}
				: {
						actions: (
							<Button size="small" onClick={() => void undo(back.map(({ id }) => id))}>
								{t("change.undo")}
							</Button>
						),
					}),
		});
	};
}

/** Takes entries of the record back, the last first. */
export function useUndo(): (ids: readonly string[]) => Promise<void> {
	const { t } = useTranslation();
	const tell = useTell();
	const client = useQueryClient();
	return async (ids) => {
		const told: Told = await takeBack(ids).then(
			() => ({ title: t("change.undone") }),
			(error: unknown) => ({
				title: error instanceof ApiFailure ? error.message : t("problem.unreachable"),
				text: error instanceof ApiFailure ? (error.detail ?? "") : "",
				intent: "error",
			}),
		);
		tell(told);
		await client.invalidateQueries();
	};
}

async function takeBack(ids: readonly string[]): Promise<void> {
	for (const id of ids.toReversed()) await ask("POST", "/audit/:id/undo", { params: { id }, query: {} });
}
