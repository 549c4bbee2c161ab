import { makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type DeviceState, stateColors } from "./device-states.ts";

const useStyles = makeStyles({
	badge: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, whiteSpace: "nowrap" },
	mark: { forcedColorAdjust: "none", width: "10px", height: "10px", borderRadius: "2px", flexShrink: 0 },
});

/** In the same colour as it is counted in. */
export function DeviceStateBadge({ state }: { readonly state: DeviceState }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	return (
		<span className={styles.badge}>
			<span className={styles.mark} style={{ backgroundColor: stateColors[state] }} />
			{t(`states.${state}`)}
		</span>
	);
}
