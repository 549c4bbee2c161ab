import { Badge } from "@fluentui/react-components";
import { ArrowSyncRegular, CheckmarkCircleFilled, DismissCircleFilled, NewRegular, WarningFilled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";

const looks = {
	well: { color: "success", icon: <CheckmarkCircleFilled /> },
	warning: { color: "warning", icon: <WarningFilled /> },
	error: { color: "danger", icon: <DismissCircleFilled /> },
	fetching: { color: "informative", icon: <ArrowSyncRegular /> },
	new: { color: "informative", icon: <NewRegular /> },
} as const;

/** How a token stands: by colour, sign and word. */
export function TokenBadge({ state }: { readonly state: Item<"/ade/tokens">["state"] }) {
	const { t } = useTranslation("apple");
	return (
		<Badge appearance="tint" {...looks[state]}>
			{t(`token-state.${state}`)}
		</Badge>
	);
}
