import { Badge } from "@fluentui/react-components";
import { DismissCircleFilled, InfoFilled, WarningFilled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Item } from "../api/client.ts";

const looks = {
	error: { color: "danger", icon: <DismissCircleFilled /> },
	warning: { color: "warning", icon: <WarningFilled /> },
	information: { color: "informative", icon: <InfoFilled /> },
} as const;

/** How much something matters: by colour, sign and word. */
export function SeverityBadge({ severity }: { readonly severity: Item<"/incidents">["severity"] }) {
	const { t } = useTranslation("evidence");
	return (
		<Badge appearance="tint" {...looks[severity]}>
			{t(`severity.${severity}`)}
		</Badge>
	);
}
