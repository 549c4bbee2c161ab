import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { WrenchRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../api/session.ts";
import { FixDialog, type NumberedFix } from "./fix-dialog.tsx";
import { FixDone } from "./fix-done.tsx";
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

/** Fixes that say themselves that nobody has to do anything. */
const byItself = /^(nothing|wait|try-later)/;

/** What mends it: what can be done from here has a button that first shows what would come of it, and what has a page a link to it. */
export function FixList({
	what,
	fixes,
	passing = false,
	onTold,
}: {
	/** As POST /fixes names it: the reference of a try, the id of an incident. */
	readonly what: string;
	readonly fixes: readonly ListedFix[];
	/** Where the list goes with what was wrong, a toast tells what was done. */
	readonly passing?: boolean;
	/** Whether it is told what one of them did. */
	readonly onTold?: (told: boolean) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("evidence");
	const may = useMay();
	const [open, setOpen] = useState<ListedFix | null>(null);
	const [done, setDone] = useState<Done | null>(null);
	const tell = (answer: Done | null) => {
		setDone(answer);
		onTold?.(answer !== null);
	};
	const first = fixes.find(({ acts }) => acts);
	return (
		<>
			{done === null ? null : <FixDone done={done} onClose={() => tell(null)} />}
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
										onClick={() => setOpen(fix)}
									>
										{t(may("fixes.run") ? "app:fix.mend" : "app:fix.look")}
									</Button>
								) : null}
								{fix.acts && !may("fixes.preview") ? <Text size={200}>{t("app:fix.not-you")}</Text> : null}
								{fix.command === null && fix.place === null && !byItself.test(fix.id) ? <Text size={200}>{t("fix.by-hand")}</Text> : null}
								<FixPlace fix={fix} />
							</div>
						</li>
					);
				})}
			</ol>
			{open === null ? null : (
				<FixDialog
					what={open.what ?? what}
					fix={open}
					tell={passing}
					onClose={() => setOpen(null)}
					{...(passing ? {} : { onDone: tell })}
				/>
			)}
		</>
	);
}
