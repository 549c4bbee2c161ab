import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { type MouseEvent, memo, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type LiveStep, useLive } from "../../api/live.ts";
import { router } from "../../app/router.tsx";
import { isWall, wall } from "../../app/wall.ts";
import { Section } from "../../components/section.tsx";
import { type LiveRow, withSteps } from "./live-rows.ts";

const rowHeights = { desk: 30, wall: 44 };
const rowsInSight = 12;

const useStyles = makeStyles({
	list: {
		margin: 0,
		padding: 0,
		listStyleType: "none",
		overflowY: "auto",
		overflowAnchor: "none",
		contain: "strict",
	},
	row: {
		display: "grid",
		gridTemplateColumns: "64px 76px minmax(0, 1.2fr) minmax(0, 1fr) 12px",
		columnGap: tokens.spacingHorizontalS,
		alignItems: "center",
		height: `${rowHeights.desk}px`,
		boxSizing: "border-box",
		borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
		contain: "strict",
		"@media (max-width: 599px)": { gridTemplateColumns: "58px minmax(0, 1fr) minmax(0, 1fr) 12px" },
		[`@media ${wall}`]: { height: `${rowHeights.wall}px`, gridTemplateColumns: "84px 104px minmax(0, 1.2fr) minmax(0, 1fr) 12px" },
	},
	time: { color: tokens.colorNeutralForeground2, fontVariantNumeric: "tabular-nums", fontSize: tokens.fontSizeBase200 },
	reference: {
		fontFamily: tokens.fontFamilyMonospace,
		color: tokens.colorBrandForegroundLink,
		textDecoration: "none",
		whiteSpace: "nowrap",
	},
	cut: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", minWidth: 0 },
	wideOnly: { "@media (max-width: 599px)": { display: "none" } },
	mark: { forcedColorAdjust: "none", width: "10px", height: "10px", borderRadius: "50%" },
	enrolled: { backgroundColor: tokens.colorPaletteGreenBackground3 },
	refused: { backgroundColor: tokens.colorPaletteRedBackground3 },
	stopped: { backgroundColor: tokens.colorPaletteMarigoldBackground3 },
	open: { backgroundColor: tokens.colorPaletteSteelBorderActive },
	head: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, fontSize: tokens.fontSizeBase200 },
	quiet: { color: tokens.colorNeutralForeground3, margin: 0 },
	link: { color: tokens.colorBrandForegroundLink },
	plain: { color: tokens.colorBrandForegroundLink, textDecoration: "none", ":hover": { textDecoration: "underline" } },
});

/**
 * The tries that moved last, as they move. Drawn at most once a frame, and only the rows in sight; it stands still while somebody points at it or goes
 * through it.
 */
export function LiveTries({ onGap }: { readonly onGap: () => void }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("overview");
	const rowHeight = isWall() ? rowHeights.wall : rowHeights.desk;
	const [rows, setRows] = useState<readonly LiveRow[]>([]);
	const [paused, setPaused] = useState(false);
	const [waiting, setWaiting] = useState(0);
	const [from, setFrom] = useState(0);
	const pending = useRef<LiveStep[]>([]);
	const frame = useRef(0);
	const still = useRef(false);
	const draw = () => {
		frame.current = 0;
		const { length } = pending.current;
		if (still.current) return setWaiting(length);
		const steps = pending.current;
		pending.current = [];
		setWaiting(0);
		if (length > 0) setRows((before) => withSteps(before, steps));
	};
	const soon = () => {
		if (frame.current === 0) frame.current = requestAnimationFrame(draw);
	};
	const connected = useLive(({ steps }) => {
		pending.current.push(...steps);
		// Whoever points at it for an hour keeps no hour's steps.
		if (pending.current.length > 2_000) pending.current.splice(0, pending.current.length - 2_000);
		soon();
	}, onGap);
	useEffect(() => () => cancelAnimationFrame(frame.current), []);
	const pause = (on: boolean) => {
		still.current = on;
		setPaused(on);
		soon();
	};
	const state = paused && waiting > 0 ? t("live.paused", { count: waiting }) : t(connected ? "live.on" : "live.off");
	const head = (
		<span className={styles.head}>
			<span className={styles.head}>
				<span className={mergeClasses(styles.mark, connected ? styles.enrolled : styles.stopped)} />
				{state}
			</span>
			<Link to="/tries" className={styles.link}>
				{t("live.all")}
			</Link>
		</span>
	);
	return (
		<Section title={t("live.title")} actions={head}>
			{rows.length === 0 ? (
				<p className={styles.quiet}>{t("live.none")}</p>
			) : (
				<ul
					className={styles.list}
					aria-label={t("live.title")}
					title={t("live.hint")}
					style={{ height: `${Math.min(rows.length, rowsInSight) * rowHeight}px` }}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
					tabIndex={0}
					onPointerEnter={() => pause(true)}
					onPointerLeave={() => pause(false)}
					onFocus={() => pause(true)}
					onBlur={({ currentTarget, relatedTarget }) => pause(currentTarget.contains(relatedTarget))}
					onScroll={({ currentTarget }) => setFrom(Math.max(0, Math.floor(currentTarget.scrollTop / rowHeight) - 3))}
				>
					<li aria-hidden="true" style={{ height: `${from * rowHeight}px` }} />
					{rows.slice(from, from + rowsInSight + 6).map((row) => (
						<Row key={row.reference} row={row} language={i18n.language} />
					))}
					<li aria-hidden="true" style={{ height: `${Math.max(0, rows.length - from - rowsInSight - 6) * rowHeight}px` }} />
				</ul>
			)}
		</Section>
	);
}

const times = new Map<string, Intl.DateTimeFormat>();

function timeOf(at: string, language: string): string {
	const format =
		times.get(language) ?? new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
	times.set(language, format);
	return format.format(new Date(at));
}

function open(event: MouseEvent, reference: string): void {
	// Another tab or window is the browser's.
	if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
	event.preventDefault();
	void router.navigate({ to: "/tries/$reference", params: { reference } });
}

/** Drawn again only where its try moved. */
const Row = memo(
	function Row({ row, language }: { readonly row: LiveRow; readonly language: string }) {
		const styles = useStyles();
		const { t } = useTranslation("overview");
		const { reference, at, upn, serial, step, state, title, journey } = row;
		// Plain: the router's own are ten times as dear to draw.
		const link = { href: `/console/tries/${reference}`, onClick: (event: MouseEvent) => open(event, reference) };
		const what = title ?? t(`steps.${step}` as "steps.refused");
		return (
			<li className={styles.row}>
				<time dateTime={at} className={styles.time}>
					{timeOf(at, language)}
				</time>
				<a {...link} className={mergeClasses(styles.reference, styles.wideOnly)}>
					{reference}
				</a>
				<a {...link} className={mergeClasses(styles.cut, styles.plain)}>
					{upn ?? serial ?? t("live.unknown")}
				</a>
				<span className={styles.cut} title={`${what} - ${t(`journeys.${journey}`)}`}>
					{what}
				</span>
				<span className={mergeClasses(styles.mark, styles[state])} role="img" aria-label={t(`states.${state}`)} />
			</li>
		);
	},
	(before, after) =>
		before.row.sequence === after.row.sequence && before.row.state === after.row.state && before.language === after.language,
);
