import { Badge, Button, Text } from "@fluentui/react-components";
import { PersonAddRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay, useSession } from "../../api/session.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { SessionList } from "../account/session-list.tsx";
import { AdministratorMenu } from "./administrator-menu.tsx";
import { InvitationSection } from "./invitation-section.tsx";
import { InviteDialog } from "./invite-dialog.tsx";

export type Administrator = Answer<"GET", "/administrators">["items"][number];

/** Who works with the service, what they may do, and who is on their way in. */
export function AdministratorsPage() {
	const { t } = useTranslation("administrators");
	const may = useMay();
	const manages = may("administrators.manage");
	const own = useSession()?.administrator.id;
	const all = useApi("/administrators", {});
	const [inviting, setInviting] = useState(false);
	const columns: readonly Column<Administrator>[] = [
		{
			key: "name",
			title: t("name"),
			width: "minmax(0, 2fr)",
			cell: ({ id, name, provider }) => (
				<span style={{ overflowWrap: "anywhere" }}>
					<Text weight="semibold">{name}</Text> {id === own ? <Badge appearance="tint">{t("you")}</Badge> : null}{" "}
					{provider ? <Badge appearance="outline">{t("provider")}</Badge> : null}
				</span>
			),
		},
		{ key: "role", title: t("role"), cell: ({ role }) => t(`app:roles.${role}`) },
		{
			key: "state",
			title: t("state"),
			cell: ({ enabled }) => (
				<Badge appearance="tint" color={enabled ? "success" : "severe"}>
					{t(enabled ? "enabled" : "disabled")}
				</Badge>
			),
		},
		{ key: "since", title: t("since"), cell: ({ createdAt }) => <Moment at={createdAt} exact />, wideOnly: true },
		{ key: "more", title: t("actions"), width: "64px", cell: (one) => <AdministratorMenu administrator={one} manages={manages} /> },
	];
	return (
		<>
			<PageHeader
				title={t("title")}
				text={manages ? t("text") : `${t("text")} ${t("only-owners")}`}
				actions={
					manages ? (
						<Button appearance="primary" icon={<PersonAddRegular />} onClick={() => setInviting(true)}>
							{t("invite")}
						</Button>
					) : null
				}
			/>
			{inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
			<Section title={t("title")}>
				<DataTable
					label={t("title")}
					columns={columns}
					rows={all.data?.items ?? []}
					keyOf={({ id }) => id}
					loading={all.isPending}
					expects={1}
					error={all.error}
					retry={() => void all.refetch()}
					empty={null}
				/>
				<Text size={200}>
					{t("lost")} <CopyText text="genkan administrators reset NAME" />
				</Text>
			</Section>
			<InvitationSection manages={manages} />
			<Section title={t("roles-title")}>
				<KeyValues
					rows={(["owner", "administrator", "helpdesk", "readonly"] as const).map((one) => [t(`app:roles.${one}`), t(`roles.${one}`)])}
				/>
			</Section>
			{may("all-sessions") ? <AllSessions /> : null}
		</>
	);
}

function AllSessions() {
	const { t } = useTranslation("administrators");
	const sessions = useApi("/sessions", { query: { of: "all" } });
	return (
		<Section title={t("sessions")}>
			<SessionList sessions={sessions} withNames />
		</Section>
	);
}
