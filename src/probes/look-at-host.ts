import type { HostSeen } from "../evidence/outside-fact.ts";
import { shakeHands } from "./shake-hands.ts";

/** Whether a host can be reached and shows a certificate that is trusted: a firewall that opens the encryption on the way shows another. Never throws. */
export async function lookAtHost(
	{ host, port, roots }: { readonly host: string; readonly port: number; readonly roots: readonly string[] },
	signal: AbortSignal,
): Promise<HostSeen> {
	const { fault } = await shakeHands({ host, port, roots, signal });
	return { address: `${host}:${port}`, fault };
}
