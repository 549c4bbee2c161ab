/** What a substring search looks in: one lower-case text, the parts on lines of their own so that no match spans two. */
export function searchText(parts: readonly (string | null)[]): string {
	return parts
		.filter((part) => part !== null)
		.join("\n")
		.toLowerCase();
}

/** The pattern for `like … escape '\'`: the words of a search are text, not wildcards. */
export function containing(search: string): string {
	return `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
}
