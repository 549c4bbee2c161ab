import { makeStyles, Title2, tokens } from "@fluentui/react-components";
import { Link, type LinkOptions } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";

const useStyles = makeStyles({
	head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalM },
	title: { flex: "1 1 240px", minWidth: 0 },
	name: { margin: 0, "@media (max-width: 599px)": { fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600 } },
	text: { textWrap: "balance", color: tokens.colorNeutralForeground2, maxWidth: "80ch", marginTop: tokens.spacingVerticalXS },
	actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
	up: { color: tokens.colorBrandForegroundLink, textDecoration: "none", fontSize: tokens.fontSizeBase200 },
});

interface Header {
	readonly title: string;
	/** What this page is for, in one sentence. */
	readonly text?: ReactNode;
	readonly actions?: ReactNode;
	/** The list that this is one of. */
	readonly up?: LinkOptions & { readonly text: string };
}

function Up({ text, ...to }: NonNullable<Header["up"]>) {
	const styles = useStyles();
	return (
		<Link {...to} className={styles.up}>
			‹ {text}
		</Link>
	);
}

let isLaterPage = false;

/** The heading of a page, and the browser's title. */
export function PageHeader({ title, text, actions, up }: Header) {
	const styles = useStyles();
	useEffect(() => {
		document.title = `${title} - Genkan`;
	}, [title]);
	useEffect(() => {
		// The link that led here is gone with its page: the keyboard goes on in this one, and not before the navigation. The first page begins at its top.
		if (isLaterPage && document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
		isLaterPage = true;
	}, []);
	return (
		<div className={styles.head}>
			<div className={styles.title}>
				{up === undefined ? null : <Up {...up} />}
				<Title2 as="h1" block className={styles.name}>
					{title}
				</Title2>
				{text === undefined ? null : <div className={styles.text}>{text}</div>}
			</div>
			<div className={styles.actions}>{actions}</div>
		</div>
	);
}
