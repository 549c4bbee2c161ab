import type { Facts } from "../evidence/facts.ts";

/** The certificate that phones get: what a client saw counts before what this service presents, for a proxy may stand between. null: neither is known. */
export function shownCertificate({ serverSeen, serverCertificate }: Facts) {
	if (serverSeen !== undefined && serverSeen.notAfter !== null) {
		const name = serverSeen.address.replace(/:\d+$/, "");
		return { name, notAfterAt: serverSeen.notAfter, ofOwnAuthority: serverSeen.state === "own-authority" };
	}
	if (serverCertificate === undefined) return null;
	const { name, notAfter, ofOwnAuthority } = serverCertificate;
	return { name, notAfterAt: notAfter, ofOwnAuthority };
}
