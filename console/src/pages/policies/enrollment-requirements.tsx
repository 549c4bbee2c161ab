import { Button, Field, Input, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { GroupPicker } from "./group-picker.tsx";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center", justifyContent: "space-between" },
	what: { display: "grid", gap: "2px", minWidth: 0, flex: "1 1 240px", overflowWrap: "anywhere" },
	faint: { color: tokens.colorNeutralForeground3 },
});

/** What holds for everybody: the group that may enroll at all, and the oldest portal app. */
export function EnrollmentRequirements() {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const may = useMay();
	const found = useApi("/enrollment-requirements", {});
	const [open, setOpen] = useState<"group" | "app" | null>(null);
	const { group, minimumPortalApp } = found.data ?? { group: null, minimumPortalApp: "…" };
	if (found.isError) return <ProblemNote error={found.error} retry={() => void found.refetch()} />;
	const change = (what: "group" | "app") =>
		may("policies.change") ? <Button onClick={() => setOpen(what)}>{t("requirements.change")}</Button> : null;
	return (
		<Section title={t("requirements.title")}>
			<div className={styles.row}>
				<div className={styles.what}>
					<Text weight="semibold">{t("requirements.group")}</Text>
					<Text>{group === null ? t("requirements.everybody") : t("requirements.only", { name: group.name, count: group.members })}</Text>
					<Text size={200} className={styles.faint}>
						{t("requirements.group-hint")}
					</Text>
				</div>
				{change("group")}
			</div>
			<div className={styles.row}>
				<div className={styles.what}>
					<Text weight="semibold">{t("requirements.app")}</Text>
					<Text>{minimumPortalApp}</Text>
					<Text size={200} className={styles.faint}>
						{t("requirements.app-hint")}
					</Text>
				</div>
				{change("app")}
			</div>
			{open === "group" ? <GroupDialog now={group?.name ?? null} onClose={() => setOpen(null)} /> : null}
			{open === "app" ? <AppDialog now={minimumPortalApp} onClose={() => setOpen(null)} /> : null}
		</Section>
	);
}

function GroupDialog({ now, onClose }: { readonly now: string | null; readonly onClose: () => void }) {
	const { t } = useTranslation("policies");
	const [chosen, setChosen] = useState<readonly string[]>(now === null ? [] : [now]);
	return (
		<ChangeDialog
			title={t("requirements.group")}
			path="/enrollment-requirements/group"
			asking={{ query: {}, body: { group: chosen[0] ?? null } }}
			label={t("requirements.save")}
			onClose={onClose}
		>
			<GroupPicker single label={t("requirements.group")} hint={t("requirements.pick-hint")} chosen={chosen} onChange={setChosen} />
		</ChangeDialog>
	);
}

function AppDialog({ now, onClose }: { readonly now: string; readonly onClose: () => void }) {
	const { t } = useTranslation("policies");
	const [version, setVersion] = useState(now);
	return (
		<ChangeDialog
			title={t("requirements.app")}
			path="/enrollment-requirements/portal-app"
			asking={{ query: {}, body: { version } }}
			ready={version.trim() !== ""}
			label={t("requirements.save")}
			onClose={onClose}
		>
			<Field label={t("requirements.version")}>
				<Input value={version} maxLength={40} onChange={(_, { value }) => setVersion(value)} />
			</Field>
		</ChangeDialog>
	);
}
