/** What a substring search looks in: one lower-case text, the parts on lines of their own so that no match spans two. */
export function searchText(parts: readonly (string | null)[]): string {
	return parts
		.filter((part) => part !== null)
		.join("\n")
		.toLowerCase();
}

/** The pattern for `like … escape '\'`: the words of a search are text, not wildcards. */
export function containing(search: string): string {
	return `%${escaped(search.toLowerCase())}%`;
}

/** The same for what the database itself makes lower case (`lower()`). */
export function containingLowered(search: string): string {
	return `%${escaped(lowered(search))}%`;
}

/** As the databases' `lower()` does it without a language: A to Z alone. */
export function lowered(text: string): string {
	return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");
