const quoted = /^"(?:[^"]|"")*"$/u;

/** Names in one cell, with semicolons between them. One that holds a semicolon itself, or begins as if it were quoted, stands in quotes. */
export function joinNames(names: readonly string[]): string {
	return names.map((name) => (/^"|[;；]/u.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(";");
}

/** The names that a person or `joinNames` wrote into a cell. A quotation mark that begins nothing quoted is one. */
export function splitNames(cell: string): string[] {
	// No longer than names may be, so that a cell of nothing but quotation marks is read in linear time.
	const names = cell.match(/\s*"(?:[^"]|""){0,512}"\s*(?=[;；]|$)|[^;；]+/gu) ?? [];
	return names
		.map((name) => name.trim())
		.map((name) => (quoted.test(name) ? name.slice(1, -1).replaceAll('""', '"').trim() : name))
		.filter((name) => name !== "");
}
