/** The one spelling of a name as name service compares it (RFC 4343): lower case, without the root's dot. */
export function plainHost(name: string): string {
	return name.toLowerCase().replace(/\.$/, "");
}
