import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiFailure } from "../../api/client.ts";
import { ProblemNote } from "../../components/problem-note.tsx";
import { NoPasskey } from "./passkey.ts";

/** Why a way of signing in did not work, in words that say what to do; where it was too long ago, the way to do it again and come back here. */
export function SignInProblem({ error }: { readonly error: unknown }) {
	const { t } = useTranslation("sign-in");
	const navigate = useNavigate();
	const here = useRouterState({ select: (state) => state.location.href });
	if (error === undefined || error === null) return null;
	if (error instanceof NoPasskey) {
		return (
			<MessageBar intent="warning" layout="multiline" role="alert">
				<MessageBarBody>{t("no-passkey")}</MessageBarBody>
			</MessageBar>
		);
	}
	if (error instanceof ApiFailure && error.code === "sign-in-again") {
		return (
			<MessageBar intent="warning" layout="multiline" role="alert">
				<MessageBarBody>{error.message}</MessageBarBody>
				<MessageBarActions>
					<Button onClick={() => void navigate({ to: "/sign-in", search: { to: here } })}>{t("again")}</Button>
				</MessageBarActions>
			</MessageBar>
		);
	}
	return <ProblemNote error={error} />;
}
