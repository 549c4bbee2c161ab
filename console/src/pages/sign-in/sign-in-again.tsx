import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { type Session, sessionKey } from "../../api/session.ts";
import { forgetTyped, sessionIsBack } from "../../app/unsaved.ts";
import { WaysIn } from "./ways-in.tsx";

/** The session ended while something was typed: over the page, which stays as it is until its person is back. */
export function SignInAgain() {
	const { t } = useTranslation(["sign-in", "app"]);
	const client = useQueryClient();
	const navigate = useNavigate();
	// As it was when the session ended: whoever signs in in another window may be the one whom the cache knows since.
	const [owner] = useState(() => client.getQueryData<Session | null>(sessionKey)?.administrator.id);
	const giveUp = useCallback(() => {
		forgetTyped();
		sessionIsBack("nobody");
		client.setQueryData(sessionKey, null);
	}, [client]);
	const goOn = useCallback(async () => {
		const session = await ask("GET", "/session", {});
		if (session.administrator.id === owner) {
			client.setQueryData(sessionKey, session);
			sessionIsBack("same");
			return void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
		}
		// What one person typed and saw is not another's.
		forgetTyped();
		sessionIsBack("another");
		client.setQueryData(sessionKey, session);
		await navigate({ to: "/" });
		client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
	}, [client, navigate, owner]);
	useEffect(() => {
		// Signed in in another window.
		const look = () => void goOn().catch(() => undefined);
		window.addEventListener("focus", look);
		return () => window.removeEventListener("focus", look);
	}, [goOn]);
	return (
		<Dialog open modalType="alert">
			<DialogSurface>
				<DialogBody>
					<DialogTitle>{t("ended.title")}</DialogTitle>
					<DialogContent style={{ display: "grid", gap: "16px" }}>
						{t("ended.text")}
						<WaysIn to={undefined} elsewhere onSignedIn={goOn} />
					</DialogContent>
					<DialogActions>
						<Button appearance="subtle" onClick={giveUp}>
							{t("app:unsaved.leave")}
						</Button>
					</DialogActions>
				</DialogBody>
			</DialogSurface>
		</Dialog>
	);
}
