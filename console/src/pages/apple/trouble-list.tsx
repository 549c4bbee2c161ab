import { makeStyles, Subtitle2, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { FixList } from "../../changes/fix-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { SeverityBadge } from "../../components/severity-badge.tsx";

type Trouble = Answer<"GET", "/ade/tokens/:id">["trouble"][number];

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalL, margin: 0, padding: 0, listStyleType: "none" },
	one: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0 },
	head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
	name: { margin: 0, minWidth: 0 },
	quiet: { color: tokens.colorNeutralForeground3 },
	code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

/** What is wrong now, as the rules that found it say it: since when, what was seen, who mends it and how. */
export function TroubleList({ trouble }: { readonly trouble: readonly Trouble[] }) {
	const styles = useStyles();
	const { t } = useTranslation(["apple", "evidence"]);
	return (
		<ul className={styles.list}>
			{trouble.map(({ id, code, severity, title, explanation, saw, since, who, about, fixes }) => (
				<li key={id} className={styles.one}>
					<div className={styles.head}>
						<SeverityBadge severity={severity} />
						<Subtitle2 as="h3" className={styles.name}>
							{title}
						</Subtitle2>
						<span className={styles.code}>{code}</span>
					</div>
					<Text>{explanation}</Text>
					<Text>{saw}</Text>
					<Text className={styles.quiet}>
						{about.name === "" ? null : <>{about.name} · </>}
						{t("trouble.since")} <Moment at={since} /> · {who.join(t("separator"))}
					</Text>
					{fixes.length === 0 ? null : <FixList what={id} fixes={fixes} />}
					<Link to="/incidents/$id" params={{ id }}>
						{t("trouble.open")}
					</Link>
				</li>
			))}
		</ul>
	);
}
