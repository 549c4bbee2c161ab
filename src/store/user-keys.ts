/** More words of one name are not searched by. */
const mostWords = 8;

/** As names are kept to be searched, and as what is searched for is compared: half-width, without case, one space between words. */
export function userSearchKey(text: string): string {
	return text.normalize("NFKC").toLowerCase().trim().replace(/\s+/gu, " ");
}

/** With what a search can begin that is to find this user: the user name, the whole name, and each of its further words. */
export function userKeysOf({ upn, displayName }: { readonly upn: string; readonly displayName: string }): string[] {
	const name = userSearchKey(displayName);
	const further = name.split(" ").slice(1, mostWords);
	return [...new Set([upn, name, ...further])].filter((key) => key !== "");
}
