import { Badge } from "@fluentui/react-components";
import { CheckmarkCircleFilled, ClockFilled, DismissCircleFilled, PauseCircleFilled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Item } from "../api/client.ts";

const looks = {
	open: { color: "informative", icon: <ClockFilled /> },
	refused: { color: "danger", icon: <DismissCircleFilled /> },
	stopped: { color: "warning", icon: <PauseCircleFilled /> },
	enrolled: { color: "success", icon: <CheckmarkCircleFilled /> },
} as const;

/** How a try stands: by colour, sign and word. */
export function StateBadge({ state }: { readonly state: Item<"/attempts">["state"] }) {
	const { t } = useTranslation("evidence");
	return (
		<Badge appearance="tint" {...looks[state]}>
			{t(`state.${state}`)}
		</Badge>
	);
}
