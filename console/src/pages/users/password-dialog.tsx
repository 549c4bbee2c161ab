import { Button, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import type { UserDetail } from "./user-page.tsx";

/** So that nobody has to think of one: twenty signs that are not mistaken for one another, some 95 bits. */
const signs = "abcdefghjkmnpqrstuvwxyz23456789";

function newPassword(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(64));
	const chosen = [...bytes].filter((byte) => byte < 256 - (256 % signs.length)).map((byte) => signs[byte % signs.length] ?? "");
	return [0, 5, 10, 15].map((from) => chosen.slice(from, from + 5).join("")).join("-");
}

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
			error={change.error}
			onSubmit={() => set(typed)}
			onClose={onClose}
		>
			<Field label={t("password.new")} hint={t("password.hint")}>
				<Input value={typed} onChange={(_, { value }) => setTyped(value)} maxLength={256} autoComplete="off" spellCheck={false} />
			</Field>
			<span>
				<Button size="small" onClick={() => setTyped(newPassword())}>
					{t("password.make")}
				</Button>{" "}
				{user.hasPassword ? (
					<Button size="small" disabledFocusable={change.isPending} onClick={() => set(null)}>
						{t("password.remove")}
					</Button>
				) : null}
			</span>
		</FormDialog>
	);
}
