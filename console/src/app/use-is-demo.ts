import { useSession } from "../api/session.ts";

/** Whether this service plays with simulated phones. */
export function useIsDemo(): boolean {
	return useSession()?.demo === true;
}
