import { Button, Field, Input, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { Section } from "../../components/section.tsx";
import { AuthenticatorSecret } from "../sign-in/authenticator-secret.tsx";
import { SignInProblem } from "../sign-in/sign-in-problem.tsx";
import { AskDialog } from "./ask-dialog.tsx";
import { useOwnChange } from "./use-own-change.ts";

type Secret = Answer<"POST", "/account/authenticator">;
const useStyles = makeStyles({ row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS } });
const shortest = 12;

/** The password and the authenticator that belongs to it: both or neither. */
export function PasswordSection({ password, passkeys }: { readonly password: boolean; readonly passkeys: number }) {
	const styles = useStyles();
	const { t } = useTranslation(["account", "sign-in"]);
	const [open, setOpen] = useState<"password" | "authenticator" | "remove" | null>(null);
	const [secret, setSecret] = useState<Secret | null>(null);
	const [given, setGiven] = useState({ current: "", password: "", code: "" });
	const close = () => {
		setOpen(null);
		setSecret(null);
		setGiven({ current: "", password: "", code: "" });
	};
	const begin = useOwnChange(
		() => ask("POST", "/account/authenticator", {}),
		null,
		(shown) => setSecret(shown),
	);
	const set = useOwnChange(
		() => {
			const { current, code } = given;
			return ask("POST", "/account/password", { body: { password: given.password, ...(password ? { current } : { code }) } });
		},
		t("password.set"),
		close,
	);
	const confirm = useOwnChange(
		() => ask("POST", "/account/authenticator/confirm", { body: { code: given.code } }),
		t("authenticator.changed"),
		close,
	);
	const remove = useOwnChange(() => ask("DELETE", "/account/password", {}), t("password.removed"), close);
	const begins = (what: "password" | "authenticator") => {
		setOpen(what);
		if (what === "authenticator" || !password) begin.mutate(what);
	};
	const field = (name: keyof typeof given, autoComplete: string) => (
		<Field label={t(`password.${name}`)} {...(name === "password" ? { hint: t("sign-in:password-hint") } : {})}>
			<Input
				name={name}
				type={name === "code" ? "text" : "password"}
				{...(name === "code" ? { inputMode: "numeric" as const } : {})}
				autoComplete={autoComplete}
				value={given[name]}
				onChange={(_, { value }) => setGiven({ ...given, [name]: value })}
			/>
		</Field>
	);
	const long = Array.from(given.password).length >= shortest;
	const coded = given.code.trim().length >= 6;
	return (
		<Section title={t("password.title")}>
			<Text>{t(password ? "password.there" : "password.absent")}</Text>
			<div className={styles.row}>
				<Button onClick={() => begins("password")}>{t(password ? "password.change" : "password.add")}</Button>
				{password ? <Button onClick={() => begins("authenticator")}>{t("authenticator.change")}</Button> : null}
				{password && passkeys > 0 ? <Button onClick={() => setOpen("remove")}>{t("password.remove")}</Button> : null}
			</div>
			{password && passkeys === 0 ? <Text size={200}>{t("password.passkey-better")}</Text> : null}
			{open === "password" ? (
				<AskDialog
					title={t(password ? "password.change" : "password.add")}
					text={t("password.others-end")}
					action={t("save")}
					ready={long && (password ? given.current !== "" : coded && secret !== null)}
					busy={set.isPending}
					error={set.error}
					onSend={() => set.mutate(undefined)}
					onClose={close}
				>
					{password ? field("current", "current-password") : null}
					{field("password", "new-password")}
					{secret === null ? <SignInProblem error={begin.error} /> : <AuthenticatorSecret {...secret} />}
					{secret === null ? null : field("code", "one-time-code")}
				</AskDialog>
			) : null}
			{open === "authenticator" ? (
				<AskDialog
					title={t("authenticator.change")}
					text={t("password.others-end")}
					action={t("save")}
					ready={coded && secret !== null}
					busy={confirm.isPending}
					error={confirm.error ?? begin.error}
					onSend={() => confirm.mutate(undefined)}
					onClose={close}
				>
					{secret === null ? null : <AuthenticatorSecret {...secret} />}
					{secret === null ? null : field("code", "one-time-code")}
				</AskDialog>
			) : null}
			{open === "remove" ? (
				<AskDialog
					title={t("password.remove")}
					text={t("password.remove-text")}
					action={t("remove")}
					busy={remove.isPending}
					error={remove.error}
					onSend={() => remove.mutate(undefined)}
					onClose={close}
				/>
			) : null}
		</Section>
	);
}
