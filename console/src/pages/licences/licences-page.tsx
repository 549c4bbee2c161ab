import { Badge, Button, MessageBar, MessageBarBody, makeStyles, Skeleton, SkeletonItem, tokens } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { PlanDialog } from "./plan-dialog.tsx";
import { SeatsBar } from "./seats-bar.tsx";
import { SeatsDialog } from "./seats-dialog.tsx";

const useStyles = makeStyles({
	links: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL },
	state: { marginBottom: tokens.spacingVerticalL },
});

const intents = { error: "error", warning: "warning", information: "info" } as const;

type Plan = Item<"/licences">;

/** Plans with their seats: who may enroll at all hangs on them. */
export function LicencesPage() {
	const styles = useStyles();
	const { t } = useTranslation("licences");
	const change = useMay()("users.change");
	const { data, error, refetch } = useApi("/licences", { query: {} });
	const [open, setOpen] = useState<Plan | "new" | null>(null);
	const add = change ? (
		<Button appearance="primary" icon={<AddRegular />} onClick={() => setOpen("new")}>
			{t("add")}
		</Button>
	) : null;
	return (
		<>
			<PageHeader title={t("title")} text={t("text")} actions={add} />
			{error === null ? null : <ProblemNote error={error} retry={() => void refetch()} />}
			{data === undefined && error === null ? (
				<Skeleton aria-label={t("app:loading")}>
					<SkeletonItem size={96} />
				</Skeleton>
			) : null}
			{data === undefined || data.items.length === 0 || data.state.severity === null ? null : (
				<MessageBar intent={intents[data.state.severity]} layout="multiline" className={styles.state}>
					<MessageBarBody>{data.state.saw}</MessageBarBody>
				</MessageBar>
			)}
			{data?.items.length === 0 ? (
				<EmptyState title={t("none")} action={add}>
					{t("none-text")}
				</EmptyState>
			) : null}
			{data?.items.map((plan) => (
				<Section
					key={plan.plan}
					title={plan.name}
					actions={change ? <Button onClick={() => setOpen(plan)}>{t("seats.change")}</Button> : null}
				>
					<span>
						{plan.plan}{" "}
						<Badge appearance="tint" color={plan.inUse ? "success" : "informative"}>
							{t(plan.inUse ? "in-use" : "not-in-use")}
						</Badge>
					</span>
					<SeatsBar plan={plan} />
					<span className={styles.links}>
						<Link to="/users" search={{ plan: plan.plan, licence: "active" }}>
							{t("holders", { count: plan.consumed })}
						</Link>
						{plan.waiting === 0 ? null : (
							<Link to="/users" search={{ plan: plan.plan, licence: "no-seat" }}>
								{t("waiting", { count: plan.waiting })}
							</Link>
						)}
					</span>
				</Section>
			))}
			{open === "new" ? <PlanDialog onClose={() => setOpen(null)} /> : null}
			{open === null || open === "new" ? null : <SeatsDialog plan={open} onClose={() => setOpen(null)} />}
		</>
	);
}
