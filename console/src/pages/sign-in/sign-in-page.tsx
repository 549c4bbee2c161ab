import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import type { Search } from "../../app/router.tsx";
import type words from "../../locales/en/sign-in.json";
import { useAfterSignIn } from "./after-sign-in.ts";
import { Front } from "./front.tsx";
import { WaysIn } from "./ways-in.tsx";

/** What the way back from the provider says. */
const problems: readonly (keyof (typeof words)["provider-problems"])[] = [
	"provider-no-group",
	"provider-name-taken",
	"provider-name-malformed",
	"provider-disabled",
	"provider-away",
	"provider-refused",
	"ceremony-over",
];

/** For whoever has not signed in. */
export function SignInPage() {
	const { t } = useTranslation("sign-in");
	const { to, problem } = useSearch({ strict: false }) as Search;
	const navigate = useNavigate();
	const goOn = useAfterSignIn();
	const setup = useApi("/setup", {});
	const needed = setup.data?.needed === true;
	useEffect(() => {
		if (needed) void navigate({ to: "/setup", replace: true });
	}, [needed, navigate]);
	const fromProvider = problems.find((one) => one === problem);
	return (
		<Front title={t("title")} text={to === undefined ? t("text") : t("text-back")}>
			{fromProvider === undefined ? null : (
				<MessageBar intent="error" layout="multiline" role="alert">
					<MessageBarBody>{t(`provider-problems.${fromProvider}`)}</MessageBarBody>
				</MessageBar>
			)}
			<WaysIn to={to} onSignedIn={() => goOn(to)} />
			<small>{t("lost")}</small>
		</Front>
	);
}
