import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { SeverityBadge } from "../../components/severity-badge.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import type { UserDetail } from "./user-page.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	row: { display: "flex", flexWrap: "wrap", alignItems: "center", columnGap: tokens.spacingHorizontalS, rowGap: "2px" },
	title: { flex: "1 1 160px", minWidth: 0, overflowWrap: "anywhere" },
});

/** Their newest tries, and the incidents that touch them. */
export function UserTries({ detail: { user, attempts, incidents } }: { readonly detail: UserDetail }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	return (
		<div>
			<Section
				title={t("tries.title")}
				actions={
					attempts.length === 0 ? null : (
						<Link to="/tries" search={{ user: user.upn }}>
							{t("tries.all")}
						</Link>
					)
				}
			>
				{attempts.length === 0 ? <Text>{t("tries.none")}</Text> : null}
				<ul className={styles.list}>
					{attempts.map(({ reference, state, title, startedAt }) => (
						<li key={reference} className={styles.row}>
							<StateBadge state={state} />
							<Link to="/tries/$reference" params={{ reference }}>
								{reference}
							</Link>
							<span className={styles.title}>{title ?? ""}</span>
							<Moment at={startedAt} />
						</li>
					))}
				</ul>
			</Section>
			{incidents.length === 0 ? null : (
				<Section title={t("incidents.title")}>
					<ul className={styles.list}>
						{incidents.map(({ id, severity, title, closedAt, throughAt, lastTryAt }) => (
							<li key={id} className={styles.row}>
								<SeverityBadge severity={severity} />
								<Link to="/incidents/$id" params={{ id }} className={styles.title}>
									{title}
								</Link>
								<span>{t(throughAt !== null ? "incidents.through" : closedAt === null ? "incidents.open" : "incidents.closed")}</span>
								<Moment at={throughAt ?? closedAt ?? lastTryAt} />
							</li>
						))}
					</ul>
				</Section>
			)}
		</div>
	);
}
