/** The beginning of an id of version 7: its time and what chance added first, enough to name one entry. */
export function shortId(id: string): string {
	return id.slice(0, 18);
}
