import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { ArrowSyncRegular, DeleteRegular, DismissRegular, LockClosedRegular, PhoneDismissRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import { type BulkVerb, bulkVerbs, type Target } from "./run-bulk.ts";

const icons = { sync: ArrowSyncRegular, lock: LockClosedRegular, retire: PhoneDismissRegular, wipe: DeleteRegular } as const;
const needs = { sync: "devices.act", lock: "devices.act", retire: "devices.end", wipe: "devices.end" } as const;

const useStyles = makeStyles({
	bar: {
		position: "sticky",
		top: `calc(-1 * ${tokens.spacingVerticalL})`,
		zIndex: 2,
		display: "flex",
		flexWrap: "wrap",
		alignItems: "center",
		gap: tokens.spacingHorizontalS,
		padding: tokens.spacingHorizontalS,
		marginBottom: tokens.spacingVerticalS,
		borderRadius: tokens.borderRadiusMedium,
		backgroundColor: tokens.colorBrandBackground2,
	},
	count: { flex: "1 1 auto", color: tokens.colorNeutralForeground1 },
});

/** What can be done with all that are selected. */
export function BulkBar({ devices, onClear }: { readonly devices: readonly Target[]; readonly onClear: () => void }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const may = useMay();
	const [verb, setVerb] = useState<BulkVerb | null>(null);
	return (
		<div className={styles.bar} role="toolbar" aria-label={t("bulk.label")}>
			<Text className={styles.count} weight="semibold" aria-live="polite">
				{t("bulk.selected", { count: devices.length })}
			</Text>
			{bulkVerbs
				.filter((one) => may(needs[one]))
				.map((one) => {
					const Icon = icons[one];
					return (
						<Button key={one} icon={<Icon />} onClick={() => setVerb(one)}>
							{t(`act.${one}`)}
						</Button>
					);
				})}
			<Button appearance="subtle" icon={<DismissRegular />} onClick={onClear}>
				{t("bulk.clear")}
			</Button>
			{verb === null ? null : <BulkDialog verb={verb} devices={devices} onClose={() => setVerb(null)} />}
		</div>
	);
}
