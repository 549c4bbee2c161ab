/**
 * A page of the console to go to: what begins with one slash. An address elsewhere, however it is written, leads to the first page; so does this page.
 *
 * @param asked as it stands in the address, with /console or without
 */
export function pageAfter(asked: string | undefined): string {
	const path = (asked ?? "/").replace(/^\/console(?=\/|$)/, "");
	return /^\/(?![/\\])[!-[\]-~]*$/.test(path) && !path.startsWith("/sign-in") ? path : "/";
}
