import { Button, makeStyles, Skeleton, SkeletonItem, Subtitle1, Text, tokens } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { AdeBanner } from "./ade-banner.tsx";
import { LifeBar } from "./life-bar.tsx";
import { StateCounts } from "./state-counts.tsx";
import { SyncLine } from "./sync-line.tsx";
import { TokenBadge } from "./token-badge.tsx";

const useStyles = makeStyles({
	grid: { display: "grid", gap: tokens.spacingHorizontalL, gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 420px), 1fr))" },
	card: {
		display: "grid",
		alignContent: "start",
		gap: tokens.spacingVerticalM,
		minWidth: 0,
		padding: tokens.spacingHorizontalL,
		border: `1px solid ${tokens.colorNeutralStroke2}`,
		borderRadius: tokens.borderRadiusLarge,
		backgroundColor: tokens.colorNeutralBackground1,
	},
	head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
	name: { margin: 0, flex: "1 1 160px", minWidth: 0, overflowWrap: "anywhere" },
	link: { color: "inherit" },
	buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

/** Tokens of Automated Device Enrollment: how each stands since when, its devices, and its sync. */
export function TokensPage() {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const may = useMay()("apple.change");
	const all = useApiPages("/ade/tokens", { query: { limit: 20 } }, { every: 30_000 });
	const rows = rowsOf<"/ade/tokens">(all);
	const add = may ? (
		<LinkButton to="/apple/tokens/add" appearance="primary" icon={<AddRegular />}>
			{t("tokens.add")}
		</LinkButton>
	) : null;
	return (
		<>
			<PageHeader title={t("tokens.title")} text={t("tokens.text")} actions={rows.length === 0 ? null : add} />
			<AdeBanner />
			{all.isError ? <ProblemNote error={all.error} retry={() => void all.refetch()} /> : null}
			{all.isPending ? (
				<Skeleton aria-label={t("app:loading")} style={{ display: "grid", gap: "12px" }}>
					<SkeletonItem size={128} />
					<SkeletonItem size={128} />
				</Skeleton>
			) : null}
			{all.isSuccess && rows.length === 0 ? (
				<EmptyState title={t("tokens.none-title")} action={add}>
					{t("tokens.none-text")}
				</EmptyState>
			) : null}
			<div className={styles.grid}>
				{rows.map((token) => (
					<TokenCard key={token.id} token={token} />
				))}
			</div>
			{all.hasNextPage ? <Button onClick={() => void all.fetchNextPage()}>{t("app:list.more")}</Button> : null}
		</>
	);
}

function TokenCard({ token }: { readonly token: Item<"/ade/tokens"> }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const may = useMay()("apple.change");
	const { id, name, state, trouble, server, expiresAt, uploadedAt, counts, devices, defaultProfile, sync } = token;
	return (
		<article className={styles.card} aria-label={name}>
			<div className={styles.head}>
				<Subtitle1 as="h2" className={styles.name}>
					<Link to="/apple/tokens/$id" params={{ id }} className={styles.link}>
						{name}
					</Link>
				</Subtitle1>
				<TokenBadge state={state} />
			</div>
			{trouble === null ? null : (
				<Text>
					<strong>{trouble.title}</strong> · {t("trouble.since")} <Moment at={trouble.since} />
				</Text>
			)}
			<LifeBar from={uploadedAt} to={expiresAt} />
			<KeyValues
				rows={[
					[t("tokens.server"), server],
					[
						t("tokens.default"),
						defaultProfile === null ? (
							t("tokens.no-default")
						) : (
							<Link key="default" to="/apple/profiles/$id" params={{ id: defaultProfile.id }}>
								{defaultProfile.name}
							</Link>
						),
					],
					[t("tokens.devices"), t("tokens.devices-count", { count: devices })],
				]}
			/>
			<StateCounts token={id} counts={counts} />
			<SyncLine token={token} first={sync} />
			<div className={styles.buttons}>
				<LinkButton to="/apple/tokens/$id" params={{ id }}>
					{t("tokens.open")}
				</LinkButton>
				{may ? (
					<LinkButton to="/apple/tokens/$id/renew" params={{ id }} appearance={state === "error" ? "primary" : "secondary"}>
						{t("tokens.renew")}
					</LinkButton>
				) : null}
			</div>
		</article>
	);
}
