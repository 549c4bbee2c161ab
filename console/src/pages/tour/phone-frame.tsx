import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
	body: {
		...{ display: "flex", flexDirection: "column", boxSizing: "border-box", width: "300px", maxWidth: "100%", height: "610px" },
		...{ border: "9px solid #1b1b1d", borderRadius: "46px", overflow: "hidden", marginInline: "auto" },
		...{ backgroundColor: tokens.colorNeutralBackground1, color: tokens.colorNeutralForeground1, boxShadow: tokens.shadow28 },
	},
	off: { backgroundColor: "#000" },
	top: {
		...{ display: "grid", gridTemplateColumns: "1fr auto 1fr", alignItems: "center", flexShrink: 0, padding: "10px 22px 4px" },
		...{ fontSize: "12px", fontWeight: tokens.fontWeightSemibold },
	},
	island: { width: "82px", height: "22px", borderRadius: "12px", backgroundColor: "#000" },
	bars: { justifySelf: "end", width: "42px", height: "12px", color: tokens.colorNeutralForeground1 },
	bottom: { flexShrink: 0, display: "grid", placeItems: "center", height: "18px" },
	line: { width: "110px", height: "5px", borderRadius: "3px", backgroundColor: tokens.colorNeutralForeground3 },
});

/** An iPhone, drawn. `label`: what is on its screen, for whoever does not see it. */
export function PhoneFrame({
	label,
	lang,
	off,
	children,
}: {
	readonly label: string;
	readonly lang: string;
	/** Nothing is on its screen. */
	readonly off: boolean;
	readonly children: ReactNode;
}) {
	const styles = useStyles();
	if (off) return <div className={mergeClasses(styles.body, styles.off)} role="img" aria-label={label} />;
	return (
		<div className={styles.body} role="group" aria-label={label} lang={lang}>
			<div className={styles.top} aria-hidden>
				<span>9:41</span>
				<span className={styles.island} />
				<svg className={styles.bars} viewBox="0 0 42 12" aria-hidden="true">
					<path fill="currentColor" d="M0 8h3v4H0zM5 6h3v6H5zM10 3h3v9h-3zM15 0h3v12h-3z" />
					<rect x="23.500" y="1" width="16" height="10" rx="3" fill="none" stroke="currentColor" />
					<rect x="25" y="2.500" width="11" height="7" rx="1.500" fill="currentColor" />
				</svg>
			</div>
			{children}
			<div className={styles.bottom} aria-hidden>
				<span className={styles.line} />
			</div>
		</div>
	);
}
