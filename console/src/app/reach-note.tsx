import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { isPassing } from "../api/client.ts";
import { useReach } from "../api/reach.ts";
import { queryClient, useIsBehind } from "./query-client.ts";

/** Over every page: that the service does not answer, that what is shown may be old, or that a newer console is there. */
export function ReachNote() {
	const { t } = useTranslation();
	const reach = useReach();
	const behind = useIsBehind();
	const told = reach === "answers" && behind ? "behind" : reach;
	return (
		<div role="status">
			{told === "answers" ? null : (
				<MessageBar intent="warning" layout="multiline" shape="square">
					<MessageBarBody>{t(`reach.${told}`)}</MessageBarBody>
					{told === "behind" ? (
						<MessageBarActions>
							<Button onClick={() => void queryClient.invalidateQueries({ predicate: ({ state }) => isPassing(state.error) })}>
								{t("problem.retry")}
							</Button>
						</MessageBarActions>
					) : null}
					{told === "replaced" ? (
						<MessageBarActions>
							<Button onClick={() => window.location.reload()}>{t("reach.reload")}</Button>
						</MessageBarActions>
					) : null}
				</MessageBar>
			)}
		</div>
	);
}
