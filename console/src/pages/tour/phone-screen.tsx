import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { ArrowSyncRegular, ClockRegular, LockClosedRegular } from "@fluentui/react-icons";
import type { Answer } from "../../api/client.ts";

export type Screen = Answer<"GET", "/tour/plays/:id">["screens"][number];
type Block = Screen["blocks"][number];

const useStyles = makeStyles({
	fill: { display: "flex", flexDirection: "column", flexGrow: 1, minHeight: 0 },
	scroll: {
		...{ display: "flex", flexDirection: "column", gap: "10px", flexGrow: 1, minHeight: 0, overflowY: "auto" },
		...{ padding: "16px 18px", overflowWrap: "anywhere", fontSize: "13px", lineHeight: 1.45 },
	},
	grouped: { backgroundColor: tokens.colorNeutralBackground3 },
	centered: { alignItems: "center", textAlign: "center", justifyContent: "center" },
	dimmed: { backgroundColor: tokens.colorNeutralBackground6, justifyContent: "center" },
	sheet: {
		...{ display: "flex", flexDirection: "column", gap: "8px", textAlign: "center", padding: "18px 16px 12px" },
		...{ backgroundColor: tokens.colorNeutralBackground1, borderRadius: "14px", boxShadow: tokens.shadow16, overflowWrap: "anywhere" },
	},
	title: { margin: 0, fontSize: "20px", lineHeight: 1.25, fontWeight: tokens.fontWeightSemibold },
	hello: { fontSize: "40px", fontWeight: tokens.fontWeightRegular, fontStyle: "italic" },
	heading: { margin: "6px 0 0", fontSize: "14px", fontWeight: tokens.fontWeightSemibold },
	text: { margin: 0 },
	hint: { margin: 0, color: tokens.colorNeutralForeground3, fontSize: "12px" },
	field: {
		...{ border: `1px solid ${tokens.colorNeutralStroke1}`, borderRadius: "8px", padding: "8px 10px", textAlign: "left" },
		...{ color: tokens.colorNeutralForeground3, backgroundColor: tokens.colorNeutralBackground1 },
	},
	button: {
		...{ borderRadius: "10px", padding: "9px 12px", textAlign: "center", fontWeight: tokens.fontWeightSemibold },
		...{ border: `1px solid ${tokens.colorNeutralStroke1}`, backgroundColor: tokens.colorNeutralBackground1 },
	},
	tapped: {
		...{ backgroundColor: tokens.colorBrandBackground, color: tokens.colorNeutralForegroundOnBrand },
		outline: `3px solid ${tokens.colorBrandStroke2}`,
		outlineOffset: "2px",
	},
	link: { margin: 0, color: tokens.colorBrandForegroundLink },
	reference: { margin: 0, fontSize: "22px", fontFamily: tokens.fontFamilyMonospace, fontWeight: tokens.fontWeightSemibold },
	bad: {
		...{ margin: 0, padding: "8px 10px", borderRadius: "8px" },
		...{ backgroundColor: tokens.colorPaletteRedBackground1, color: tokens.colorPaletteRedForeground1 },
	},
	good: { margin: 0, color: tokens.colorPaletteGreenForeground1 },
	icons: { display: "grid", gridTemplateColumns: "repeat(4, 1fr)", gap: "14px", padding: "24px 20px" },
	icon: { aspectRatio: "1", borderRadius: "22%", backgroundColor: tokens.colorNeutralBackground5 },
	address: {
		...{ display: "flex", alignItems: "center", justifyContent: "center", gap: "4px", margin: "6px 12px 10px", padding: "6px 10px" },
		...{ borderRadius: "10px", backgroundColor: tokens.colorNeutralBackground3, color: tokens.colorNeutralForeground2, fontSize: "12px" },
	},
	big: { fontSize: "40px", color: tokens.colorNeutralForeground3 },
});

/** One screen of the phone, as its owner sees it. */
export function PhoneScreen({ screen }: { readonly screen: Screen }) {
	const styles = useStyles();
	const { app, title, blocks, address, taps, mood } = screen;
	const body = (
		<>
			<p className={mergeClasses(styles.title, app === "hello" && styles.hello)}>{title}</p>
			{blocks.map((block, at) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a screen does not change; the same words may stand on it twice.
				<Piece key={at} block={block} tapped={taps !== null && block.text === taps && block.kind === "button"} />
			))}
		</>
	);
	if (app === "off") return null;
	if (app === "alert")
		return (
			<div className={mergeClasses(styles.scroll, styles.dimmed)}>
				<div className={styles.sheet}>{body}</div>
			</div>
		);
	if (app === "home")
		return (
			<div className={styles.fill}>
				<div className={styles.icons} aria-hidden>
					{Array.from({ length: 16 }, (_, at) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: drawn squares.
						<span key={at} className={styles.icon} />
					))}
				</div>
				<div className={mergeClasses(styles.scroll, styles.centered)}>{body}</div>
			</div>
		);
	const centered = app === "hello" || app === "passing" || (app === "setup" && address === null && blocks.length <= 4);
	return (
		<div className={styles.fill}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long page is scrolled by keyboard. */}
			<div tabIndex={0} className={mergeClasses(styles.scroll, app === "settings" && styles.grouped, centered && styles.centered)}>
				{app === "passing" ? <ClockRegular className={styles.big} aria-hidden /> : null}
				{mood === "waiting" && app !== "passing" ? <ArrowSyncRegular className={styles.big} aria-hidden /> : null}
				{body}
			</div>
			{address === null ? null : (
				<div className={styles.address}>
					<LockClosedRegular aria-hidden />
					{address}
				</div>
			)}
		</div>
	);
}

function Piece({ block: { kind, text }, tapped }: { readonly block: Block; readonly tapped: boolean }) {
	const styles = useStyles();
	if (kind === "button") return <div className={mergeClasses(styles.button, tapped && styles.tapped)}>{text}</div>;
	if (kind === "item") return <p className={styles.text}>• {text}</p>;
	return <p className={styles[kind]}>{text}</p>;
}
