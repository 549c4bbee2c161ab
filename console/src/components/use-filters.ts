import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Search } from "../app/router.tsx";

/** The filters of a list, which stand in the address: a link shows the same, and the browser's way back takes them back. */
export function useFilters(): readonly [filters: Search, setFilters: (change: Search) => void] {
	const filters = useSearch({ strict: false }) as Search;
	const navigate = useNavigate();
	return [
		filters,
		(change) => void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace: true, resetScroll: false }),
	];
}
