import { useQuery } from "@tanstack/react-query";
import { type Answer, ApiFailure, ask } from "./client.ts";

export type Session = Answer<"GET", "/session">;
export type Permission = Session["permissions"][number];

export const sessionKey = ["/session"] as const;

/** Who is signed in; null: nobody. */
export async function fetchSession(): Promise<Session | null> {
	try {
		return await ask("GET", "/session", {});
	} catch (error) {
		if (error instanceof ApiFailure && error.status === 401) return null;
		throw error;
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
