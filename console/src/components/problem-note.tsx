import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { ApiFailure } from "../api/client.ts";
import { useProblemWords } from "./problem-words.ts";

/** Why something was not done or cannot be shown, and what to do. */
export function ProblemNote({
	error,
	title,
	retry,
	reload,
}: {
	readonly error: unknown;
	/** What it is here, instead of the service's own word for it. */
	readonly title?: string;
	readonly retry?: () => void;
	/** Shows it anew, where somebody else has changed it meanwhile. */
	readonly reload?: (() => void) | undefined;
}) {
	const { t } = useTranslation();
	const words = useProblemWords()(error);
	const status = error instanceof ApiFailure ? error.status : null;
	// What a role may not do, it may not do at the second try either, and what is not there is not there then.
	const isFinal = status === 403 || status === 404;
	const again = status === 412 && reload !== undefined ? reload : isFinal ? undefined : retry;
	return (
		<MessageBar intent="error" layout="multiline" role="alert">
			<MessageBarBody style={{ whiteSpace: "pre-line" }}>
				<MessageBarTitle>{title ?? words.title}</MessageBarTitle>
				{words.text}
			</MessageBarBody>
			{again === undefined ? null : (
				<MessageBarActions>
					<Button onClick={again}>{t(again === reload ? "problem.reload" : "problem.retry")}</Button>
				</MessageBarActions>
			)}
		</MessageBar>
	);
}
