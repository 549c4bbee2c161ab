import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import { PasswordField } from "./password-field.tsx";
import type { UserDetail } from "./user-page.tsx";

/** Sets a password, or takes it away. It is shown here while it is typed, for it has to be handed to somebody, and nowhere later. */
export function PasswordDialog({ user, onClose }: { readonly user: UserDetail["user"]; readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const [typed, setTyped] = useState("");
	const change = useChange("/users/:id/password", { onDone: onClose });
	const set = (password: string | null) => change.mutate({ params: { id: user.id }, query: {}, body: { password } });
	return (
		<FormDialog
			title={t("password.title")}
			label={t("password.do")}
			ready={typed !== ""}
			pending={change.isPending}
			holds={typed !== ""}
			error={change.error}
			onSubmit={() => set(typed)}
			onClose={onClose}
		>
			<PasswordField label={t("password.new")} typed={typed} onType={setTyped} />
			{user.hasPassword ? (
				<span>
					<Button size="small" disabledFocusable={change.isPending} onClick={() => set(null)}>
						{t("password.remove")}
					</Button>
				</span>
			) : null}
		</FormDialog>
	);
}
