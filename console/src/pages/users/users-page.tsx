import { Button } from "@fluentui/react-components";
import { ArrowDownloadRegular, ArrowUploadRegular, PersonAddRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addressOf } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { AddUserDialog } from "./add-user-dialog.tsx";
import { UserFilters } from "./user-filters.tsx";
import { UsersTable } from "./users-table.tsx";

/** Everybody who may enroll, by user name. */
export function UsersPage() {
	const { t } = useTranslation("users");
	const may = useMay();
	const [{ search, enabled, plan, licence, group }, setFilters] = useFilters();
	const [adding, setAdding] = useState(false);
	const narrowed = [search, enabled, plan, licence, group].some((value) => value !== undefined && value !== "");
	const query = {
		...(search === undefined ? {} : { search }),
		...(enabled === "true" || enabled === "false" ? ({ enabled } as const) : {}),
		...(plan === undefined ? {} : { plan }),
		...(licence === "active" || licence === "no-seat" ? ({ licence } as const) : {}),
		...(group === undefined ? {} : { group }),
	};
	const actions = may("users.change") ? (
		<>
			<Button as="a" icon={<ArrowDownloadRegular />} href={addressOf("/users/export", {}, query)} download="users.csv">
				{t("export")}
			</Button>
			<LinkButton to="/users/import" icon={<ArrowUploadRegular />}>
				{t("import.title")}
			</LinkButton>
			<Button appearance="primary" icon={<PersonAddRegular />} onClick={() => setAdding(true)}>
				{t("add.title")}
			</Button>
		</>
	) : null;
	return (
		<>
			<PageHeader title={t("title")} text={t("text")} actions={actions} />
			<UserFilters />
			<UsersTable
				query={query}
				empty={
					narrowed ? (
						<EmptyState
							title={t("app:list.none-found")}
							action={
								<Button onClick={() => setFilters({ search: "", enabled: "", plan: "", licence: "", group: "" })}>
									{t("app:list.clear")}
								</Button>
							}
						>
							{search === undefined || search === "" ? null : t("none-begins", { search })}
						</EmptyState>
					) : (
						<EmptyState title={t("none.title")} action={actions}>
							{t("none.text")}
						</EmptyState>
					)
				}
			/>
			{adding ? <AddUserDialog onClose={() => setAdding(false)} /> : null}
		</>
	);
}
