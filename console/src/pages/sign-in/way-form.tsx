import { Button, Field, Input, makeStyles, Radio, RadioGroup, Spinner, tokens } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { useAfterSignIn } from "./after-sign-in.ts";
import { AuthenticatorSecret } from "./authenticator-secret.tsx";
import { deviceName, makePasskey, passkeysWork } from "./passkey.ts";
import { SignInProblem } from "./sign-in-problem.tsx";

type Joined = Answer<"POST", "/setup">;
type Credential = Awaited<ReturnType<typeof makePasskey>>;
export type Way = { readonly password: string } | { readonly passkey: { readonly name: string; readonly credential: Credential } };

const useStyles = makeStyles({ form: { display: "grid", gap: tokens.spacingVerticalM } });

/** In characters: the API refuses shorter ones. */
const shortest = 12;

/**
 * How somebody new will sign in: by a passkey, or by a password with an authenticator app.
 *
 * @param begin asks for what the browser makes a passkey of
 * @param send makes the account
 */
export function WayForm({
	ready,
	children,
	begin,
	send,
}: {
	readonly ready: boolean;
	readonly children?: ReactNode;
	readonly begin: () => Promise<{ readonly options: object }>;
	readonly send: (way: Way) => Promise<Joined>;
}) {
	const styles = useStyles();
	const { t } = useTranslation("sign-in");
	const [way, setWay] = useState<"passkey" | "password">(passkeysWork() ? "passkey" : "password");
	const [password, setPassword] = useState("");
	const [again, setAgain] = useState("");
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const [joined, setJoined] = useState<Joined | null>(null);
	const goOn = useAfterSignIn();
	const short = password !== "" && Array.from(password).length < shortest;
	const differs = again !== "" && again !== password;
	const whole = ready && (way === "passkey" || (password !== "" && !short && again === password));
	async function submit() {
		setError(undefined);
		setBusy(true);
		try {
			const made =
				way === "password"
					? await send({ password })
					: await send({ passkey: { name: deviceName(), credential: await makePasskey((await begin()).options) } });
			if (made.state === "signed-in") await goOn("/");
			else setJoined(made);
		} catch (failure) {
			setError(failure);
		} finally {
			setBusy(false);
		}
	}
	if (joined !== null) return <FirstCode joined={joined} password={password} />;
	return (
		<form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				if (whole && !busy) void submit();
			}}
		>
			{children}
			<Field label={t("way.label")} {...(passkeysWork() ? {} : { hint: t("way.no-passkeys") })}>
				<RadioGroup value={way} onChange={(_, { value }) => setWay(value === "passkey" ? "passkey" : "password")}>
					<Radio value="passkey" disabled={!passkeysWork()} label={{ children: <Choice name="passkey" /> }} />
					<Radio value="password" label={{ children: <Choice name="password" /> }} />
				</RadioGroup>
			</Field>
			{way === "passkey" ? null : (
				<>
					<Field
						label={t("password")}
						hint={t("password-hint")}
						{...(short ? { validationState: "error", validationMessage: t("password-short") } : {})}
					>
						<Input
							type="password"
							name="password"
							autoComplete="new-password"
							value={password}
							onChange={(_, { value }) => setPassword(value)}
						/>
					</Field>
					<Field label={t("password-again")} {...(differs ? { validationState: "error", validationMessage: t("password-differs") } : {})}>
						<Input type="password" name="again" autoComplete="new-password" value={again} onChange={(_, { value }) => setAgain(value)} />
					</Field>
				</>
			)}
			<SignInProblem error={error} />
			<Button
				type="submit"
				appearance="primary"
				size="large"
				disabled={!whole || busy}
				{...(busy ? { icon: <Spinner size="tiny" /> } : {})}
			>
				{t(`way.go-${way}`)}
			</Button>
		</form>
	);
}

function Choice({ name }: { readonly name: "passkey" | "password" }) {
	const { t } = useTranslation("sign-in");
	return (
		<>
			<strong>{t(`way.${name}`)}</strong>
			<br />
			<small>{t(`way.${name}-text`)}</small>
		</>
	);
}

/** The authenticator shows with its first code that it has the secret; with that the person is signed in. */
function FirstCode({ joined, password }: { readonly joined: Joined; readonly password: string }) {
	const styles = useStyles();
	const { t } = useTranslation("sign-in");
	const [code, setCode] = useState("");
	const [error, setError] = useState<unknown>();
	const goOn = useAfterSignIn();
	async function submit() {
		setError(undefined);
		try {
			await ask("POST", "/session", { body: { name: joined.name, password } });
			await ask("POST", "/session", { body: { code } });
			await goOn("/");
		} catch (failure) {
			setError(failure);
		}
	}
	return (
		<form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				void submit();
			}}
		>
			<AuthenticatorSecret qr={joined.qr ?? []} secret={joined.secret ?? ""} />
			<Field label={t("first-code")}>
				<Input
					name="code"
					inputMode="numeric"
					autoComplete="one-time-code"
					maxLength={10}
					value={code}
					onChange={(_, { value }) => setCode(value)}
				/>
			</Field>
			<SignInProblem error={error} />
			<Button type="submit" appearance="primary" size="large" disabled={code.trim().length < 6}>
				{t("finish")}
			</Button>
		</form>
	);
}
