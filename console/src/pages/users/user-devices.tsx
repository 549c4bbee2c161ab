import { Badge, makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { CapBar } from "./cap-bar.tsx";
import type { UserDetail } from "./user-page.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	device: {
		display: "flex",
		flexWrap: "wrap",
		justifyContent: "space-between",
		gap: tokens.spacingHorizontalS,
		borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
		paddingTop: tokens.spacingVerticalS,
	},
	name: { minWidth: 0, overflowWrap: "anywhere" },
	more: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
	badges: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS, alignItems: "center" },
});

/** How many of the devices that they may have they have, which policy says so, and which those are. */
export function UserDevices({ detail: { limit, devices } }: { readonly detail: UserDetail }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const stale = new Set(limit.counted.filter((one) => one.stale).map(({ id }) => id));
	return (
		<Section title={t("cap.title")}>
			<CapBar used={limit.counted.length} cap={limit.applies ? limit.limit : null} />
			<Text>
				{limit.applies
					? t(limit.group === null ? "cap.by-default" : "cap.by-group", { policy: limit.policy, group: limit.group, limit: limit.limit })
					: t("cap.manager")}
			</Text>
			{devices.length === 0 ? <Text>{t("cap.no-devices")}</Text> : null}
			<ul className={styles.list}>
				{devices.map(({ id, title, serial, model, osVersion, counted, lastSeenAt }) => (
					<li key={id} className={styles.device}>
						<span className={styles.name}>
							<Link to="/devices/$id" params={{ id }}>
								<bdi>{title}</bdi>
							</Link>
							<br />
							<span className={styles.more}>{[serial, model, osVersion].filter((one) => one !== null).join(" · ")}</span>
						</span>
						<span className={styles.badges}>
							<Badge appearance="tint" color={counted ? "brand" : "informative"}>
								{t(counted ? "cap.counted" : "cap.not-counted")}
							</Badge>
							{stale.has(id) ? (
								<Badge appearance="tint" color="warning">
									{t("cap.stale")}
								</Badge>
							) : null}
							<Moment at={lastSeenAt} />
						</span>
					</li>
				))}
			</ul>
		</Section>
	);
}
