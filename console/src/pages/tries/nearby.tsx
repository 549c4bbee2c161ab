import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Moment } from "../../components/moment.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import type { ExplainedTry } from "./try-page.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	item: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
	text: { flex: "1 1 100%", overflowWrap: "anywhere", color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

/** Other tries of this user or this device. */
export function Nearby({ tries }: { readonly tries: ExplainedTry["nearby"] }) {
	const styles = useStyles();
	const { t } = useTranslation("tries");
	if (tries.length === 0) return <Text>{t("nearby.none")}</Text>;
	return (
		<ul className={styles.list}>
			{tries.map(({ reference, state, title, startedAt, serial }) => (
				<li key={reference} className={styles.item}>
					<Link to="/tries/$reference" params={{ reference }}>
						{reference}
					</Link>
					<StateBadge state={state} />
					<Moment at={startedAt} />
					<span className={styles.text}>{[state === "enrolled" ? null : title, serial].filter((one) => one !== null).join(" · ")}</span>
				</li>
			))}
		</ul>
	);
}
