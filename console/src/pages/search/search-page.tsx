import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { Waiting } from "../../components/waiting.tsx";
import { hitIcons, hitPages } from "./hits.ts";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyleType: "none" },
	hit: { display: "grid", gridTemplateColumns: "24px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalM, alignItems: "start" },
	body: { display: "grid", minWidth: 0, overflowWrap: "anywhere" },
	detail: { color: tokens.colorNeutralForeground3 },
});

/** What somebody typed into the search, by what it is. */
export function SearchPage() {
	const styles = useStyles();
	const { t } = useTranslation("search");
	const [{ q = "" }] = useFilters();
	const asked = q.trim();
	const result = useApi("/search", { query: { q: asked } }, { enabled: asked.length >= 2 });
	const items = result.data?.items ?? [];
	const [only, another] = items;
	const navigate = useNavigate();
	// Of one thing nobody has to choose.
	useEffect(() => {
		if (only === undefined || another !== undefined) return;
		void navigate({ ...hitPages[only.kind](only.id), replace: true });
	}, [only, another, navigate]);
	return (
		<>
			<PageHeader title={asked === "" ? t("title") : t("title-of", { words: asked })} />
			{result.isError ? <ProblemNote error={result.error} retry={() => void result.refetch()} /> : null}
			{result.isPending && asked.length >= 2 ? <Waiting /> : null}
			{result.isSuccess && items.length > 0 ? (
				<ul className={styles.list}>
					{items.map(({ kind, id, title, detail }) => {
						const Icon = hitIcons[kind];
						return (
							<li key={`${kind} ${id}`} className={styles.hit}>
								<Icon fontSize={24} aria-hidden />
								<span className={styles.body}>
									<Link {...hitPages[kind](id)}>{title}</Link>
									<Text size={200} className={styles.detail}>
										{[t(`app:search.kinds.${kind}`), detail].filter((one) => one !== null && one !== "").join(" · ")}
									</Text>
								</span>
							</li>
						);
					})}
				</ul>
			) : null}
			{asked.length < 2 || (result.isSuccess && items.length === 0) ? (
				<EmptyState
					title={t(asked.length < 2 ? "empty.title" : "none.title")}
					action={
						asked.length < 2 ? null : (
							<Link to="/explain" search={{ message: asked }}>
								{t("none.action")}
							</Link>
						)
					}
				>
					{t("none.text")}
				</EmptyState>
			) : null}
		</>
	);
}
