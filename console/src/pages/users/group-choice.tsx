import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { NameChoice } from "../../components/name-choice.tsx";

/** Groups to tick, or one of them. A name that no group has makes one. */
export function GroupChoice({
	chosen,
	onChange,
	single = false,
}: {
	readonly chosen: readonly string[];
	readonly onChange: (chosen: readonly string[]) => void;
	readonly single?: boolean;
}) {
	const { t } = useTranslation("users");
	const names = (useApi("/groups", {}).data?.items ?? []).map(({ name }) => name);
	return (
		<NameChoice
			{...{ single, names, chosen, onChange }}
			label={t(single ? "group.name" : "add.groups")}
			hint={chosen.length === 0 ? t("add.groups-hint") : t("add.groups-chosen", { names: chosen.join(t("preview.and")) })}
			fresh={(name) => t("add.groups-new", { name })}
		/>
	);
}
