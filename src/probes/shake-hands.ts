import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { ConnectionFault } from "../evidence/outside-fact.ts";
import { connectionFault, faultNamed, LookFault } from "./connection-fault.ts";
import { bareHost, onlyThese, resolveHost } from "./resolve-host.ts";
import { trusting } from "./trusting.ts";

export interface Handshake {
	readonly host: string;
	readonly port: number;
	/** The only authorities that are trusted, PEM. */
	readonly roots: readonly string[];
	readonly signal: AbortSignal;
}

/** `shaken` with a fault: a certificate was shown, but nobody would trust it. */
export type Shaken =
	| { readonly shaken: true; readonly certificate: X509Certificate; readonly fault: ConnectionFault | null }
	| { readonly shaken: false; readonly fault: ConnectionFault };

/** Connects, looks at what is shown, and hangs up. Nothing is sent. Never throws. */
export async function shakeHands({ host, port, roots, signal }: Handshake): Promise<Shaken> {
	let socket: TLSSocket | undefined;
	try {
		const bare = bareHost(host);
		const addresses = await resolveHost(host, true, signal);
		return await new Promise<Shaken>((resolve, reject) => {
			const made = connect({
				host: bare,
				lookup: onlyThese(addresses),
				port,
				secureContext: trusting(roots),
				// What is wrong is to be said with the certificate that is shown.
				rejectUnauthorized: false,
				...(isIP(bare) === 0 ? { servername: bare } : {}),
			});
			socket = made;
			const over = () => reject(new LookFault("timeout"));
			signal.addEventListener("abort", over, { once: true });
			if (signal.aborted) over();
			made.on("error", reject);
			made.on("close", () => {
				signal.removeEventListener("abort", over);
				reject(new LookFault("broken-off"));
			});
			made.on("secureConnect", () => {
				const certificate = made.getPeerX509Certificate();
				if (certificate === undefined) return reject(new LookFault("no-tls"));
				resolve({ shaken: true, certificate, fault: faultOf(made) });
			});
		});
	} catch (error) {
		return { shaken: false, fault: connectionFault(error) };
	} finally {
		socket?.destroy();
	}
}

function faultOf(socket: TLSSocket): ConnectionFault | null {
	// Node's types call it an Error; it is OpenSSL's name of what is wrong.
	const verdict: unknown = socket.authorizationError;
	if (typeof verdict === "string") return faultNamed(verdict);
	return verdict instanceof Error ? connectionFault(verdict) : null;
}
