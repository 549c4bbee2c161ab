import { Badge } from "@fluentui/react-components";
import { ClockRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";

/** A licence that somebody has, or waits for: by colour, sign and word. */
export function LicenceBadge({ licence: { plan, name, state } }: { readonly licence: Item<"/users">["licences"][number] }) {
	const { t } = useTranslation("users");
	return state === "active" ? (
		<Badge appearance="tint" color="brand" title={plan}>
			{name}
		</Badge>
	) : (
		<Badge appearance="tint" color="warning" icon={<ClockRegular />} title={t("licence.no-seat-of", { plan })}>
			{t("licence.waits", { name })}
		</Badge>
	);
}
