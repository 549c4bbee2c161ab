import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, DismissCircleFilled, QuestionCircleRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { WhoMends } from "../../components/who-mends.tsx";

const useStyles = makeStyles({
	row: { display: "grid", gridTemplateColumns: "24px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalS },
	fail: { color: tokens.colorPaletteRedForeground1 },
	pass: { color: tokens.colorPaletteGreenForeground1 },
	unknown: { color: tokens.colorNeutralForeground3 },
	body: { display: "grid", minWidth: 0, overflowWrap: "anywhere" },
	about: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

const signs = { fail: DismissCircleFilled, pass: CheckmarkCircleFilled, unknown: QuestionCircleRegular } as const;

/** One rule, and what it saw. */
export function TestFinding({ finding }: { readonly finding: Answer<"POST", "/users/:id/tests">["findings"][number] }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const { outcome, title, saw, mends, likely } = finding;
	const Sign = signs[outcome];
	return (
		<li className={styles.row}>
			<Sign fontSize={20} className={styles[outcome]} aria-label={t(`evidence:outcome.${outcome}`)} />
			<span className={styles.body}>
				{outcome === "fail" ? <Text weight="semibold">{title}</Text> : null}
				<Text>{saw}</Text>
				{outcome === "fail" ? (
					<WhoMends who={mends} />
				) : (
					<span className={styles.about}>{t(`tests.about.${likely ? "likely" : outcome}`, { title })}</span>
				)}
			</span>
		</li>
	);
}
