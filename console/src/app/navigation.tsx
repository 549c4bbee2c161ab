import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../api/session.ts";
import { navFor } from "./nav.ts";

const useStyles = makeStyles({
	list: { listStyleType: "none", margin: 0, padding: tokens.spacingHorizontalS, display: "grid", gap: "2px" },
	group: {
		padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM} 2px`,
		color: tokens.colorNeutralForeground3,
		fontSize: tokens.fontSizeBase200,
	},
	link: {
		display: "flex",
		alignItems: "center",
		gap: tokens.spacingHorizontalS,
		minHeight: "36px",
		paddingInline: tokens.spacingHorizontalM,
		borderRadius: tokens.borderRadiusMedium,
		color: tokens.colorNeutralForeground1,
		textDecoration: "none",
		fontSize: tokens.fontSizeBase300,
		":hover": { backgroundColor: tokens.colorSubtleBackgroundHover },
		":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
	},
	here: {
		backgroundColor: tokens.colorSubtleBackgroundSelected,
		fontWeight: tokens.fontWeightSemibold,
		boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}`,
	},
	icon: { flexShrink: 0, fontSize: "20px" },
});

/** The table of pages, as far as whoever is signed in may open them. */
export function Navigation({ session }: { readonly session: Session }) {
	const styles = useStyles();
	const { t } = useTranslation();
	const path = useRouterState({ select: (state) => state.location.pathname });
	const list = useRef<HTMLDivElement>(null);
	// Whoever comes by an address finds the page's own line in sight, also low on a short screen.
	// biome-ignore lint/correctness/useExhaustiveDependencies: with each new page.
	useEffect(() => {
		// Newer browsers answer with a promise (CSSOM View), which an effect must not give back.
		list.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
	}, [path]);
	return (
		<div ref={list}>
			{navFor(session).map(({ text, items }) => (
				<div key={text ?? "first"}>
					{text === null ? null : <div className={styles.group}>{t(`nav.${text}`)}</div>}
					<ul className={styles.list}>
						{items.map(({ to, text: name, icon: Icon }) => {
							const here = to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`);
							return (
								<li key={to}>
									<Link to={to} className={mergeClasses(styles.link, here && styles.here)} {...(here ? { "aria-current": "page" } : {})}>
										<Icon className={styles.icon} />
										{t(`nav.${name}`)}
									</Link>
								</li>
							);
						})}
					</ul>
				</div>
			))}
		</div>
	);
}
