import { useQuery } from "@tanstack/react-query";
import { holdsUnsaved, sessionEnded } from "../app/unsaved.ts";
import { type Answer, ApiFailure, ask } from "./client.ts";

export type Session = Answer<"GET", "/session">;
export type Permission = Session["permissions"][number];

export const sessionKey = ["/session"] as const;

/** Who was signed in last: a page that holds what they typed stays theirs until they are back. */
let last: Session | null = null;

/** Who is signed in; null: nobody. */
export async function fetchSession(): Promise<Session | null> {
	try {
		last = await ask("GET", "/session", {});
		return last;
	} catch (error) {
		if (!(error instanceof ApiFailure) || error.status !== 401) throw error;
		if (last === null || !holdsUnsaved()) return null;
		sessionEnded();
		return last;
	}
}

export function useSession(): Session | null {
	return useQuery({ queryKey: sessionKey, queryFn: fetchSession, staleTime: 60_000 }).data ?? null;
}

/** Whether whoever is signed in may do this. What they may not do is not offered; the API refuses it in any case. */
export function useMay(): (permission: Permission) => boolean {
	const session = useSession();
	return (permission) => session?.permissions.includes(permission) ?? false;
}
