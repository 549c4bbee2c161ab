/** As it is stored and compared: full-width and composed letters are the same name, whatever keyboard they come from. */
export function normaliseName(typed: string): string {
	return typed.normalize("NFKC").trim().toLowerCase();
}

/** Letters and digits of any script, and what stands in mail addresses; 64 at most. Nothing that a log or a terminal would take for more than a name. */
export function isName(name: string): boolean {
	return /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]{0,63}$/u.test(name);
}
