/** What GetCACaps can say (RFC 8894 section 3.5.2). Spelled as on the wire. */
const scepCapabilities = ["AES", "DES3", "POSTPKIOperation", "Renewal", "SCEPStandard", "SHA-256", "SHA-384", "SHA-512"] as const;

export type ScepCapability = (typeof scepCapabilities)[number];

/** What SCEPStandard promises (RFC 8894 section 3.5.2). */
const standard: readonly ScepCapability[] = ["AES", "POSTPKIOperation", "SHA-256"];

/**
 * The body of our GetCACaps answer, text/plain, a capability a line. `without` leaves some out: a client that is not offered POSTPKIOperation uses
 * GET, one that is not offered Renewal sends a new PKCSReq. SCEPStandard goes with whatever it promises, or scepclient would POST all the same.
 *
 * SHA-384 is no word of RFC 8894, but strongSwan 5.9.8 reads its own flags wrongly and refuses AES unless the server says it.
 */
export function capabilitiesText(without: ReadonlySet<ScepCapability> = new Set()): string {
	const offered = (capability: ScepCapability) => !without.has(capability);
	return scepCapabilities
		.filter((capability) => offered(capability) && (capability !== "SCEPStandard" || standard.every(offered)))
		.map((capability) => `${capability}\n`)
		.join("");
}

/** What a client may use with this authority. */
export interface AuthorityCapabilities {
	readonly aes: boolean;
	readonly des3: boolean;
	readonly post: boolean;
	readonly renewal: boolean;
	/** The strongest that is offered; an authority that says nothing knows only SHA-1 (RFC 8894 section 3.5.2). */
	readonly hash: "sha1" | "sha256" | "sha512";
}

/**
 * Reads a GetCACaps answer. Words that are not known are ignored, as are case and the kind of line end; SCEPStandard stands for AES, SHA-256 and POST
 * (RFC 8894 section 3.5.2). Any text is an answer: many authorities reply to an operation that they do not know with a page of HTML.
 */
export function parseCapabilities(text: string): AuthorityCapabilities {
	const words = new Set(text.split(/[\r\n]+/, 200).map((line) => line.trim().toLowerCase()));
	const promised = words.has("scepstandard");
	const sha256 = promised || words.has("sha-256");
	return {
		aes: promised || words.has("aes"),
		des3: words.has("des3"),
		post: promised || words.has("postpkioperation"),
		renewal: words.has("renewal"),
		hash: words.has("sha-512") ? "sha512" : sha256 ? "sha256" : "sha1",
	};
}
