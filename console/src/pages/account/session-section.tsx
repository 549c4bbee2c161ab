import { Button, Text } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { Section } from "../../components/section.tsx";
import { SessionList } from "./session-list.tsx";
import { useOwnChange } from "./use-own-change.ts";

/** Where somebody is signed in themselves. */
export function SessionSection() {
	const { t } = useTranslation("account");
	const sessions = useApi("/sessions", { query: { of: "me" } });
	const others = sessions.data?.items.filter(({ current }) => !current) ?? [];
	const endOthers = useOwnChange(async () => {
		for (const { id } of others) await ask("DELETE", "/sessions/:id", { params: { id } });
	}, t("sessions.ended"));
	return (
		<Section
			title={t("sessions.title")}
			actions={
				others.length === 0 ? null : (
					<Button disabledFocusable={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
						{t("sessions.end-others")}
					</Button>
				)
			}
		>
			<Text>{t("sessions.text")}</Text>
			<SessionList sessions={sessions} withNames={false} />
		</Section>
	);
}
