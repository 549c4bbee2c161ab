import {
	hashKey,
	type InfiniteData,
	type Query,
	type QueryClient,
	type UseInfiniteQueryResult,
	type UseQueryResult,
	useInfiniteQuery,
	useQuery,
} from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../app/language.ts";
import { type Answer, type Asking, ask, type Item, isPassing, type PathOf } from "./client.ts";
import { fetchSession, sessionKey } from "./session.ts";

interface Freshness {
	/** false: nothing is asked yet. */
	readonly enabled?: boolean;
	/** Milliseconds; asked anew so often while the page is looked at. */
	readonly every?: number | false;
	/** The former answer stays while the next one loads (a filter was changed). */
	readonly keep?: boolean;
}

/** What a GET of the API answers, in the language of the page. */
export function useApi<P extends PathOf<"GET">>(
	path: P,
	asking: Asking<"GET", P>,
	{ enabled = true, every = false, keep = false }: Freshness = {},
): UseQueryResult<Answer<"GET", P>> {
	const { i18n } = useTranslation();
	const result = useQuery<Answer<"GET", P>>({
		queryKey: [path, i18n.language, asking],
		queryFn: ({ signal }) => ask("GET", path, { ...asking, signal } as Asking<"GET", P>),
		enabled,
		refetchInterval: every,
		placeholderData: (before, query) => (keep || isSameQuestion(query, asking) ? before : undefined),
	});
	return showsOn(result) ? ({ ...result, ...inOrder } as UseQueryResult<Answer<"GET", P>>) : result;
}

/** What is shown stays where it cannot be asked anew for a while, and so does what was typed into it; the shell says that it may be old (app/reach-note.tsx). */
const showsOn = ({ data, error }: { readonly data: unknown; readonly error: unknown }): boolean => data !== undefined && isPassing(error);
const inOrder = { error: null, isError: false, isRefetchError: false, isSuccess: true, status: "success" } as const;

/** Asks ahead of the page that will: for whoever is signed in, while its script is still on the way. */
export async function askAhead<P extends PathOf<"GET">>(client: QueryClient, path: P, asking: Asking<"GET", P>): Promise<void> {
	const session = await client.ensureQueryData({ queryKey: sessionKey, queryFn: fetchSession });
	if (session === null) return;
	await client.prefetchQuery({ queryKey: [path, currentLanguage(), asking], queryFn: () => ask("GET", path, asking) });
}

/** What is shown in another language stays until its own words are there: a form that somebody fills in is not taken away. */
function isSameQuestion(former: Pick<Query, "queryKey"> | undefined, asking: unknown): boolean {
	return former !== undefined && hashKey([former.queryKey[2]]) === hashKey([asking]);
}

/** A list, page by page as far as somebody scrolls: `rowsOf(result)` are all rows so far. */
export function useApiPages<P extends PathOf<"GET">>(
	path: P,
	asking: Asking<"GET", P>,
	{ enabled = true, every = false, keep = true }: Freshness = {},
): UseInfiniteQueryResult<InfiniteData<Answer<"GET", P>>> {
	const { i18n } = useTranslation();
	const result = useInfiniteQuery<Answer<"GET", P>, Error, InfiniteData<Answer<"GET", P>>, readonly unknown[], string | null>({
		queryKey: [path, i18n.language, asking, "pages"],
		queryFn: ({ signal, pageParam }) => {
			const query = { ...(asking.query as object | undefined), ...(pageParam === null ? {} : { cursor: pageParam }) };
			return ask("GET", path, { ...asking, query, signal } as unknown as Asking<"GET", P>);
		},
		initialPageParam: null,
		getNextPageParam: (last) => (last as { readonly next: string | null }).next,
		enabled,
		refetchInterval: every,
		placeholderData: (before, query) => (keep || isSameQuestion(query, asking) ? before : undefined),
	});
	// More rows that did not come are told where they were to stand.
	return showsOn(result) && !result.isFetchNextPageError
		? ({ ...result, ...inOrder } as UseInfiniteQueryResult<InfiniteData<Answer<"GET", P>>>)
		: result;
}

export function rowsOf<P extends PathOf<"GET">>(result: { readonly data: InfiniteData<Answer<"GET", P>> | undefined }): readonly Item<P>[] {
	return (result.data?.pages ?? []).flatMap((one) => (one as unknown as { readonly items: readonly Item<P>[] }).items);
}
