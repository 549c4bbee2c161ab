import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTell } from "../../components/toasts.tsx";

/** A change of one's own account: what is shown is asked anew after it, and what was done is told. */
export function useOwnChange<T, R>(
	change: (given: T) => Promise<R>,
	said: string | null,
	onDone: (answer: R) => void = () => undefined,
): UseMutationResult<R, Error, T> {
	const client = useQueryClient();
	const tell = useTell();
	return useMutation({
		mutationFn: change,
		onSuccess: (answer) => {
			void client.invalidateQueries();
			if (said !== null) tell({ title: said });
			onDone(answer);
		},
	});
}
