import { Button, Checkbox, makeStyles, mergeClasses, Skeleton, SkeletonItem, tokens } from "@fluentui/react-components";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "./problem-note.tsx";

export interface Column<T> {
	readonly key: string;
	readonly title: string;
	readonly cell: (row: T) => ReactNode;
	/** Of CSS grid: `2fr`, `120px`; `1fr` by default. */
	readonly width?: string;
	/** Left out on a phone, where a row is a card, and on a tablet. */
	readonly wideOnly?: true;
}

interface Table<T> {
	/** For whoever cannot see it. */
	readonly label: string;
	readonly columns: readonly Column<T>[];
	readonly rows: readonly T[];
	readonly keyOf: (row: T) => string;
	/** While the first page loads. */
	readonly loading?: boolean;
	/** How many rows there mostly are: so much room is kept while they load, for what stands below. */
	readonly expects?: number;
	readonly error?: unknown;
	readonly retry?: () => void;
	/** More rows wait: asked for when the end comes into sight. */
	readonly more?: (() => void) | undefined;
	readonly loadingMore?: boolean;
	/** Where there is no row. */
	readonly empty: ReactNode;
	/** Which are selected, by key; absent: nothing can be. `name`: what a row is called. */
	readonly selection?: {
		readonly selected: ReadonlySet<string>;
		readonly set: (selected: ReadonlySet<string>) => void;
		readonly name: (row: T) => string;
	};
}

const rowHeight = 44;
/** Of a card: its padding, and a line for each column. Each is measured when it is seen. */
const cardHeight = { around: 24, line: 24 };
const phone = "(max-width: 599px)";
const onPhone = `@media ${phone}` as const;
const onTablet = "@media (min-width: 600px) and (max-width: 959px)";

const useStyles = makeStyles({
	row: {
		display: "grid",
		gridTemplateColumns: "var(--columns)",
		alignItems: "center",
		columnGap: tokens.spacingHorizontalM,
		minHeight: `${rowHeight}px`,
		padding: `4px ${tokens.spacingHorizontalS}`,
		boxSizing: "border-box",
		borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
		[onTablet]: { gridTemplateColumns: "var(--fewer-columns)" },
		[onPhone]: {
			gridTemplateColumns: "minmax(0, 1fr)",
			alignItems: "start",
			rowGap: "4px",
			padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS}`,
			borderBottomColor: tokens.colorNeutralStroke2,
		},
	},
	selectable: { [onPhone]: { gridTemplateColumns: "32px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalXS } },
	// In thousands of cells nobody weighs where a line ends best.
	body: { textWrap: "wrap", wordBreak: "normal", ":hover": { backgroundColor: tokens.colorSubtleBackgroundHover } },
	head: {
		position: "sticky",
		top: `calc(-1 * ${tokens.spacingVerticalL})`,
		zIndex: 1,
		backgroundColor: tokens.colorNeutralBackground1,
		fontWeight: tokens.fontWeightSemibold,
		[onPhone]: { position: "static", alignItems: "center", padding: `0 ${tokens.spacingHorizontalS}` },
	},
	gone: { [onPhone]: { display: "none !important" } },
	wide: { [onTablet]: { display: "none" } },
	cell: { minWidth: 0, overflow: "hidden", textOverflow: "ellipsis" },
	/** Of a card: what it is, and beside it the value. What has no value is left out. */
	field: {
		[onPhone]: {
			display: "grid",
			gridTemplateColumns: "minmax(0, 34%) minmax(0, 1fr)",
			columnGap: tokens.spacingHorizontalS,
			alignItems: "baseline",
			gridColumnEnd: "-1",
			":has(> :last-child:empty)": { display: "none" },
		},
	},
	/** Of a card: what the row is called. */
	first: { [onPhone]: { gridColumnEnd: "-1", fontWeight: tokens.fontWeightSemibold, paddingBlock: "2px" } },
	box: { [onPhone]: { marginBlock: "-4px" } },
	title: { display: "none", [onPhone]: { display: "block", color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 } },
	value: { display: "contents", [onPhone]: { display: "block", minWidth: 0, overflow: "hidden" } },
	end: {
		padding: tokens.spacingVerticalM,
		color: tokens.colorNeutralForeground3,
		display: "flex",
		gap: tokens.spacingHorizontalM,
		alignItems: "center",
	},
});

/** A list of any length: only the rows in sight are drawn, and more are asked for as somebody scrolls. Cards on a phone. */
export function DataTable<T>({
	label,
	columns,
	rows,
	keyOf,
	loading = false,
	expects = 6,
	error,
	retry,
	more,
	loadingMore = false,
	empty,
	selection,
}: Table<T>) {
	const styles = useStyles();
	const { t } = useTranslation();
	const list = useRef<HTMLDivElement>(null);
	const last = useRef<number | null>(null);
	const [margin, setMargin] = useState(0);
	const lines = columns.filter(({ wideOnly }) => wideOnly !== true).length;
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => document.getElementById("main"),
		estimateSize: () => (matchMedia(phone).matches ? cardHeight.around + cardHeight.line * lines : rowHeight),
		overscan: 12,
		scrollMargin: margin,
		getItemKey: (at) => keyOf(rows[at] as T),
	});
	const items = virtual.getVirtualItems();
	const failed = error !== undefined && error !== null;
	const lastShown = items.at(-1)?.index ?? 0;
	// biome-ignore lint/correctness/useExhaustiveDependencies: where the rows begin is known when there are some.
	useLayoutEffect(() => {
		const main = document.getElementById("main");
		if (list.current === null || main === null) return;
		setMargin(list.current.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop);
	}, [rows.length > 0]);
	useEffect(() => {
		// What did not come is asked for again by its button: by itself it would be asked for without end.
		if (more !== undefined && !loadingMore && !failed && lastShown >= rows.length - 10) more();
	}, [more, loadingMore, failed, lastShown, rows.length]);
	if (failed && rows.length === 0) return <ProblemNote error={error} {...(retry === undefined ? {} : { retry })} />;
	if (loading) return <Waiting label={t("loading")} rows={expects} />;
	if (rows.length === 0) return empty;
	const template = (of: readonly Column<T>[]) =>
		[...(selection === undefined ? [] : ["32px"]), ...of.map(({ width = "minmax(0, 1fr)" }) => width)].join(" ");
	const templates = { "--columns": template(columns), "--fewer-columns": template(columns.filter(({ wideOnly }) => wideOnly !== true)) };
	const choose = (at: number, on: boolean, through: boolean) => {
		if (selection === undefined) return;
		const from = through && last.current !== null ? last.current : at;
		const chosen = new Set(selection.selected);
		for (let one = Math.min(from, at); one <= Math.max(from, at); one++) {
			const key = keyOf(rows[one] as T);
			if (on) chosen.add(key);
			else chosen.delete(key);
		}
		last.current = at;
		selection.set(chosen);
	};
	return (
		<>
			<div role="table" aria-label={label} aria-rowcount={more === undefined ? rows.length + 1 : -1}>
				<div
					role="row"
					aria-rowindex={1}
					className={mergeClasses(styles.row, styles.head, selection === undefined ? styles.gone : styles.selectable)}
					style={templates as CSSProperties}
				>
					{selection === undefined ? null : (
						<span role="columnheader">
							<Checkbox
								aria-label={t("list.select-all")}
								checked={selection.selected.size === 0 ? false : rows.every((row) => selection.selected.has(keyOf(row))) ? true : "mixed"}
								onChange={(_, { checked }) => selection.set(new Set(checked === true ? rows.map(keyOf) : []))}
							/>
						</span>
					)}
					<span aria-hidden className={styles.title}>
						{t("list.select-all")}
					</span>
					{columns.map(({ key, title, wideOnly }) => (
						<span key={key} role="columnheader" className={mergeClasses(styles.cell, styles.gone, wideOnly === true && styles.wide)}>
							{title}
						</span>
					))}
				</div>
				<div role="rowgroup" ref={list} style={{ position: "relative", height: `${virtual.getTotalSize()}px` }}>
					{items.map(({ index, key, start }) => {
						const row = rows[index] as T;
						return (
							<div
								key={key}
								ref={virtual.measureElement}
								data-index={index}
								role="row"
								aria-rowindex={index + 2}
								className={mergeClasses(styles.row, styles.body, selection !== undefined && styles.selectable)}
								style={{
									...templates,
									position: "absolute",
									top: 0,
									left: 0,
									right: 0,
									transform: `translateY(${start - margin}px)`,
								}}
							>
								{selection === undefined ? null : (
									<span role="cell" className={styles.box}>
										<Checkbox
											aria-label={t("list.select", { name: selection.name(row) })}
											checked={selection.selected.has(keyOf(row))}
											onChange={(event, { checked }) =>
												choose(index, checked === true, (event.nativeEvent as MouseEvent).shiftKey === true)
											}
										/>
									</span>
								)}
								{columns.map(({ key: name, title, cell, wideOnly }, place) => (
									<span
										key={name}
										role="cell"
										className={mergeClasses(
											styles.cell,
											place === 0 ? styles.first : styles.field,
											wideOnly === true && styles.gone,
											wideOnly === true && styles.wide,
										)}
									>
										{place === 0 ? null : <span className={styles.title}>{title}</span>}
										<span className={styles.value}>{cell(row)}</span>
									</span>
								))}
							</div>
						);
					})}
				</div>
			</div>
			{failed ? <ProblemNote error={error} /> : null}
			<div className={styles.end} aria-live="polite">
				{t(more === undefined ? "list.end" : "list.so-far", { count: rows.length })}
				{more === undefined ? null : (
					<Button size="small" disabled={loadingMore} onClick={more}>
						{t("list.more")}
					</Button>
				)}
			</div>
		</>
	);
}

/** As high as what comes: the head, the rows, and the line at the end; where no row is expected, a sentence. */
function Waiting({ label, rows }: { readonly label: string; readonly rows: number }) {
	return rows === 0 ? (
		<Skeleton aria-label={label}>
			<SkeletonItem size={20} />
		</Skeleton>
	) : (
		<Skeleton aria-label={label} style={{ display: "grid", gap: "20px", paddingBlock: "10px" }}>
			{Array.from({ length: rows + 2 }, (_, at) => String(at)).map((one) => (
				<SkeletonItem key={one} size={24} />
			))}
		</Skeleton>
	);
}
