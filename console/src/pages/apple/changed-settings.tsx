import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";

type Changed = NonNullable<Answer<"GET", "/ade/profiles/:id">["changed"]>[number];

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalM, margin: 0 },
	one: { minWidth: 0 },
	values: {
		display: "flex",
		flexWrap: "wrap",
		alignItems: "baseline",
		columnGap: tokens.spacingHorizontalS,
		margin: 0,
		overflowWrap: "anywhere",
	},
	before: { textDecoration: "line-through", color: tokens.colorNeutralForeground3 },
	name: { color: tokens.colorNeutralForeground3 },
});

/** Setting by setting, what Apple knows and what stands here now. */
export function ChangedSettings({ changed }: { readonly changed: readonly Changed[] }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const panes = useApi("/ade/panes", {}).data?.items ?? [];
	const paneName = (key: string) => panes.find((pane) => pane.key === key)?.name ?? key;
	return (
		<dl className={styles.list}>
			{changed.map(({ setting, before, after }) => (
				<div key={setting} className={styles.one}>
					<dt className={styles.name}>{t(`settings.${setting}`)}</dt>
					<dd className={styles.values}>
						{Array.isArray(before) && Array.isArray(after) ? (
							<PanesChanged before={before} after={after} paneName={paneName} />
						) : (
							<>
								<span className={styles.before}>{words(setting, before)}</span>
								<span role="img" aria-label={t("changed.becomes")}>
									→
								</span>
								<Text weight="semibold">{words(setting, after)}</Text>
							</>
						)}
					</dd>
				</div>
			))}
		</dl>
	);

	function words(setting: Changed["setting"], value: Changed["before"]): string {
		if (typeof value === "boolean") return t(value ? "changed.yes" : "changed.no");
		if (setting === "signIn") return t(`sign-in.${String(value)}`);
		if (setting === "pairing") return t(`pairing.${String(value)}`);
		return String(value) === "" ? t("changed.empty") : String(value);
	}
}

function PanesChanged({
	before,
	after,
	paneName,
}: {
	readonly before: readonly string[];
	readonly after: readonly string[];
	readonly paneName: (key: string) => string;
}) {
	const { t } = useTranslation("apple");
	const hidden = after.filter((key) => !before.includes(key)).map(paneName);
	const shown = before.filter((key) => !after.includes(key)).map(paneName);
	return (
		<span>
			{hidden.length === 0 ? null : <Text block>{t("changed.hidden", { panes: hidden.join(t("separator")) })}</Text>}
			{shown.length === 0 ? null : <Text block>{t("changed.shown", { panes: shown.join(t("separator")) })}</Text>}
		</span>
	);
}
