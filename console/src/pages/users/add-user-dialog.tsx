import { Checkbox, Field, Input, Radio, RadioGroup, Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { forgetTyped } from "../../app/unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import { AddedUser } from "./added-user.tsx";
import { GroupChoice } from "./group-choice.tsx";
import { PasswordField } from "./password-field.tsx";
import { PlanSelect, usePlanChoice } from "./plan-select.tsx";

type Added = { readonly id: string; readonly upn: string };

/** Adds one person with what they need to enroll right after: a licence, groups and a password. Then goes on to their page. */
export function AddUserDialog({ onClose }: { readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const navigate = useNavigate();
	const [upn, setUpn] = useState("");
	const [name, setName] = useState("");
	const [manager, setManager] = useState(false);
	const [groups, setGroups] = useState<readonly string[]>([]);
	const [way, setWay] = useState<"password" | "none">("password");
	const [password, setPassword] = useState("");
	const [added, setAdded] = useState<Added | null>(null);
	const choice = usePlanChoice({ optional: true });
	const { plan, licences } = choice;
	const toPerson = (id: string) => void navigate({ to: "/users/$id", params: { id } });
	const change = useChange("/users", {
		onDone: ({ data }) => {
			const { id, upn: name } = data as { readonly id: string; readonly upn: string };
			forgetTyped();
			if (way === "password") setAdded({ id, upn: name });
			else toPerson(id);
		},
	});
	if (added !== null) return <AddedUser upn={added.upn} password={password} onClose={() => toPerson(added.id)} />;
	const body = {
		...{ upn: upn.trim(), ...(name.trim() === "" ? {} : { name: name.trim() }), manager, groups: [...groups] },
		...{ licences: plan === undefined ? [] : [plan.plan], password: way === "password" ? password : null },
	};
	return (
		<FormDialog
			title={t("add.title")}
			label={t("add.do")}
			ready={licences.isSuccess && upn.includes("@") && (way === "none" || password !== "")}
			pending={change.isPending}
			holds={password !== ""}
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
			<PlanSelect choice={choice} />
			<Field label={t("add.way")}>
				<RadioGroup value={way} onChange={(_, { value }) => setWay(value === "none" ? "none" : "password")}>
					<Radio value="password" label={t("add.with-password")} />
					<Radio value="none" label={t("add.without-password")} />
				</RadioGroup>
			</Field>
			{way === "none" ? (
				<Text>{t("add.without-hint")}</Text>
			) : (
				<PasswordField label={t("password.name")} typed={password} onType={setPassword} />
			)}
			<GroupChoice chosen={groups} onChange={setGroups} />
			<Checkbox checked={manager} onChange={(_, { checked }) => setManager(checked === true)} label={t("add.manager")} />
		</FormDialog>
	);
}
