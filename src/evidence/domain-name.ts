import { domainToASCII } from "node:url";

// Full stops that an input method leaves in an address; IDNA (UTS #46) takes them for a dot, and so must whoever splits at the dot.
const ideographicStops = /[\u3002\uff0e\uff61]/g;
// domainToASCII takes the host out of what looks like a URL ("a/b" becomes "a") and decodes percents: none of these may reach it.
const neverInAName = /[\s/\\?#@:%[\]]/u;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * The one spelling of a domain that the directory and the tenant keep: lower case, international labels as `xn--…`, no final dot.
 * null when it is no domain of two labels or more.
 */
export function canonicalDomain(text: string): string | null {
	const typed = text.trim().replace(ideographicStops, ".").normalize("NFKC").replace(/\.$/, "");
	if (typed === "" || neverInAName.test(typed)) return null;
	const ascii = domainToASCII(typed);
	if (ascii === "" || ascii.length > 253) return null;
	const labels = ascii.split(".");
	// An all-digit last label is an address of IPv4, which domainToASCII completes ("127.1" becomes "127.0.0.1").
	return labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? "") ? ascii : null;
}
