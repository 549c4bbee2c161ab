import { Badge, Tooltip } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";

type State = Item<"/devices">["state"];

const looks: Readonly<Record<State, "success" | "informative" | "warning" | "danger" | "subtle">> = {
	managed: "success",
	pending: "informative",
	"retire-pending": "warning",
	"wipe-pending": "warning",
	retired: "subtle",
	wiped: "subtle",
	unenrolled: "subtle",
	replaced: "subtle",
};

/** How far a device's enrollment is; what that means on hover. */
export function StateBadge({ state }: { readonly state: State }) {
	const { t } = useTranslation("devices");
	return (
		<Tooltip content={t(`state-means.${state}`)} relationship="description">
			<Badge appearance="tint" color={looks[state]} style={{ whiteSpace: "nowrap" }}>
				{t(`state.${state}`)}
			</Badge>
		</Tooltip>
	);
}
