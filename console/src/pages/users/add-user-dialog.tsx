import { Checkbox, Field, Input } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { forgetTyped } from "../../app/unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";

/** Adds one person, and goes on to their page, where licence and password are given. */
export function AddUserDialog({ onClose }: { readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const navigate = useNavigate();
	const [upn, setUpn] = useState("");
	const [name, setName] = useState("");
	const [manager, setManager] = useState(false);
	const change = useChange("/users", {
		onDone: ({ data }) => {
			const { id } = data as { readonly id: string };
			forgetTyped();
			void navigate({ to: "/users/$id", params: { id } });
		},
	});
	const body = { upn: upn.trim(), ...(name.trim() === "" ? {} : { name: name.trim() }), manager };
	return (
		<FormDialog
			title={t("add.title")}
			label={t("add.do")}
			ready={upn.includes("@")}
			pending={change.isPending}
			error={change.error}
			onSubmit={() => change.mutate({ query: {}, body })}
			onClose={onClose}
		>
			<Field label={t("add.upn")} hint={t("add.upn-hint")} required>
				<Input value={upn} onChange={(_, { value }) => setUpn(value)} maxLength={320} autoComplete="off" spellCheck={false} />
			</Field>
			<Field label={t("add.name")}>
				<Input value={name} onChange={(_, { value }) => setName(value)} maxLength={256} autoComplete="off" />
			</Field>
			<Checkbox checked={manager} onChange={(_, { checked }) => setManager(checked === true)} label={t("add.manager")} />
		</FormDialog>
	);
}
