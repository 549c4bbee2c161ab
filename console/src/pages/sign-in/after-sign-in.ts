import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { sessionKey } from "../../api/session.ts";
import { pageAfter } from "./page-after.ts";

/** Goes on to where the person wanted to be, with everything asked anew. */
export function useAfterSignIn(): (asked: string | undefined) => Promise<void> {
	const client = useQueryClient();
	const navigate = useNavigate();
	return async (asked) => {
		client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
		await client.invalidateQueries({ queryKey: sessionKey, refetchType: "all" });
		await client.refetchQueries({ queryKey: sessionKey });
		await navigate({ href: `/console${pageAfter(asked)}` });
	};
}
