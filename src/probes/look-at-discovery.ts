import type { ConnectionFault, DiscoverySeen } from "../evidence/outside-fact.ts";
import { probeName, wellKnownPath } from "../evidence/service-discovery.ts";
import { connectionFault, LookFault } from "./connection-fault.ts";
import { type Fetched, fetchBounded } from "./fetch-bounded.ts";
import { readWellKnown } from "./read-well-known.ts";
import { resolveHost } from "./resolve-host.ts";

export interface DiscoveryLook {
	readonly domain: string;
	/** This service's own public address, where a domain's site may send phones. */
	readonly publicUrl: string;
	/** The authorities that a client trusts of itself, PEM. */
	readonly roots: readonly string[];
	readonly allowPrivate: boolean;
	/** Only for stand-ins: every site but our own is asked on 127.0.0.1 at this port. */
	readonly standInPort: number | null;
	readonly signal: AbortSignal;
}

const mostRedirects = 5;
const mostBytes = 65_536;
/** Of what a site says of itself: it stands in messages to people. */
const mostShown = 300;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
// Phones are told apart by it; the look must get what a phone gets.
const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Genkan-check";

/**
 * Asks a domain's site where accounts of that domain enroll, as a phone does when somebody signs in with one: over https, following redirects, whose
 * query it does not add again. Never throws.
 */
export async function lookAtDiscovery(look: DiscoveryLook): Promise<DiscoverySeen> {
	const address = `https://${look.domain}${wellKnownPath}`;
	const query = new URLSearchParams({ "user-identifier": `${probeName}@${look.domain}`, "model-family": "iPhone" });
	const seen = { address, status: null, contentType: null, leadsTo: null, fault: null };
	let url = new URL(`${address}?${query.toString()}`);
	let leadsTo: string | null = null;
	try {
		for (let hops = 0; ; hops++) {
			const answer = await ask(url, look);
			const next = redirects.has(answer.status) ? nextUrl(answer, url) : null;
			if (next === null) return { ...seen, ...judged(answer, url, look, leadsTo) };
			if (hops === mostRedirects) throw new LookFault("too-many-redirects");
			url = next;
			leadsTo = shown(`${url.origin}${url.pathname}`);
			if (url.protocol !== "https:") throw new LookFault("not-https");
		}
	} catch (error) {
		const fault = connectionFault(error);
		return { ...seen, state: proven[fault] ?? "unreachable", leadsTo, fault };
	}
}

async function ask(url: URL, { publicUrl, roots, allowPrivate, standInPort, signal }: DiscoveryLook): Promise<Fetched> {
	const ours = url.origin === new URL(publicUrl).origin;
	const at =
		standInPort === null || ours
			? // Our own name may well lead to an address inside, and whoever owns a domain learns nothing by it.
				{ addresses: await resolveHost(url.hostname, allowPrivate || ours, signal), port: url.port === "" ? 443 : Number(url.port) }
			: { addresses: [{ address: "127.0.0.1", family: 4 }] as const, port: standInPort };
	return fetchBounded({ url, ...at, roots, headers: { accept: "application/json", "user-agent": userAgent }, mostBytes, signal });
}

function nextUrl({ location }: Fetched, from: URL): URL | null {
	return location === null || !URL.canParse(location, from.href) ? null : new URL(location, from);
}

function judged(
	answer: Fetched,
	url: URL,
	{ publicUrl }: DiscoveryLook,
	redirectedTo: string | null,
): Partial<DiscoverySeen> & Pick<DiscoverySeen, "state"> {
	const { status, contentType } = answer;
	const about = { status, contentType: contentType === null ? null : shown(contentType), leadsTo: redirectedTo };
	const own = new URL(publicUrl).origin;
	// What a site does wrong for a moment proves nothing.
	if (status >= 500) return { ...about, state: "unreachable", fault: "other" };
	const read = readWellKnown(answer);
	// This service does not offer this way yet, and says so itself (Apple, well-known.failed): then phones were sent to the right door.
	if (read.kind === "refusal" && url.origin === own) return { ...about, state: "ours" };
	if (read.kind !== "servers") return { ...about, state: read.kind === "refusal" ? "foreign" : read.kind };
	const [first] = read.baseUrls;
	if (first === undefined) return { ...about, state: "no-servers" };
	return { ...about, state: read.baseUrls.some((base) => new URL(base).origin === own) ? "ours" : "foreign", leadsTo: shown(first) };
}

const shown = (text: string) => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text);

// What a phone stumbles over as surely as this look did; whatever else broke off may have been the network.
const proven: Partial<Record<ConnectionFault, DiscoverySeen["state"]>> = {
	untrusted: "untrusted",
	"incomplete-chain": "untrusted",
	"wrong-name": "untrusted",
	expired: "untrusted",
	"not-yet-valid": "untrusted",
	"not-https": "untrusted",
	"too-many-redirects": "missing",
	"too-long": "not-json",
};
