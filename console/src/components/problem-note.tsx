import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { ApiFailure, Unreachable } from "../api/client.ts";
import { regionOf } from "../app/language.ts";

/** Why something was not done or cannot be shown, and what to do. */
export function ProblemNote({
	error,
	retry,
	reload,
}: {
	readonly error: unknown;
	readonly retry?: () => void;
	/** Shows it anew, where somebody else has changed it meanwhile. */
	readonly reload?: (() => void) | undefined;
}) {
	const { t, i18n } = useTranslation();
	const lines = wordsOf(error);
	const isStale = error instanceof ApiFailure && error.status === 412;
	// What a role may not do, it may not do at the second try either.
	const isForbidden = error instanceof ApiFailure && error.status === 403;
	const again = isStale && reload !== undefined ? reload : isForbidden ? undefined : retry;
	return (
		<MessageBar intent="error" layout="multiline" role="alert">
			<MessageBarBody style={{ whiteSpace: "pre-line" }}>
				<MessageBarTitle>{lines.title}</MessageBarTitle>
				{lines.text}
			</MessageBarBody>
			{again === undefined ? null : (
				<MessageBarActions>
					<Button onClick={again}>{t(again === reload ? "problem.reload" : "problem.retry")}</Button>
				</MessageBarActions>
			)}
		</MessageBar>
	);

	function wordsOf(of: unknown): { readonly title: string; readonly text: string } {
		if (of instanceof Unreachable) return { title: t("problem.unreachable"), text: "" };
		if (!(of instanceof ApiFailure)) return { title: t("problem.bug"), text: "" };
		const fields = of.fields.map(({ at }) => at).join(", ");
		const when =
			of.retryAt === undefined ? "" : t("problem.wait", { time: new Date(of.retryAt).toLocaleTimeString(regionOf(i18n.language)) });
		const about = fields === "" ? "" : t("problem.fields", { fields });
		return { title: of.message, text: [of.detail, about, when].filter((line) => line !== undefined && line !== "").join("\n") };
	}
}
