import { useSession } from "../api/session.ts";

/** Whether this service plays with simulated phones. */
export function useIsDemo(): boolean {
	const session = useSession() as { readonly demo?: boolean } | null;
	return session?.demo === true;
}
