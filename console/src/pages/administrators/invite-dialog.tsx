import {
	Button,
	Dialog,
	DialogActions,
	DialogBody,
	DialogContent,
	DialogSurface,
	DialogTitle,
	Field,
	Input,
	Text,
} from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { Moment } from "../../components/moment.tsx";
import { AskDialog } from "../account/ask-dialog.tsx";
import { useOwnChange } from "../account/use-own-change.ts";
import { RoleChoice } from "./administrator-menu.tsx";
import type { Administrator } from "./administrators-page.tsx";

/** Invites somebody, and shows the link once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
	const { t } = useTranslation("administrators");
	const [name, setName] = useState("");
	const [role, setRole] = useState<Administrator["role"]>("helpdesk");
	const [invited, setInvited] = useState<Answer<"POST", "/administrators"> | null>(null);
	const invite = useOwnChange(() => ask("POST", "/administrators", { body: { name: name.trim(), role } }), null, setInvited);
	if (invited !== null) {
		return (
			<Dialog open modalType="alert">
				<DialogSurface>
					<DialogBody>
						<DialogTitle>{t("link-title", { name: invited.name })}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>
							<CopyText text={invited.link} />
							<Text>
								{t("or-code")} <CopyText text={invited.code} />
							</Text>
							<Text weight="semibold">
								{t("link-once")} <Moment at={invited.expiresAt} exact />
							</Text>
						</DialogContent>
						<DialogActions>
							<Button appearance="primary" onClick={onClose}>
								{t("app:change.close")}
							</Button>
						</DialogActions>
					</DialogBody>
				</DialogSurface>
			</Dialog>
		);
	}
	return (
		<AskDialog
			title={t("invite-title")}
			text={t("invite-text")}
			action={t("invite")}
			ready={name.trim() !== ""}
			busy={invite.isPending}
			error={invite.error}
			onSend={() => invite.mutate(undefined)}
			onClose={onClose}
		>
			<Field label={t("name")} hint={t("name-hint")}>
				<Input
					name="administrator"
					autoComplete="off"
					spellCheck={false}
					maxLength={64}
					value={name}
					onChange={(_, { value }) => setName(value)}
				/>
			</Field>
			<RoleChoice role={role} onChange={setRole} />
		</AskDialog>
	);
}
