import { type LinkOptions, linkOptions } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../api/queries.ts";
import { useSession } from "../api/session.ts";
import { type Hit, hitPages } from "../pages/search/hits.ts";
import { namedPages } from "./named-pages.ts";

export interface Suggestion {
	readonly key: string;
	readonly kind: Hit["kind"] | "page" | "everywhere";
	readonly title: string;
	readonly detail: string | null;
	readonly to: LinkOptions;
}

/** Between two keys of whoever types on; a pause longer than that is a question. */
const pause = 150;
const mostHits = 6;
const mostPages = 3;

/** What these words may mean, the best first, and last the whole search. Nothing before two signs. Each answer belongs to its own words. */
export function useSuggestions(text: string, open: boolean): { readonly suggestions: readonly Suggestion[]; readonly pending: boolean } {
	const { t } = useTranslation();
	const session = useSession();
	const words = text.trim();
	const [asked, setAsked] = useState("");
	useEffect(() => {
		const timer = setTimeout(() => setAsked(words), pause);
		return () => clearTimeout(timer);
	}, [words]);
	const result = useApi("/search", { query: { q: asked } }, { enabled: open && asked.length >= 2 && asked === words });
	if (words.length < 2 || session === null || session === undefined) return { suggestions: [], pending: false };
	const items = asked === words ? (result.data?.items ?? []) : [];
	const hits = items.slice(0, mostHits).map(({ kind, id, title, detail }) => ({
		...{ key: `${kind} ${id}`, kind, title, to: hitPages[kind](id) },
		detail: [t(`search.kinds.${kind}`), detail].filter((one) => one !== null && one !== "").join(" · "),
	}));
	const pages = namedPages(words, session)
		.slice(0, mostPages)
		.map((page) => ({
			...{ key: `page ${page.to}`, kind: "page" as const, title: t(`nav.${page.text}`), detail: t("search.kinds.page") },
			to: linkOptions({ to: page.to }),
		}));
	const everywhere = {
		...{ key: "everywhere", kind: "everywhere" as const, title: t("search.everywhere", { words }), detail: null },
		to: linkOptions({ to: "/search", search: { q: words } }),
	};
	// Hits come after the pages are there already: an option that somebody is about to press stays in its place.
	return { suggestions: [...pages, ...hits, everywhere], pending: asked !== words || result.isFetching };
}
