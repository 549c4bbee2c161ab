import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { WrenchRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import { useMay } from "../api/session.ts";
import type { NumberedFix } from "./fix-dialog.tsx";
import { useFixDialog } from "./fix-dialogs.tsx";
import { FixPlace } from "./fix-place.tsx";
import type { Done } from "./use-change.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyleType: "none" },
	fix: {
		display: "grid",
		gridTemplateColumns: "28px minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalS,
		rowGap: tokens.spacingVerticalXS,
	},
	body: { display: "grid", gap: tokens.spacingVerticalXS, justifyItems: "start", minWidth: 0 },
	title: { overflowWrap: "anywhere" },
});

/** A fix, with what it is of where they are of several things. */
export type ListedFix = NumberedFix & { readonly what?: string };

/** What mends it: what can be done from here has a button that first shows what would come of it, and what has a page a link to it. */
export function FixList({
	what,
	fixes,
	onDone,
}: {
	/** As POST /fixes names it: the reference of a try, the id of an incident. */
	readonly what: string;
	readonly fixes: readonly ListedFix[];
	/** Without it a toast tells what was done: where the list goes with what was wrong. */
	readonly onDone?: (done: Done) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("evidence");
	const may = useMay();
	const open = useFixDialog();
	const first = fixes.find(({ acts }) => acts);
	return (
		<ol className={styles.list}>
			{fixes.map((fix, at) => {
				const { what: _, ...alone } = fix;
				return (
					<li key={JSON.stringify(alone)} className={styles.fix}>
						<Badge appearance="tint" color="informative">
							{at + 1}
						</Badge>
						<div className={styles.body}>
							<Text weight="semibold" className={styles.title}>
								{fix.title}
							</Text>
							{fix.acts && may("fixes.preview") ? (
								<Button
									size="small"
									appearance={fix === first ? "primary" : "secondary"}
									icon={<WrenchRegular />}
									aria-label={`${t(may("fixes.run") ? "app:fix.mend" : "app:fix.look")}: ${fix.title}`}
									onClick={() => open({ what: fix.what ?? what, fix, onDone })}
								>
									{t(may("fixes.run") ? "app:fix.mend" : "app:fix.look")}
								</Button>
							) : null}
							{fix.acts && !may("fixes.preview") ? <Text size={200}>{t("app:fix.not-you")}</Text> : null}
							{fix.byHand ? <Text size={200}>{t("fix.by-hand")}</Text> : null}
							<FixPlace fix={fix} />
						</div>
					</li>
				);
			})}
		</ol>
	);
}
