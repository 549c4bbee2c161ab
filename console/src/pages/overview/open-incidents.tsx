import { Badge, makeStyles, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import type { OverviewAnswer } from "./overview-answer.ts";

const useStyles = makeStyles({
	list: { margin: 0, padding: 0, listStyleType: "none" },
	row: {
		display: "grid",
		gridTemplateColumns: "max-content minmax(0, 1fr) max-content",
		columnGap: tokens.spacingHorizontalM,
		alignItems: "center",
		paddingBlock: tokens.spacingVerticalS,
		borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
		":last-child": { borderBottomStyle: "none" },
	},
	title: { color: tokens.colorBrandForegroundLink, textDecoration: "none", ":hover": { textDecoration: "underline" } },
	about: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, display: "flex", flexWrap: "wrap", columnGap: "8px" },
	count: { textAlign: "right", fontVariantNumeric: "tabular-nums" },
	quiet: { color: tokens.colorNeutralForeground3, margin: 0 },
	all: { color: tokens.colorBrandForegroundLink, fontSize: tokens.fontSizeBase200 },
});

const colors = { error: "danger", warning: "warning", information: "informative" } as const;

/** What is open, by how many it stopped. */
export function OpenIncidents({ overview }: { readonly overview: OverviewAnswer }) {
	const styles = useStyles();
	const { t } = useTranslation("overview");
	const { incidents, open, openMore } = overview;
	const all = (
		<Link to="/incidents" search={{ open: "true" }} className={styles.all}>
			{openMore ? t("incidents.all-more", { count: open }) : t("incidents.all", { count: open })}
		</Link>
	);
	return (
		<Section title={t("incidents.title")} actions={open === 0 ? undefined : all}>
			{incidents.length === 0 ? <p className={styles.quiet}>{t("incidents.none")}</p> : null}
			<ul className={styles.list}>
				{incidents.map(({ id, title, severity, about, openedAt, affected, everybody }) => (
					<li key={id} className={styles.row}>
						<Badge color={colors[severity]} appearance="tint">
							{t(`incidents.${severity}`)}
						</Badge>
						<div>
							<Link to="/incidents/$id" params={{ id }} className={styles.title}>
								{title}
							</Link>
							<div className={styles.about}>
								{about.name === "" ? null : <span>{about.name}</span>}
								<Moment at={openedAt} />
							</div>
						</div>
						<span className={styles.count}>
							{everybody
								? t("incidents.everybody")
								: affected === null
									? t("incidents.organisation")
									: t("incidents.affected", { count: affected })}
						</span>
					</li>
				))}
			</ul>
		</Section>
	);
}
