import { Badge, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/empty-state.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import type { DeviceDetail } from "./device-page.tsx";

const useStyles = makeStyles({
	grid: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 360px), 1fr))",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
	},
	track: { height: "10px", borderRadius: "5px", overflow: "hidden", backgroundColor: tokens.colorNeutralBackground5, maxWidth: "240px" },
	used: { height: "100%", backgroundColor: tokens.colorBrandBackground },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL, display: "grid", gap: tokens.spacingVerticalXS, overflowWrap: "anywhere" },
	beside: { color: tokens.colorNeutralForeground3 },
});

/** What the device told of itself, and when. */
export function DeviceInformation({ device: { information, ownership } }: { readonly device: DeviceDetail }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const { device, security, profiles, applications } = information;
	if (device === null && security === null && profiles === null && applications === null)
		return <EmptyState title={t("information.none")} />;
	const yesNo = (value: boolean | null) => (value === null ? null : t(value ? "show.yes" : "show.no"));
	return (
		<div className={styles.grid}>
			{device === null ? null : (
				<Section title={t("information.device")} actions={<AsOf at={device.at} />}>
					<KeyValues
						rows={[
							[t("information.model"), device.model],
							[t("information.meid"), device.meid],
							[t("information.storage"), <Storage key="storage" free={device.availableDeviceCapacity} all={device.deviceCapacity} />],
							[t("information.battery"), device.batteryLevel === null ? null : <Battery key="battery" level={device.batteryLevel} />],
							[t("show.supervised"), yesNo(device.isSupervised)],
							[t("information.activation-lock"), yesNo(device.isActivationLockEnabled)],
							[t("information.backup"), device.lastCloudBackupAt === null ? null : <Moment key="backup" at={device.lastCloudBackupAt} />],
						]}
					/>
				</Section>
			)}
			{security === null ? null : (
				<Section title={t("information.security")} actions={<AsOf at={security.at} />}>
					<KeyValues
						rows={[
							[t("information.passcode"), yesNo(security.passcodePresent)],
							[t("information.compliant"), yesNo(security.passcodeCompliant)],
							[t("information.encryption"), security.hardwareEncryptionCaps === 3 ? t("information.encrypted") : null],
						]}
					/>
				</Section>
			)}
			{profiles === null ? null : (
				<Section title={t("information.profiles")} actions={<AsOf at={profiles.at} />}>
					<Listed
						items={profiles.profiles.map(({ identifier, displayName, organization, isManaged }) => ({
							...{ name: displayName ?? identifier ?? "", beside: organization ?? "", managed: isManaged === true },
						}))}
					/>
				</Section>
			)}
			{applications === null ? null : (
				<Section title={t("information.applications")} actions={<AsOf at={applications.at} />}>
					<Listed
						items={applications.applications.map(({ identifier, name, version, shortVersion }) => ({
							...{ name: name ?? identifier ?? "", beside: shortVersion ?? version ?? "", managed: false },
						}))}
					/>
					{ownership === "personal" ? <Text className={styles.beside}>{t("information.personal")}</Text> : null}
				</Section>
			)}
		</div>
	);
}

function AsOf({ at }: { readonly at: string | null }) {
	const styles = useStyles();
	if (at === null) return null;
	return (
		<span className={styles.beside}>
			<Moment at={at} />
		</span>
	);
}

function Storage({ free, all }: { readonly free: number | null; readonly all: number | null }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("devices");
	if (free === null || all === null || all <= 0) return null;
	const number = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
	const told = t("information.storage-free", { free: number(free), all: number(all) });
	return (
		<>
			{told}
			<div className={styles.track} role="img" aria-label={told}>
				<div className={styles.used} style={{ width: `${Math.min(100, Math.max(0, (1 - free / all) * 100))}%` }} />
			</div>
		</>
	);
}

function Battery({ level }: { readonly level: number }) {
	const styles = useStyles();
	const { i18n } = useTranslation("devices");
	const told = level.toLocaleString(i18n.language, { style: "percent" });
	return (
		<>
			{told}
			<div className={styles.track} role="img" aria-label={told}>
				<div className={styles.used} style={{ width: `${Math.min(100, Math.max(0, level * 100))}%` }} />
			</div>
		</>
	);
}

function Listed({ items }: { readonly items: readonly { readonly name: string; readonly beside: string; readonly managed: boolean }[] }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	if (items.length === 0) return <Text>{t("information.none-listed")}</Text>;
	return (
		<ul className={styles.list}>
			{items.map(({ name, beside, managed }) => (
				<li key={`${name} ${beside}`}>
					<bdi>{name}</bdi> <span className={styles.beside}>{beside}</span>{" "}
					{managed ? <Badge appearance="outline">{t("information.managed")}</Badge> : null}
				</li>
			))}
		</ul>
	);
}
