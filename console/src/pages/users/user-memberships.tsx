import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { Section } from "../../components/section.tsx";
import { GroupDialog } from "./group-dialog.tsx";
import { LicenceBadge } from "./licence-badge.tsx";
import { LicenceDialog } from "./licence-dialog.tsx";
import type { UserDetail } from "./user-page.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyleType: "none" },
	row: { display: "flex", alignItems: "center", justifyContent: "space-between", gap: tokens.spacingHorizontalS, minHeight: "32px" },
	name: { minWidth: 0, overflowWrap: "anywhere" },
});

type Open =
	| { readonly what: "licence" | "group" }
	| { readonly what: "leave"; readonly group: string }
	| { readonly what: "unassign"; readonly plan: string };

/** Licences and groups of one person. */
export function UserMemberships({ detail: { user, licences, groups } }: { readonly detail: UserDetail }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const change = useMay()("users.change");
	const [open, setOpen] = useState<Open | null>(null);
	const close = () => setOpen(null);
	const params = { id: user.id };
	return (
		<div>
			<Section
				title={t("licence.title")}
				actions={change ? <Button onClick={() => setOpen({ what: "licence" })}>{t("licence.assign")}</Button> : null}
			>
				{licences.length === 0 ? <Text>{t("licence.none-text")}</Text> : null}
				<ul className={styles.list}>
					{licences.map((one) => (
						<li key={one.plan} className={styles.row}>
							<LicenceBadge licence={one} />
							{change ? (
								<Button
									size="small"
									appearance="subtle"
									icon={<DismissRegular />}
									aria-label={t("licence.unassign-named", { name: one.name })}
									onClick={() => setOpen({ what: "unassign", plan: one.plan })}
								/>
							) : null}
						</li>
					))}
				</ul>
			</Section>
			<Section
				title={t("group.title")}
				actions={change ? <Button onClick={() => setOpen({ what: "group" })}>{t("group.add")}</Button> : null}
			>
				{groups.length === 0 ? <Text>{t("group.none")}</Text> : null}
				<ul className={styles.list}>
					{groups.map(({ id, name }) => (
						<li key={id} className={styles.row}>
							<Link to="/groups/$id" params={{ id }} className={styles.name}>
								{name}
							</Link>
							{change ? (
								<Button
									size="small"
									appearance="subtle"
									icon={<DismissRegular />}
									aria-label={t("group.remove-named", { name })}
									onClick={() => setOpen({ what: "leave", group: name })}
								/>
							) : null}
						</li>
					))}
				</ul>
			</Section>
			{open?.what === "licence" ? <LicenceDialog id={user.id} held={licences.map(({ plan }) => plan)} onClose={close} /> : null}
			{open?.what === "group" ? <GroupDialog id={user.id} onClose={close} /> : null}
			{open?.what === "unassign" ? (
				<ChangeDialog
					title={t("licence.unassign")}
					path="/users/:id/licences/remove"
					asking={{ params, query: {}, body: { plan: open.plan } }}
					onClose={close}
				>
					{t("licence.unassign-text")}
				</ChangeDialog>
			) : null}
			{open?.what === "leave" ? (
				<ChangeDialog
					title={t("group.remove")}
					path="/users/:id/groups/remove"
					asking={{ params, query: {}, body: { group: open.group } }}
					onClose={close}
				/>
			) : null}
		</div>
	);
}
