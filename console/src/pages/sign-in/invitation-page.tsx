import { Button, Field, Input, Spinner, Text } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { Moment } from "../../components/moment.tsx";
import { Front } from "./front.tsx";
import { SignInProblem } from "./sign-in-problem.tsx";
import { WayForm } from "./way-form.tsx";

/** Somebody who was invited sets up how they sign in. The code stands behind the # of the link, which no server sees. */
export function InvitationPage() {
	const { t } = useTranslation("sign-in");
	const [typed, setTyped] = useState("");
	const [code, setCode] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
	const look = useQuery({
		queryKey: ["invitation", code],
		queryFn: () => ask("POST", "/invitations/look", { body: { code } }),
		enabled: code !== "",
		retry: false,
		staleTime: Number.POSITIVE_INFINITY,
	});
	if (look.data === undefined) {
		return (
			<Front title={t("invitation.title")} text={t("invitation.text")}>
				{look.isFetching ? <Spinner label={t("app:loading")} /> : null}
				<SignInProblem error={look.error} />
				<form
					onSubmit={(event) => {
						event.preventDefault();
						setCode(typed.trim());
					}}
				>
					<Field label={t("invitation.code")}>
						<Input
							name="invitation-code"
							autoComplete="off"
							spellCheck={false}
							placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
							value={typed}
							onChange={(_, { value }) => setTyped(value)}
						/>
					</Field>
					<Button type="submit" appearance="primary" disabled={typed.trim() === ""} style={{ marginTop: "12px" }}>
						{t("continue")}
					</Button>
				</form>
			</Front>
		);
	}
	const { name, role, expiresAt } = look.data;
	return (
		<Front
			title={t("invitation.welcome", { name })}
			text={
				<>
					{t("invitation.as", { role: t(`app:roles.${role}`) })} {t("invitation.until")} <Moment at={expiresAt} />
				</>
			}
		>
			<Text>{t("invitation.choose")}</Text>
			<WayForm
				ready
				begin={() => ask("POST", "/invitations/passkey", { body: { code } })}
				send={(way) => ask("POST", "/invitations/accept", { body: { code, ...way } })}
			/>
		</Front>
	);
}
