import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { useChange } from "../../changes/use-change.tsx";
import { FittingSelect } from "../../components/fitting-select.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { LifeBar } from "./life-bar.tsx";
import { StateCounts } from "./state-counts.tsx";
import { SyncLine } from "./sync-line.tsx";
import { TokenBadge } from "./token-badge.tsx";
import { TroubleList } from "./trouble-list.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalXS, margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** One token: what is wrong with it, its devices, profiles and sync. */
export function TokenPage() {
	const styles = useStyles();
	const { t } = useTranslation(["apple", "evidence"]);
	const { id: asked } = useParams({ strict: false }) as { readonly id: string };
	const may = useMay()("apple.change");
	const navigate = useNavigate();
	const result = useApi("/ade/tokens/:id", { params: { id: asked } }, { every: 30_000 });
	const [open, setOpen] = useState<"rename" | "delete" | null>(null);
	const { data } = result;
	const up = { to: "/apple/tokens", text: t("tokens.title") } as const;
	if (data === undefined) {
		return (
			<>
				<PageHeader title={t("token.title")} up={up} />
				{result.isError ? <ProblemNote error={result.error} retry={() => void result.refetch()} /> : <Waiting />}
			</>
		);
	}
	const { token, trouble, profiles } = data;
	// A fix names a token by its name.
	const { id } = token;
	return (
		<>
			<PageHeader
				title={token.name}
				up={up}
				actions={
					may ? (
						<>
							<LinkButton to="/apple/tokens/$id/renew" params={{ id }} appearance={token.state === "error" ? "primary" : "secondary"}>
								{t("tokens.renew")}
							</LinkButton>
							<Button onClick={() => setOpen("rename")}>{t("token.rename")}</Button>
							<Button onClick={() => setOpen("delete")}>{t("token.delete")}</Button>
						</>
					) : null
				}
			/>
			{trouble.length === 0 ? null : (
				<Section title={t("trouble.title")}>
					<TroubleList trouble={trouble} />
				</Section>
			)}
			<Section title={t("token.state")} actions={<TokenBadge state={token.state} />}>
				<LifeBar from={token.uploadedAt} to={token.expiresAt} />
				<KeyValues
					rows={[
						[t("tokens.server"), token.server],
						[t("token.organization"), token.organization],
						[t("token.apple-id"), token.appleId],
						[t("token.uploaded"), <Moment key="uploaded" at={token.uploadedAt} />],
						[
							t("token.refusal"),
							token.sync.refusal === null
								? null
								: `${token.sync.refusal.status ?? ""} ${token.sync.refusal.said || token.sync.refusal.kind}`,
						],
					]}
				/>
				<SyncLine token={token} first={token.sync} full />
			</Section>
			<Section
				title={t("token.devices", { count: token.devices })}
				actions={
					<LinkButton to="/apple/devices" search={{ token: id }}>
						{t("token.see-devices")}
					</LinkButton>
				}
			>
				<StateCounts token={id} counts={token.counts} />
			</Section>
			<Section
				title={t("profiles.title")}
				actions={
					may ? (
						<LinkButton to="/apple/profiles/add" search={{ token: id }}>
							{t("profiles.add")}
						</LinkButton>
					) : null
				}
			>
				<DefaultProfile token={token} profiles={profiles} may={may} />
				{profiles.length === 0 ? (
					<span>{t("profiles.none-text")}</span>
				) : (
					<ul className={styles.list}>
						{profiles.map((profile) => (
							<li key={profile.id}>
								<Link to="/apple/profiles/$id" params={{ id: profile.id }}>
									{profile.name}
								</Link>
							</li>
						))}
					</ul>
				)}
			</Section>
			{open === "rename" ? <Rename token={token} onClose={() => setOpen(null)} /> : null}
			{open === "delete" ? (
				<ChangeDialog
					title={t("token.delete-title", { name: token.name })}
					path="/ade/tokens/:id/delete"
					asking={{ params: { id }, query: {} }}
					label={t("token.delete")}
					word={token.name}
					onClose={() => setOpen(null)}
					onDone={() => void navigate({ to: "/apple/tokens" })}
				>
					{t("token.delete-text")}
				</ChangeDialog>
			) : null}
		</>
	);
}

type Data = Answer<"GET", "/ade/tokens/:id">;

/** Which profile devices get that have no choice of their own. */
function DefaultProfile({
	token,
	profiles,
	may,
}: {
	readonly token: Data["token"];
	readonly profiles: Data["profiles"];
	readonly may: boolean;
}) {
	const { t } = useTranslation("apple");
	const [chosen, setChosen] = useState<string | null>(null);
	const now = token.defaultProfile?.id ?? "";
	return (
		<Field
			label={t("tokens.default")}
			hint={t("token.default-hint")}
			{...(now === "" ? { validationState: "warning", validationMessage: t("tokens.no-default") } : {})}
		>
			<FittingSelect value={now} disabled={!may} onChange={(_, { value }) => setChosen(value)}>
				<option value="">{t("token.default-none")}</option>
				{profiles.map(({ id, name }) => (
					<option key={id} value={id}>
						{name}
					</option>
				))}
			</FittingSelect>
			{chosen === null || chosen === now ? null : (
				<ChangeDialog
					title={t("token.default-title")}
					path="/ade/tokens/:id/default"
					asking={{ params: { id: token.id }, query: {}, body: { profile: chosen === "" ? null : chosen } }}
					onClose={() => setChosen(null)}
				/>
			)}
		</Field>
	);
}

function Rename({ token, onClose }: { readonly token: Data["token"]; readonly onClose: () => void }) {
	const { t } = useTranslation("apple");
	const [name, setName] = useState(token.name);
	const rename = useChange("/ade/tokens/:id/rename", { onDone: onClose });
	return (
		<FormDialog
			title={t("token.rename-title")}
			label={t("token.rename")}
			ready={name.trim() !== "" && name.trim() !== token.name}
			pending={rename.isPending}
			error={rename.error}
			onSubmit={() => rename.mutate({ params: { id: token.id }, query: {}, body: { name } })}
			onClose={onClose}
		>
			<Field label={t("token.name")} hint={t("token.name-hint")}>
				<Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
			</Field>
		</FormDialog>
	);
}
