const home = "/console/";
/** Only to tell whether an address leads elsewhere. */
const here = "https://here.invalid";

/**
 * A page of the console, and nothing else: an address elsewhere, however it is written (`//evil`, `/\\evil`, `https:evil`), and what is no page, is the
 * console's first page.
 */
export function ownPath(asked: string | undefined): string {
	// Printable ASCII but the backslash: browsers drop tabs and line breaks, and take a backslash for a slash (URL Standard, 4.4).
	if (asked === undefined || !asked.startsWith(home) || !/^[!-[\]-~]*$/.test(asked)) return home;
	const read = URL.parse(asked, here);
	return read !== null && read.origin === here && read.pathname.startsWith(home) ? read.pathname + read.search : home;
}
