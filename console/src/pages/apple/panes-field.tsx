import { Button, makeStyles, SearchBox, Skeleton, SkeletonItem, Subtitle2, Switch, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { ProblemNote } from "../../components/problem-note.tsx";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalM, minWidth: 0 },
	row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
	name: { margin: 0 },
	// As wide with words as without: what stands beside it must not move away from the pointer.
	search: { width: "320px", maxWidth: "100%" },
	list: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 280px), 1fr))",
		columnGap: tokens.spacingHorizontalL,
		margin: 0,
		padding: 0,
		listStyleType: "none",
	},
	one: { display: "grid", minWidth: 0, paddingBlock: "2px" },
	since: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, paddingLeft: "56px", marginTop: "-6px" },
});

/** The panes of Setup Assistant: a switch each, on where the person sees it. */
export function PanesField({
	hidden,
	set,
	readOnly,
}: {
	readonly hidden: readonly string[];
	readonly set: (hidden: string[]) => void;
	readonly readOnly: boolean;
}) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const asked = useApi("/ade/panes", {});
	const [words, setWords] = useState("");
	if (asked.isError) return <ProblemNote error={asked.error} retry={() => void asked.refetch()} />;
	if (asked.data === undefined)
		return (
			<Skeleton aria-label={t("app:loading")}>
				<SkeletonItem size={96} />
			</Skeleton>
		);
	const known = asked.data.items;
	// Panes of a newer system, which a profile may name already.
	const strange = hidden
		.filter((key) => !known.some((pane) => pane.key === key))
		.map((key) => ({ key, name: key, since: null, goneSince: null }));
	const all = [...known, ...strange];
	const plain = (text: string) => text.normalize("NFKC").toLowerCase();
	const found = all.filter(({ key, name }) => plain(`${key} ${name}`).includes(plain(words.trim())));
	const keys = found.map(({ key }) => key);
	return (
		<div className={styles.box} role="group" aria-label={t("panes.title")}>
			<Subtitle2 as="h3" className={styles.name}>
				{t("panes.title")}
			</Subtitle2>
			<Text>{t("panes.text")}</Text>
			<div className={styles.row}>
				<SearchBox
					className={styles.search}
					placeholder={t("panes.search")}
					aria-label={t("panes.search")}
					value={words}
					onChange={(_, { value }) => setWords(value)}
					disabled={false}
				/>
				{readOnly ? null : (
					<>
						<Button size="small" onClick={() => set(hidden.filter((key) => !keys.includes(key)))}>
							{t("panes.show-all")}
						</Button>
						<Button size="small" onClick={() => set([...new Set([...hidden, ...keys])])}>
							{t("panes.hide-all")}
						</Button>
					</>
				)}
				<Text>{t("panes.count", { shown: all.length - hidden.length, hidden: hidden.length })}</Text>
			</div>
			{found.length === 0 ? <Text>{t("panes.none-found")}</Text> : null}
			<ul className={styles.list}>
				{found.map(({ key, name, since, goneSince }) => (
					<li key={key} className={styles.one}>
						<Switch
							label={name}
							checked={!hidden.includes(key)}
							onChange={(_, { checked }) => set(checked ? hidden.filter((one) => one !== key) : [...hidden, key])}
						/>
						<span className={styles.since}>
							{since === null
								? t("panes.unknown")
								: goneSince === null
									? t("panes.since", { since })
									: t("panes.until", { since, gone: goneSince })}
						</span>
					</li>
				))}
			</ul>
		</div>
	);
}
