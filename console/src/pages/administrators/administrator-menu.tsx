import { Button, Field, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Radio, RadioGroup } from "@fluentui/react-components";
import { MoreHorizontalRegular } from "@fluentui/react-icons";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, askWithVersion } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { AskDialog } from "../account/ask-dialog.tsx";
import { useOwnChange } from "../account/use-own-change.ts";
import type { Administrator } from "./administrators-page.tsx";

const roles = ["owner", "administrator", "helpdesk", "readonly"] as const;

/** What can be done with one administrator. */
export function AdministratorMenu({ administrator, manages }: { readonly administrator: Administrator; readonly manages: boolean }) {
	const { t } = useTranslation("administrators");
	const may = useMay();
	const navigate = useNavigate();
	const { id, name, enabled, provider } = administrator;
	const [open, setOpen] = useState<"role" | "enabled" | null>(null);
	const [role, setRole] = useState(administrator.role);
	const change = useOwnChange(
		async (body: { readonly role: Administrator["role"] } | { readonly enabled: boolean }) => {
			// The version is the one that was shown a moment ago, not that of a page that stood open for an hour.
			const { etag } = await askWithVersion("GET", "/administrators/:id", { params: { id } });
			return ask("PATCH", "/administrators/:id", { params: { id }, body, ...(etag === null ? {} : { ifMatch: etag }) });
		},
		t("changed"),
		() => setOpen(null),
	);
	return (
		<>
			<Menu>
				<MenuTrigger disableButtonEnhancement>
					<Button appearance="subtle" icon={<MoreHorizontalRegular />} aria-label={t("more", { name })} />
				</MenuTrigger>
				<MenuPopover>
					<MenuList>
						{manages && !provider ? <MenuItem onClick={() => setOpen("role")}>{t("change-role")}</MenuItem> : null}
						{manages ? <MenuItem onClick={() => setOpen("enabled")}>{t(enabled ? "disable" : "enable")}</MenuItem> : null}
						{may("audit.read") ? (
							<MenuItem onClick={() => void navigate({ to: "/audit", search: { who: name } })}>{t("audit")}</MenuItem>
						) : null}
					</MenuList>
				</MenuPopover>
			</Menu>
			{open === "role" ? (
				<AskDialog
					title={t("role-of", { name })}
					text={t("role-text")}
					action={t("change-role")}
					ready={role !== administrator.role}
					busy={change.isPending}
					error={change.error}
					onSend={() => change.mutate({ role })}
					onClose={() => setOpen(null)}
				>
					<RoleChoice role={role} onChange={setRole} />
				</AskDialog>
			) : null}
			{open === "enabled" ? (
				<AskDialog
					title={t(enabled ? "disable-named" : "enable-named", { name })}
					text={t(enabled ? "disable-text" : "enable-text")}
					action={t(enabled ? "disable" : "enable")}
					busy={change.isPending}
					error={change.error}
					onSend={() => change.mutate({ enabled: !enabled })}
					onClose={() => setOpen(null)}
				/>
			) : null}
		</>
	);
}

/** The roles, each with what it may do. */
export function RoleChoice({
	role,
	onChange,
}: {
	readonly role: Administrator["role"];
	readonly onChange: (role: Administrator["role"]) => void;
}) {
	const { t } = useTranslation("administrators");
	return (
		<Field label={t("role")}>
			<RadioGroup value={role} onChange={(_, { value }) => onChange(roles.find((one) => one === value) ?? role)}>
				{roles.map((one) => (
					<Radio
						key={one}
						value={one}
						label={{
							children: (
								<>
									<strong>{t(`app:roles.${one}`)}</strong>
									<br />
									<small>{t(`roles.${one}`)}</small>
								</>
							),
						}}
					/>
				))}
			</RadioGroup>
		</Field>
	);
}
