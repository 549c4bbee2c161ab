import { makeStyles, Tag, Text, tokens } from "@fluentui/react-components";
import { ClockRegular, PersonRegular, PersonWrenchRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Answer } from "../api/client.ts";

type Who = Answer<"GET", "/attempts/:reference">["mends"][number];

const icons = {
	user: <PersonRegular />,
	administrator: <PersonWrenchRegular />,
	"apple-manager": <PersonWrenchRegular />,
	directory: <PersonWrenchRegular />,
	nobody: <ClockRegular />,
} as const;

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
});

/** Whose turn it is. */
export function WhoMends({ who }: { readonly who: readonly Who[] }) {
	const styles = useStyles();
	const { t } = useTranslation("evidence");
	if (who.length === 0) return null;
	return (
		<div className={styles.row}>
			<Text>{t("who-mends")}</Text>
			{who.map((one) => (
				<Tag key={one} size="small" media={icons[one]}>
					{t(`who.${one}`)}
				</Tag>
			))}
		</div>
	);
}
