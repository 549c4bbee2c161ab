/** Of two long texts what is not alike: the lines before and after, which both have, are left out. An empty text is a dash. */
export function whereTheyDiffer({ theirs, mine }: { readonly theirs: string; readonly mine: string }) {
	const [a, b] = [theirs.split("\n"), mine.split("\n")];
	const shorter = Math.min(a.length, b.length);
	let from = 0;
	while (from < shorter && a[from] === b[from]) from++;
	let after = 0;
	while (after < shorter - from && a.at(-1 - after) === b.at(-1 - after)) after++;
	const part = (lines: readonly string[]) => {
		const own = lines.slice(from, lines.length - after);
		return [...(from > 0 ? ["…"] : []), ...own, ...(after > 0 ? ["…"] : [])].join("\n") || "–";
	};
	return { theirs: part(a), mine: part(b) };
}
