import type { Session } from "../api/session.ts";
import en from "../locales/en/app.json";
import ja from "../locales/ja/app.json";
import { type NavItem, navFor } from "./nav.ts";

/** As people type: without regard to case, width and spaces. */
const plain = (text: string) => text.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

/** Pages of the console that these words name, by their name in either language: those that begin so before those that hold it. */
export function namedPages(words: string, session: Pick<Session, "permissions" | "demo">): readonly NavItem[] {
	const wanted = plain(words);
	if (wanted === "") return [];
	const rank = ({ text }: NavItem) => {
		const at = [en.nav[text], ja.nav[text]].map((name) => plain(name).indexOf(wanted));
		return at.includes(0) ? 0 : at.some((one) => one > 0) ? 1 : 2;
	};
	return navFor(session)
		.flatMap(({ items }) => items)
		.filter((item) => rank(item) < 2)
		.toSorted((a, b) => rank(a) - rank(b));
}
