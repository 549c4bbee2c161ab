import { Button, Divider, Field, Input, Link, makeStyles, Spinner, Text, tokens } from "@fluentui/react-components";
import { KeyRegular, OpenRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { pageAfter } from "./page-after.ts";
import { passkeysWork, signInByPasskey } from "./passkey.ts";
import { SignInProblem } from "./sign-in-problem.tsx";

const useStyles = makeStyles({ form: { display: "grid", gap: tokens.spacingVerticalM } });

interface Ways {
	/** The page to come back to from a provider. */
	readonly to: string | undefined;
	/** A provider is gone to in another window: this one holds what somebody typed. */
	readonly elsewhere?: boolean;
	readonly onSignedIn: () => Promise<void>;
}

/** By passkey first; by password and code; by the organisation's provider, where there is one. */
export function WaysIn({ to, elsewhere = false, onSignedIn }: Ways) {
	const styles = useStyles();
	const { t } = useTranslation("sign-in");
	const setup = useApi("/setup", {});
	const [step, setStep] = useState<"password" | "code">("password");
	const [given, setGiven] = useState({ name: "", password: "", code: "" });
	const [busy, setBusy] = useState<"passkey" | "password" | "provider" | null>(null);
	const [error, setError] = useState<unknown>();

	async function tried(by: NonNullable<typeof busy>, way: () => Promise<boolean>) {
		setError(undefined);
		setBusy(by);
		try {
			if (await way()) await onSignedIn();
		} catch (failure) {
			setError(failure);
		} finally {
			setBusy(null);
		}
	}
	const byPasskey = () =>
		tried("passkey", async () => {
			await signInByPasskey();
			return true;
		});
	const byPassword = () =>
		tried("password", async () => {
			const body = step === "password" ? { name: given.name, password: given.password } : { code: given.code };
			const { state } = await ask("POST", "/session", { body });
			if (state === "code-needed") setStep("code");
			return state === "signed-in";
		});
	const byProvider = () =>
		tried("provider", async () => {
			// Elsewhere, for this page must stand: opened at once, for a browser lets no window open later.
			const tab = elsewhere ? window.open("about:blank", "_blank") : null;
			const { url } = await ask("POST", "/session/provider", { body: { to: `/console${pageAfter(to)}` } });
			if (tab !== null) tab.opener = null;
			(tab ?? window).location.assign(url);
			return false;
		});
	const field = (name: keyof typeof given) => ({
		...{ name, value: given[name], spellCheck: false },
		onChange: (_: unknown, { value }: { readonly value: string }) => setGiven((before) => ({ ...before, [name]: value })),
	});
	const form = (
		<form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				if (busy === null) void byPassword();
			}}
		>
			{step === "password" ? (
				<>
					<Field label={t("name")}>
						<Input {...field("name")} autoComplete="username webauthn" />
					</Field>
					<Field label={t("password")}>
						<Input {...field("password")} type="password" autoComplete="current-password" />
					</Field>
				</>
			) : (
				<Field label={t("code")} hint={t("code-hint")}>
					<Input {...field("code")} inputMode="numeric" autoComplete="one-time-code" maxLength={10} autoFocus />
				</Field>
			)}
			<Button
				type="submit"
				appearance={passkeysWork() && step === "password" ? "secondary" : "primary"}
				disabled={busy !== null || (step === "password" ? given.name === "" || given.password === "" : given.code.trim() === "")}
				{...(busy === "password" ? { icon: <Spinner size="tiny" /> } : {})}
			>
				{t(step === "password" ? "continue" : "sign-in")}
			</Button>
			{step === "password" ? null : (
				<Link
					as="button"
					type="button"
					onClick={() => {
						setStep("password");
						setGiven({ ...given, password: "", code: "" });
						setError(undefined);
					}}
				>
					{t("another")}
				</Link>
			)}
		</form>
	);
	return (
		<>
			<SignInProblem error={error} />
			{step === "code" || !passkeysWork() ? null : (
				<>
					<Button
						appearance="primary"
						size="large"
						icon={busy === "passkey" ? <Spinner size="tiny" /> : <KeyRegular />}
						disabled={busy !== null}
						onClick={() => void byPasskey()}
					>
						{t("by-passkey")}
					</Button>
					<Divider>{t("or")}</Divider>
				</>
			)}
			{form}
			{step === "code" || setup.data?.provider !== true ? null : (
				<>
					<Divider>{t("or")}</Divider>
					<Button
						icon={busy === "provider" ? <Spinner size="tiny" /> : <OpenRegular />}
						disabled={busy !== null}
						onClick={() => void byProvider()}
					>
						{t("by-provider")}
					</Button>
					{elsewhere ? <Text size={200}>{t("ended.provider")}</Text> : null}
				</>
			)}
		</>
	);
}
