import { Badge, Button, makeStyles, tokens } from "@fluentui/react-components";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ApiFailure } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { SecondFactorDialog } from "./second-factor-dialog.tsx";
import { UserDevices } from "./user-devices.tsx";
import { UserMemberships } from "./user-memberships.tsx";
import { UserTests } from "./user-tests.tsx";
import { UserTries } from "./user-tries.tsx";

export type UserDetail = Answer<"GET", "/users/:id">;

const useStyles = makeStyles({
	grid: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 420px), 1fr))",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
	},
	badges: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
});

type Open = "enable" | "disable" | "remove" | "password" | "second-factor";

/** One person: whether they can sign in and enroll, with what, and what happened. */
export function UserPage() {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const may = useMay();
	const navigate = useNavigate();
	const { id } = useParams({ strict: false }) as { readonly id: string };
	const [open, setOpen] = useState<Open | null>(null);
	const { data, error, refetch } = useApi("/users/:id", { params: { id }, query: {} });
	const up = { to: "/users", text: t("title") } as const;
	// Gone while it was looked at, as by the Undo of its addition: what was there is shown no more.
	if (error instanceof ApiFailure && error.status === 404)
		return (
			<>
				<PageHeader title={t("user")} up={up} />
				<EmptyState title={t("gone.title")} action={<LinkButton to="/users">{t("groups.to-users")}</LinkButton>}>
					{t("gone.text")}
				</EmptyState>
			</>
		);
	if (data === undefined)
		return (
			<>
				<PageHeader title={t("user")} up={up} />
				{error === null ? <Waiting /> : <ProblemNote error={error} retry={() => void refetch()} />}
			</>
		);
	const { user, signInAgainAt } = data;
	const close = () => setOpen(null);
	const asking = { params: { id: user.id }, query: {} };
	const state = user.enabled ? "disable" : "enable";
	return (
		<>
			<PageHeader
				title={user.displayName}
				text={user.upn}
				up={up}
				actions={
					may("users.change") ? (
						<>
							<Button onClick={() => setOpen(state)}>{t(`${state}.title`)}</Button>
							<Button onClick={() => setOpen("password")}>{t("password.title")}</Button>
							<Button onClick={() => setOpen("second-factor")}>{t("second-factor.title")}</Button>
							<Button onClick={() => setOpen("remove")}>{t("remove.title")}</Button>
						</>
					) : null
				}
			/>
			<div className={styles.grid}>
				<div>
					<Section title={t("account")}>
						<KeyValues
							rows={[
								[
									t("column.state"),
									<span key="state" className={styles.badges}>
										<Badge appearance="tint" color={user.enabled ? "success" : "danger"}>
											{t(user.enabled ? "state.enabled" : "state.disabled")}
										</Badge>
										{user.enrollmentManager ? <Badge appearance="tint">{t("state.manager")}</Badge> : null}
									</span>,
								],
								[t("password.name"), t(user.hasPassword ? "password.set" : "password.none")],
								[t("second-factor.name"), t(user.secondFactor ? "second-factor.set" : "second-factor.none")],
								[t("sign-in-again"), signInAgainAt === null ? null : <Moment key="again" at={signInAgainAt} />],
								[t("added"), <Moment key="added" at={user.createdAt} />],
								[t("changed"), <Moment key="changed" at={user.updatedAt} />],
							]}
						/>
					</Section>
					<UserMemberships detail={data} />
				</div>
				<div>
					<UserDevices detail={data} />
					<UserTries detail={data} />
				</div>
			</div>
			<UserTests id={user.id} />
			{open === "enable" ? <ChangeDialog title={t("enable.title")} path="/users/:id/enable" asking={asking} onClose={close} /> : null}
			{open === "disable" ? (
				<ChangeDialog title={t("disable.title")} path="/users/:id/disable" asking={asking} onClose={close}>
					{t("disable.text")}
				</ChangeDialog>
			) : null}
			{open === "remove" ? (
				<ChangeDialog
					title={t("remove.title")}
					label={t("remove.do")}
					path="/users/:id/remove"
					asking={asking}
					word={user.upn}
					onClose={close}
					onDone={() => void navigate({ to: "/users" })}
				>
					{t("remove.text")}
				</ChangeDialog>
			) : null}
			{open === "password" ? <PasswordDialog user={user} onClose={close} /> : null}
			{open === "second-factor" ? <SecondFactorDialog user={user} onClose={close} /> : null}
		</>
	);
}
