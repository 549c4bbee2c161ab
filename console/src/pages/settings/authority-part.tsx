import { Button, Field, Input, makeStyles, Radio, RadioGroup, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { Moment } from "../../components/moment.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";

const authorities = ["intune", "sccm", "office365"] as const;
type Authority = (typeof authorities)[number];

const useStyles = makeStyles({ form: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" } });

/** Which service manages the devices, and whether enrollment is paused. */
export function AuthorityPart() {
	return (
		<>
			<AuthoritySection />
			<MaintenanceSection />
		</>
	);
}

function AuthoritySection() {
	const styles = useStyles();
	const { t } = useTranslation("settings");
	const may = useMay()("settings.change");
	const kept = useApi("/authority", {});
	const [chosen, setChosen] = useState<Authority | null>(null);
	const [asking, setAsking] = useState(false);
	const now = kept.data?.authority;
	useUnsaved(chosen !== null && chosen !== now, "part");
	return (
		<Section title={t("authority.title")}>
			{kept.isError ? <ProblemNote error={kept.error} retry={() => void kept.refetch()} /> : null}
			<div className={styles.form}>
				<Text>{t(now === "unknown" ? "authority.not-set" : "authority.text")}</Text>
				<RadioGroup
					value={chosen ?? now ?? ""}
					disabled={!may}
					aria-label={t("authority.title")}
					onChange={(_, { value }) => setChosen(authorities.find((one) => one === value) ?? null)}
				>
					{authorities.map((one) => (
						<Radio key={one} value={one} label={t(`authority.${one}`)} />
					))}
				</RadioGroup>
				{may ? (
					<Button appearance="primary" disabled={chosen === null || chosen === now} onClick={() => setAsking(true)}>
						{t("save")}
					</Button>
				) : null}
			</div>
			{asking && chosen !== null ? (
				<ChangeDialog
					title={t("authority.title")}
					path="/authority"
					asking={{ query: {}, body: { authority: chosen } }}
					onClose={() => setAsking(false)}
				/>
			) : null}
		</Section>
	);
}

function MaintenanceSection() {
	const styles = useStyles();
	const { t } = useTranslation("settings");
	const may = useMay()("settings.change");
	const kept = useApi("/maintenance", {});
	const [until, setUntil] = useState("");
	const [asking, setAsking] = useState(false);
	const paused = kept.data?.paused === true;
	useUnsaved(until !== "" && !paused, "part");
	const end = until === "" ? {} : { until: new Date(until).toISOString() };
	return (
		<Section title={t("maintenance.title")}>
			{kept.isError ? <ProblemNote error={kept.error} retry={() => void kept.refetch()} /> : null}
			<div className={styles.form}>
				<Text weight={paused ? "semibold" : "regular"}>{t(paused ? "maintenance.paused" : "maintenance.open")}</Text>
				{paused && kept.data?.until != null ? (
					<Text>
						{t("maintenance.until")} <Moment at={kept.data.until} exact />
					</Text>
				) : null}
				{!paused && may ? (
					<Field label={t("maintenance.until")} hint={t("maintenance.until-hint")}>
						<Input type="datetime-local" value={until} onChange={(_, { value }) => setUntil(value)} />
					</Field>
				) : null}
				{may ? <Button onClick={() => setAsking(true)}>{t(paused ? "maintenance.resume" : "maintenance.pause")}</Button> : null}
			</div>
			{asking && paused ? (
				<ChangeDialog title={t("maintenance.resume")} path="/maintenance/resume" asking={{ query: {} }} onClose={() => setAsking(false)} />
			) : null}
			{asking && !paused ? (
				<ChangeDialog
					title={t("maintenance.pause")}
					path="/maintenance/pause"
					asking={{ query: {}, body: end }}
					onClose={() => setAsking(false)}
					onDone={() => setUntil("")}
				/>
			) : null}
		</Section>
	);
}
