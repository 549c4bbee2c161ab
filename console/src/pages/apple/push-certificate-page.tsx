import { Badge, Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { LifeBar } from "./life-bar.tsx";
import { PushGuide } from "./push-guide.tsx";
import { TroubleList } from "./trouble-list.tsx";

const badges = {
	none: "informative",
	well: "success",
	ending: "warning",
	ended: "danger",
	refused: "danger",
	faulty: "danger",
} as const;

const useStyles = makeStyles({
	history: { display: "grid", gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyleType: "none" },
	one: { display: "grid", gap: "2px", minWidth: 0, overflowWrap: "anywhere" },
	quiet: { color: tokens.colorNeutralForeground3 },
});

type Push = Answer<"GET", "/push-certificate">;

/** The certificate by which Apple lets us call the devices: what is left of it, getting and renewing it. */
export function PushCertificatePage() {
	const { t } = useTranslation(["apple", "evidence"]);
	const may = useMay()("apple.change");
	const push = useApi("/push-certificate", {});
	const [{ guide }, setFilters] = useFilters();
	const { data } = push;
	const none = data?.state === "none";
	const guided = may && (none || guide === "renew");
	return (
		<>
			<PageHeader
				title={t("push.title")}
				text={t("push.text")}
				actions={
					data === undefined || none || !may ? null : (
						<Button
							appearance={data.state === "well" ? "secondary" : "primary"}
							onClick={() => setFilters({ guide: guide === "renew" ? undefined : "renew" })}
						>
							{t(guide === "renew" ? "push.close-guide" : "push.renew")}
						</Button>
					)
				}
			/>
			{push.isError ? <ProblemNote error={push.error} retry={() => void push.refetch()} /> : null}
			{push.isPending ? (
				<Skeleton aria-label={t("app:loading")} style={{ display: "grid", gap: "12px" }}>
					<SkeletonItem size={32} />
					<SkeletonItem size={128} />
				</Skeleton>
			) : null}
			{data === undefined ? null : (
				<>
					{none ? (
						<EmptyState title={t("push.none-title")}>{t(may ? "push.none-text" : "push.none-ask")}</EmptyState>
					) : (
						<Present push={data} />
					)}
					{data.trouble.length === 0 ? null : (
						<Section title={t("trouble.title")}>
							<TroubleList trouble={data.trouble} />
						</Section>
					)}
					{guided ? (
						<Section title={t(none ? "push.get-title" : "push.renew-title")}>
							<PushGuide push={data} onDone={() => setFilters({ guide: undefined })} />
						</Section>
					) : null}
					<History push={data} />
				</>
			)}
		</>
	);
}

function Present({ push }: { readonly push: Push }) {
	const { t } = useTranslation("apple");
	const { certificate, state, faults, refusedByApple, devices, silent, waiting } = push;
	if (certificate === null) return null;
	return (
		<Section
			title={t("push.present")}
			actions={
				<Badge color={badges[state]} appearance="tint">
					{t(`push.state.${state}`)}
				</Badge>
			}
		>
			<LifeBar from={certificate.notBefore} to={certificate.notAfter} />
			<KeyValues
				rows={[
					[t("push.apple-id"), certificate.appleId ?? t("push.apple-id-unknown")],
					[t("push.topic"), certificate.topic === null ? null : <CopyText key="topic" text={certificate.topic} />],
					[t("push.ends"), <Moment key="ends" at={certificate.notAfter} exact />],
					[t("push.devices"), devices === 0 ? t("push.devices-none") : t("push.devices-count", { count: devices })],
					[t("push.silent"), silent === 0 ? null : t("push.silent-count", { count: silent })],
					[t("push.faults"), faults.map((fault) => t(`push.fault.${fault}`)).join(" ")],
					[t("push.refused"), refusedByApple === null ? null : `${refusedByApple.reason}`],
					[t("push.serial"), certificate.serial],
					[t("push.uploaded-at"), <Moment key="uploaded" at={certificate.uploadedAt} />],
					[t("push.waiting"), waiting.length === 0 ? null : t("push.waiting-count", { count: waiting.length })],
				]}
			/>
		</Section>
	);
}

function History({ push }: { readonly push: Push }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	if (push.history.length === 0) return null;
	return (
		<Section title={t("push.history")}>
			<ul className={styles.history}>
				{push.history.map(({ serial, topic, appleId, notAfter, uploadedAt }) => (
					<li key={serial} className={styles.one}>
						<Text>
							{t("push.until")} <Moment at={notAfter} exact />
							{appleId === null ? null : ` · ${appleId}`}
						</Text>
						<Text size={200} className={styles.quiet}>
							{topic} · {t("push.uploaded")} <Moment at={uploadedAt} />
							{topic === push.certificate?.topic ? null : ` · ${t("push.other-topic")}`}
						</Text>
					</li>
				))}
			</ul>
		</Section>
	);
}
