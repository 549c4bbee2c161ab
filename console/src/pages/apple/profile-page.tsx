import {
	Badge,
	Button,
	MessageBar,
	MessageBarBody,
	makeStyles,
	Skeleton,
	SkeletonItem,
	Spinner,
	Text,
	tokens,
} from "@fluentui/react-components";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { useChange } from "../../changes/use-change.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { AdeBanner } from "./ade-banner.tsx";
import { ChangedSettings } from "./changed-settings.tsx";
import { changeOf, draftOf, type ProfileDraft } from "./profile-draft.ts";
import { ProfileForm } from "./profile-form.tsx";
import { profileColors } from "./profiles-page.tsx";
import { settingFaults } from "./setting-faults.ts";
import { TroubleList } from "./trouble-list.tsx";

const useStyles = makeStyles({
	foot: {
		position: "sticky",
		bottom: 0,
		zIndex: 1,
		display: "flex",
		flexWrap: "wrap",
		alignItems: "center",
		gap: tokens.spacingHorizontalM,
		padding: tokens.spacingHorizontalM,
		backgroundColor: tokens.colorNeutralBackground1,
		borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
	},
});

type Data = Answer<"GET", "/ade/profiles/:id">;

/** One enrollment profile: every setting, what Apple does not know yet, and what is wrong. */
export function ProfilePage() {
	const { t } = useTranslation("apple");
	const { id } = useParams({ strict: false }) as { readonly id: string };
	const [waiting, setWaiting] = useState(false);
	const asked = useApi("/ade/profiles/:id", { params: { id } }, { every: waiting ? 2000 : 30_000 });
	// What Apple is about to be told is seen as soon as it was.
	useEffect(() => setWaiting(asked.data?.profile.state === "waiting"), [asked.data]);
	const up = { to: "/apple/profiles", text: t("profiles.title") } as const;
	if (asked.data !== undefined) return <Loaded key={id} data={asked.data} />;
	return (
		<>
			<PageHeader title={t("profile.title")} up={up} />
			{asked.isError ? (
				<ProblemNote error={asked.error} retry={() => void asked.refetch()} />
			) : (
				<Skeleton aria-label={t("app:loading")} style={{ display: "grid", gap: "12px" }}>
					<SkeletonItem size={64} />
					<SkeletonItem size={128} />
				</Skeleton>
			)}
		</>
	);
}

function Loaded({ data }: { readonly data: Data }) {
	const { t } = useTranslation(["apple", "evidence"]);
	const may = useMay()("apple.change");
	const navigate = useNavigate();
	const [open, setOpen] = useState<"define" | "default" | "delete" | null>(null);
	const { profile, changed, trouble, uuid } = data;
	const { id, token, state, refusal } = profile;
	return (
		<>
			<PageHeader
				title={profile.name}
				up={{ to: "/apple/profiles", text: t("profiles.title") }}
				actions={
					may ? (
						<>
							{profile.isDefault ? null : <Button onClick={() => setOpen("default")}>{t("profile.make-default")}</Button>}
							{state === "unused" ? null : <Button onClick={() => setOpen("define")}>{t("profile.define")}</Button>}
							<Button onClick={() => setOpen("delete")}>{t("profile.delete")}</Button>
						</>
					) : null
				}
			/>
			<AdeBanner />
			{trouble.length === 0 ? null : (
				<Section title={t("trouble.title")}>
					<TroubleList trouble={trouble} />
				</Section>
			)}
			<Section
				title={t("profile.at-apple")}
				actions={
					<Badge appearance="tint" color={profileColors[state]}>
						{t(`profile-state.${state}`)}
					</Badge>
				}
			>
				<Text>{t(`profile.state-${state}`)}</Text>
				<KeyValues
					rows={[
						[
							t("profiles.token"),
							<Link key="token" to="/apple/tokens/$id" params={{ id: token.id }}>
								{token.name}
							</Link>,
						],
						[
							t("profiles.for"),
							<Link key="for" to="/apple/devices" search={{ token: token.id, profile: id }}>
								{profile.isDefault ? t("profiles.is-default") : t("profiles.chosen", { count: profile.chosenBy })}
							</Link>,
						],
						[t("profile.defined"), <Moment key="defined" at={profile.definedAt} />],
						[t("profile.refusal"), refusal === null ? null : `${refusal.status ?? ""} ${refusal.said || refusal.kind}`],
						["UUID", uuid],
					]}
				/>
			</Section>
			{changed === null || changed.length === 0 ? null : (
				<Section title={t("changed.title")}>
					<Text>{t("changed.text")}</Text>
					<ChangedSettings changed={changed} />
				</Section>
			)}
			<Edit data={data} may={may} />
			{open === "define" ? (
				<ChangeDialog
					title={t("profile.define-title")}
					path="/ade/profiles/:id/define"
					asking={{ params: { id }, query: {} }}
					label={t("profile.define")}
					onClose={() => setOpen(null)}
				>
					{t("profile.define-text")}
				</ChangeDialog>
			) : null}
			{open === "default" ? (
				<ChangeDialog
					title={t("token.default-title")}
					path="/ade/tokens/:id/default"
					asking={{ params: { id: token.id }, query: {}, body: { profile: id } }}
					label={t("profile.make-default")}
					onClose={() => setOpen(null)}
				/>
			) : null}
			{open === "delete" ? (
				<ChangeDialog
					title={t("profile.delete-title", { name: profile.name })}
					path="/ade/profiles/:id/delete"
					asking={{ params: { id }, query: {} }}
					label={t("profile.delete")}
					word={profile.name}
					onClose={() => setOpen(null)}
					onDone={() => void navigate({ to: "/apple/profiles" })}
				/>
			) : null}
		</>
	);
}

/** The form. What somebody else changes meanwhile is shown as soon as nothing of one's own is unsaved. */
function Edit({ data, may }: { readonly data: Data; readonly may: boolean }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const { id } = data.profile;
	const stored = draftOf(data);
	const [change, setChange] = useState<Partial<ProfileDraft>>({});
	const draft = { ...stored, ...change };
	const wanted = changeOf(stored, draft);
	const dirty = Object.keys(wanted).length > 0;
	useUnsaved(dirty);
	const save = useChange("/ade/profiles/:id/change", { onDone: () => setChange({}) });
	const faults = settingFaults(save.error);
	return (
		<form
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				if (dirty && !save.isPending) save.mutate({ params: { id }, query: {}, body: wanted });
			}}
		>
			<ProfileForm
				draft={draft}
				set={(more) => setChange({ ...change, ...more })}
				faults={faults ?? []}
				certificates={data.settings.pairingCertificates}
				readOnly={!may}
			/>
			{may && dirty ? (
				<div className={styles.foot}>
					<Button
						type="submit"
						appearance="primary"
						disabledFocusable={save.isPending}
						{...(save.isPending ? { icon: <Spinner size="tiny" /> } : {})}
					>
						{t("form.save")}
					</Button>
					<Button
						onClick={() => {
							setChange({});
							save.reset();
						}}
					>
						{t("form.discard")}
					</Button>
					<Text>{t("form.phones-keep")}</Text>
				</div>
			) : null}
			{save.isError ? (
				faults === null ? (
					<ProblemNote error={save.error} />
				) : (
					<MessageBar intent="error" role="alert">
						<MessageBarBody>{t("form.faults", { count: faults.length })}</MessageBarBody>
					</MessageBar>
				)
			) : null}
		</form>
	);
}
