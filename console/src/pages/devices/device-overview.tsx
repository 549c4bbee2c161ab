import { Badge, makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CopyText } from "../../components/copy-text.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { CertificateLife } from "./certificate-life.tsx";
import type { DeviceDetail } from "./device-page.tsx";
import { RenameDevice } from "./rename-device.tsx";

const useStyles = makeStyles({
	grid: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 380px), 1fr))",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
	},
	links: { color: tokens.colorBrandForegroundLink, overflowWrap: "anywhere" },
	places: { display: "flex", flexWrap: "wrap", gap: "4px" },
	place: { width: "22px", height: "14px", borderRadius: "3px", border: `1px solid ${tokens.colorNeutralStroke1}` },
	taken: { backgroundColor: tokens.colorBrandBackground },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL, display: "grid", gap: tokens.spacingVerticalXS },
});

/** What an administrator asks first: whose it is, whether it can be called, how long its certificate lasts, whether it counts. */
export function DeviceOverview({ device }: { readonly device: DeviceDetail }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const { user, push } = device;
	return (
		<div className={styles.grid}>
			<Section title={t("show.device")}>
				<KeyValues
					rows={[
						[t("columns.name"), <RenameDevice key="name" device={device} />],
						[t("show.own-name"), device.label === null ? null : device.name],
						[
							t("show.user"),
							user === null ? (
								t("no-user")
							) : (
								<span key="user">
									<Link className={styles.links} to="/users/$id" params={{ id: user.id }}>
										{user.displayName}
									</Link>
									<br />
									{user.upn}
									{user.enabled ? null : <Badge color="warning">{t("show.account-disabled")}</Badge>}
								</span>
							),
						],
						[t("show.ownership"), t(`ownership.${device.ownership}`)],
						[t("show.serial"), device.serial === null ? null : <CopyText key="serial" text={device.serial} />],
						[t("show.model"), modelOf(device)],
						[t("show.os"), osOf(device)],
						[t("show.supervised"), t(device.supervised ? "show.yes" : "show.no")],
						[t("show.enrolled"), <Moment key="enrolled" at={device.enrolledAt} exact />],
						[t("show.seen"), <Moment key="seen" at={device.lastSeenAt} />],
						[t("show.imei"), device.imei],
						[t("show.udid"), <CopyText key="udid" text={device.udid} />],
						[
							t("show.try"),
							device.reference === null ? null : (
								<Link key="try" className={styles.links} to="/tries/$reference" params={{ reference: device.reference }}>
									{device.reference}
								</Link>
							),
						],
					]}
				/>
			</Section>
			<div>
				<Section title={t("certificate.title")}>
					<CertificateLife device={device} />
				</Section>
				<Section title={t("push.title")}>
					<KeyValues
						rows={[
							[t("push.state"), t(`push.${push.state}`)],
							[t("push.last"), <Moment key="last" at={push.lastPushAt} />],
						]}
					/>
				</Section>
				{device.limit === null || user === null ? null : (
					<Section title={t("limit.title")}>
						<Limit limit={device.limit} name={user.displayName} />
					</Section>
				)}
				{device.incidents.length === 0 ? null : (
					<Section title={t("incidents.title")}>
						<ul className={styles.list}>
							{device.incidents.map(({ id, title, open, lastAt }) => (
								<li key={id}>
									<Link className={styles.links} to="/incidents/$id" params={{ id }}>
										{title}
									</Link>{" "}
									<Badge appearance="tint" color={open ? "danger" : "subtle"}>
										{t(open ? "incidents.open" : "incidents.closed")}
									</Badge>{" "}
									<Moment at={lastAt} />
								</li>
							))}
						</ul>
					</Section>
				)}
			</div>
		</div>
	);
}

function modelOf({ model, product }: DeviceDetail): string | null {
	return model === null || product === null || model === product ? model : `${model} (${product})`;
}

function osOf({ osVersion, buildVersion }: DeviceDetail): string | null {
	return osVersion === null ? null : buildVersion === null ? osVersion : `${osVersion} (${buildVersion})`;
}

/** The places that a user has, and how many are taken. */
function Limit({ limit, name }: { readonly limit: NonNullable<DeviceDetail["limit"]>; readonly name: string }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const { counts, applies, counted, policy } = limit;
	const used = t("limit.used", { counted, limit: limit.limit, user: name });
	return (
		<>
			<Text>{used}</Text>
			<div className={styles.places} role="img" aria-label={used}>
				{Array.from({ length: Math.max(limit.limit, Math.min(counted, 30)) }, (_, at) => (
					<span
						// biome-ignore lint/suspicious/noArrayIndexKey: a place is its number.
						key={at}
						className={`${styles.place} ${at < counted ? styles.taken : ""}`}
						style={at >= limit.limit ? { borderColor: tokens.colorPaletteRedBorderActive } : {}}
					/>
				))}
			</div>
			<Text>{applies ? t(counts ? "limit.counts" : "limit.counts-not") : t("limit.applies-not")}</Text>
			<Text style={{ color: tokens.colorNeutralForeground3 }}>{t("limit.policy", { policy })}</Text>
		</>
	);
}
