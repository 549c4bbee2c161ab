import { Button, Text } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { useOwnChange } from "../account/use-own-change.ts";
import { SignInProblem } from "../sign-in/sign-in-problem.tsx";

type Invitation = Answer<"GET", "/invitations">["items"][number];

/** Who was invited and has not come yet. */
export function InvitationSection({ manages }: { readonly manages: boolean }) {
	const { t } = useTranslation("administrators");
	const invitations = useApi("/invitations", {});
	const withdraw = useOwnChange((id: string) => ask("DELETE", "/invitations/:id", { params: { id } }), t("withdrawn"));
	const button: Column<Invitation> = {
		key: "withdraw",
		title: t("actions"),
		width: "120px",
		cell: ({ id, name }) => (
			<Button
				size="small"
				aria-label={t("withdraw-named", { name })}
				disabledFocusable={withdraw.isPending}
				onClick={() => withdraw.mutate(id)}
			>
				{t("withdraw")}
			</Button>
		),
	};
	const columns: readonly Column<Invitation>[] = [
		{ key: "name", title: t("name"), cell: ({ name }) => <Text weight="semibold">{name}</Text> },
		{ key: "role", title: t("role"), cell: ({ role }) => t(`app:roles.${role}`) },
		{ key: "by", title: t("invited-by"), cell: ({ invitedBy }) => invitedBy },
		{ key: "ends", title: t("ends"), cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
		...(manages ? [button] : []),
	];
	return (
		<Section title={t("invitations")}>
			<SignInProblem error={withdraw.error} />
			<DataTable
				label={t("invitations")}
				columns={columns}
				rows={invitations.data?.items ?? []}
				keyOf={({ id }) => id}
				loading={invitations.isPending}
				expects={0}
				error={invitations.error}
				retry={() => void invitations.refetch()}
				empty={<Text>{t("invitations-none")}</Text>}
			/>
		</Section>
	);
}
