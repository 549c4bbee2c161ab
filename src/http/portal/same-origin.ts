import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a form came from our own page. Sec-Fetch-Site is the browser's own word (Safari 16.4 and later) and no page can forge it; before it there
 * was Origin. A request with neither comes from a program, which carries nobody's cookie but its own. The cookie is SameSite=Lax besides.
 */
export function fromOurPages(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
	const site = headers["sec-fetch-site"];
	// `none` is the person: an address typed, or a form sent again after a reload.
	if (site !== undefined) return site === "same-origin" || site === "none";
	const { origin } = headers;
	return origin === undefined || origin === publicOrigin;
}
