import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { WrenchRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../api/session.ts";
import type { PagePath } from "../app/page-path.ts";
import { CopyText } from "../components/copy-text.tsx";
import { FixDialog, type NumberedFix } from "./fix-dialog.tsx";
import { FixDone } from "./fix-done.tsx";
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
	command: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, minWidth: 0, maxWidth: "100%" },
});

/** Where a fix that takes a file, or more than a button can ask for, is done in these pages. */
const pages: Readonly<Record<string, PagePath>> = {
	"import-users": "/users",
	"upload-push-certificate": "/apple/push-certificate",
	"request-push-certificate": "/apple/push-certificate",
	"renew-token": "/apple/tokens",
	"explain-message": "/explain",
};

/** What mends it: what can be done from here has a button that first shows what would come of it. */
export function FixList({
	what,
	fixes,
	onTold,
}: {
	/** As POST /fixes names it: the reference of a try, the id of an incident. */
	readonly what: string;
	readonly fixes: readonly NumberedFix[];
	/** Whether it is told what one of them did. */
	readonly onTold?: (told: boolean) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("evidence");
	const may = useMay();
	const [open, setOpen] = useState<NumberedFix | null>(null);
	const [done, setDone] = useState<Done | null>(null);
	const tell = (answer: Done | null) => {
		setDone(answer);
		onTold?.(answer !== null);
	};
	const first = fixes.find(({ acts }) => acts)?.number;
	return (
		<>
			{done === null ? null : <FixDone done={done} onClose={() => tell(null)} />}
			<ol className={styles.list}>
				{fixes.map((fix) => {
					const page = pages[fix.id];
					return (
						<li key={fix.number} className={styles.fix}>
							<Badge appearance="tint" color="informative">
								{fix.number}
							</Badge>
							<div className={styles.body}>
								<Text weight="semibold" className={styles.title}>
									{fix.title}
								</Text>
								{fix.acts && may("fixes.preview") ? (
									<Button
										size="small"
										appearance={fix.number === first ? "primary" : "secondary"}
										icon={<WrenchRegular />}
										aria-label={`${t(may("fixes.run") ? "app:fix.mend" : "app:fix.look")}: ${fix.title}`}
										onClick={() => setOpen(fix)}
									>
										{t(may("fixes.run") ? "app:fix.mend" : "app:fix.look")}
									</Button>
								) : null}
								{fix.acts && !may("fixes.preview") ? <Text size={200}>{t("app:fix.not-you")}</Text> : null}
								{page === undefined ? null : <Link to={page}>{t("fix.page")}</Link>}
								{fix.command === null ? (
									<Text size={200}>{t("fix.by-hand")}</Text>
								) : fix.acts ? null : (
									<span className={styles.command}>
										<CopyText text={fix.command} />
									</span>
								)}
							</div>
						</li>
					);
				})}
			</ol>
			{open === null ? null : <FixDialog key={open.number} what={what} fix={open} onClose={() => setOpen(null)} onDone={tell} />}
		</>
	);
}
