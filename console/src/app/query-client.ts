import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure, Unreachable } from "../api/client.ts";
import { sessionKey } from "../api/session.ts";

/** Whoever is not signed in any more is shown where to sign in (app/shell.tsx looks at the session). */
function noticeSignedOut(error: Error): void {
	if (error instanceof ApiFailure && error.status === 401) queryClient.setQueryData(sessionKey, null);
}

export const queryClient: QueryClient = new QueryClient({
	queryCache: new QueryCache({ onError: noticeSignedOut }),
	mutationCache: new MutationCache({ onError: noticeSignedOut }),
	defaultOptions: {
		queries: {
			staleTime: 5_000,
			// What the API refuses it refuses again; a service that is being started comes back.
			retry: (count, error) => count < 3 && (error instanceof Unreachable || (error instanceof ApiFailure && error.status === 503)),
		},
	},
});
