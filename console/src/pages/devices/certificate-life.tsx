import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { regionOf } from "../../app/language.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import type { DeviceDetail } from "./device-page.tsx";

const day = 86_400_000;
/** From then on the service renews it by itself. */
const renewedBefore = 30 * day;

const useStyles = makeStyles({
	track: {
		position: "relative",
		height: "12px",
		borderRadius: "6px",
		backgroundColor: tokens.colorNeutralBackground5,
		overflow: "hidden",
	},
	left: { forcedColorAdjust: "none", position: "absolute", top: 0, bottom: 0, right: 0 },
	mark: { position: "absolute", top: 0, bottom: 0, width: "2px", backgroundColor: tokens.colorNeutralForeground1 },
	ends: {
		display: "grid",
		gridTemplateColumns: "max-content minmax(0, 1fr) max-content",
		gap: "12px",
		color: tokens.colorNeutralForeground3,
		fontSize: tokens.fontSizeBase200,
		"& :nth-child(2)": { textAlign: "center" },
	},
	former: { color: tokens.colorNeutralForeground2, cursor: "pointer" },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL, overflowWrap: "anywhere" },
});

/** The certificate that a device signs with, its life drawn: what is over, what is left, and from when it is renewed. */
export function CertificateLife({ device: { certificates, state } }: { readonly device: DeviceDetail }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("devices");
	const current = certificates.find((one) => one.current);
	const former = certificates.filter((one) => !one.current);
	if (current === undefined)
		return (
			<>
				<Text>{t(certificates.length === 0 ? "certificate.none" : "certificate.ended")}</Text>
				<Former certificates={former} />
			</>
		);
	const [from, until, now] = [Date.parse(current.notBefore), Date.parse(current.notAfter), Date.now()];
	const share = Math.min(1, Math.max(0, (until - now) / (until - from)));
	const days = Math.max(0, Math.ceil((until - now) / day));
	const date = (at: number) => new Date(at).toLocaleDateString(regionOf(i18n.language), { dateStyle: "medium" });
	const told = until <= now ? t("certificate.over") : t("certificate.remaining", { count: days });
	const color =
		until <= now
			? tokens.colorPaletteRedBackground3
			: until - now < renewedBefore
				? tokens.colorPaletteMarigoldBackground3
				: tokens.colorPaletteGreenBackground3;
	return (
		<>
			<Text weight="semibold">{told}</Text>
			<div className={styles.track} role="img" aria-label={told}>
				<span className={styles.left} style={{ width: `${share * 100}%`, backgroundColor: color }} />
				<span className={styles.mark} style={{ left: `${(1 - renewedBefore / (until - from)) * 100}%` }} />
			</div>
			<div className={styles.ends}>
				<span>{date(from)}</span>
				<span>{t("certificate.renewed-from", { date: date(until - renewedBefore) })}</span>
				<span>{date(until)}</span>
			</div>
			<KeyValues
				rows={[
					[t("certificate.serial"), <CopyText key="serial" text={current.serial} />],
					[t("certificate.from"), <Moment key="from" at={current.notBefore} exact />],
					[t("certificate.until"), <Moment key="until" at={current.notAfter} exact />],
					[t("certificate.renewals"), state === "pending" ? null : t("certificate.times", { count: former.length })],
				]}
			/>
			<Former certificates={former} />
		</>
	);
}

function Former({ certificates }: { readonly certificates: DeviceDetail["certificates"] }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("devices");
	if (certificates.length === 0) return null;
	const date = (at: string) => new Date(at).toLocaleDateString(regionOf(i18n.language), { dateStyle: "medium" });
	return (
		<details>
			<summary className={styles.former}>{t("certificate.former")}</summary>
			<ul className={styles.list}>
				{certificates.map(({ serial, notBefore, notAfter, revokedAt }) => (
					<li key={serial}>
						<code>{serial}</code> {date(notBefore)} - {date(notAfter)}
						{revokedAt === null ? "" : ` · ${t("certificate.revoked")} ${date(revokedAt)}`}
					</li>
				))}
			</ul>
		</details>
	);
}
