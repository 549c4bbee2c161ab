import { Text } from "@fluentui/react-components";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Section } from "../../components/section.tsx";

/** With what the service was started: to be looked at here, and changed where it is started. */
export function ServicePart() {
	const { t } = useTranslation("settings");
	const about = useApi("/service-settings", {});
	return (
		<Section title={t("parts.service")}>
			<KeyValues
				rows={[
					[t("service.version"), about.data?.version],
					[t("service.address"), about.data === undefined ? null : <CopyText key="address" text={about.data.publicUrl} />],
				]}
			/>
			<Text>{t("service.text")}</Text>
			<DataTable
				label={t("parts.service")}
				rows={about.data?.items ?? []}
				keyOf={({ name }) => name}
				loading={about.isPending}
				error={about.error}
				retry={() => void about.refetch()}
				empty={null}
				columns={[
					{ key: "name", title: t("service.name"), width: "minmax(0, 5fr)", cell: ({ name }) => <code>{breakable(name)}</code> },
					{
						key: "value",
						title: t("service.value"),
						width: "minmax(0, 4fr)",
						cell: ({ value, set, secret }) => (secret ? t(set ? "service.secret" : "service.not-set") : (value ?? t("service.not-set"))),
					},
					{ key: "meaning", title: t("service.meaning"), width: "minmax(0, 8fr)", cell: ({ meaning }) => meaning },
				]}
			/>
		</Section>
	);
}

/** A name of several words may go on in the next line after each of them. */
function breakable(name: string): ReactNode {
	return name.split("_").map((word, at) => (
		<Fragment key={word + String(at)}>
			{at === 0 ? "" : "_"}
			{at === 0 ? null : <wbr />}
			{word}
		</Fragment>
	));
}
