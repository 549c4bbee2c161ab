import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ApiFailure, isPassing, Unreachable } from "../api/client.ts";
import { onReturn } from "../api/reach.ts";
import { sessionKey } from "../api/session.ts";

/** Whoever is not signed in any more is shown where to sign in (app/shell.tsx looks at the session). */
function noticeSignedOut(error: Error): void {
	if (error instanceof ApiFailure && error.code === "not-signed-in") queryClient.setQueryData(sessionKey, null);
}

export const queryClient: QueryClient = new QueryClient({
	queryCache: new QueryCache({ onError: noticeSignedOut }),
	mutationCache: new MutationCache({ onError: noticeSignedOut }),
	defaultOptions: {
		queries: {
			staleTime: 5_000,
			// What the API refuses it refuses again; a service that is being started comes back.
			retry: (count, error) =>
				count < 3 && ((error instanceof Unreachable && !error.late) || (error instanceof ApiFailure && error.status === 503)),
			// Without a network nothing is put off in silence: it fails, and is said (api/reach.ts). Nor is a change done hours after its button was pressed.
			networkMode: "always",
		},
		mutations: { networkMode: "always" },
	},
});

/** A service that was away is asked anew for all that is shown; of what a change would do, where that could not be said. */
onReturn(() => {
	const isWanted = ({ queryKey, state }: Query) => queryKey[0] !== "preview" || state.status === "error";
	void queryClient.invalidateQueries({ predicate: isWanted });
});

/** Whether something that is looked at could not be asked anew. */
function isBehind(): boolean {
	return queryClient
		.getQueryCache()
		.findAll({ type: "active" })
		.some(({ state }) => state.data !== undefined && isPassing(state.error));
}

export function useIsBehind(): boolean {
	return useSyncExternalStore((listener) => queryClient.getQueryCache().subscribe(listener), isBehind);
}
