import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { regionOf } from "../../app/language.ts";
import type { PagePath } from "../../app/page-path.ts";
import { Bars } from "../../charts/bars.tsx";
import { TimeLine } from "../../charts/time-line.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import type { OverviewAnswer } from "./overview-answer.ts";

type Expiry = OverviewAnswer["expiries"][number];

const useStyles = makeStyles({
	list: { margin: 0, padding: 0, listStyleType: "none", display: "grid", gap: tokens.spacingVerticalXS },
	row: {
		display: "grid",
		gridTemplateColumns: "12px minmax(0, 1fr) max-content",
		columnGap: tokens.spacingHorizontalS,
		alignItems: "baseline",
	},
	mark: { forcedColorAdjust: "none", width: "10px", height: "10px", borderRadius: "50%" },
	link: { color: tokens.colorBrandForegroundLink },
	when: { textAlign: "right" },
	quiet: { color: tokens.colorNeutralForeground3 },
	note: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
	over: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
	name: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
});

const day = 86_400_000;
const shown = 12;

const colorOf = (days: number, byItself: boolean) =>
	days < 0
		? tokens.colorPaletteRedBackground3
		: byItself
			? tokens.colorPaletteSteelBorderActive
			: days < 30
				? tokens.colorPaletteRedBackground3
				: days < 90
					? tokens.colorPaletteMarigoldBackground3
					: tokens.colorPaletteGreenBackground3;

/** Certificates and tokens on a line of time, and seats that are nearly taken. */
export function Expiries({ overview }: { readonly overview: OverviewAnswer }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("overview");
	const now = Date.parse(overview.at);
	const rows = overview.expiries.slice(0, shown).map((expiry) => {
		const days = Math.floor((Date.parse(expiry.at) - now) / day);
		return { ...expiry, key: `${expiry.kind} ${expiry.id}`, days, color: colorOf(days, expiry.byItself) };
	});
	const plans = overview.licences.filter(({ seats }) => seats > 0).toSorted((a, b) => b.consumed / b.seats - a.consumed / a.seats);
	const nameOf = ({ kind, name, count, more }: Expiry) =>
		kind === "identities"
			? more
				? t("expiries.identities-more", { count })
				: t("expiries.identities", { count })
			: kind === "ade-token"
				? t("expiries.ade-token", { name: name ?? "" })
				: t(`expiries.${kind}`);
	return (
		<Section title={t("expiries.title")}>
			<TimeLine label={t("expiries.label")} points={rows}>
				<ul className={styles.list}>
					{rows.map((expiry) => (
						<li key={expiry.key} className={styles.row}>
							<span className={styles.mark} style={{ backgroundColor: expiry.color }} />
							<span>
								<Name expiry={expiry} text={nameOf(expiry)} />{" "}
								{expiry.byItself ? <span className={styles.note}>{t("expiries.by-itself")}</span> : null}
							</span>
							<span className={mergeClasses(styles.when, expiry.days < 0 && styles.over)}>
								{expiry.days < 0 ? `${t("expiries.over")}: ` : null}
								{new Date(expiry.at).toLocaleDateString(regionOf(i18n.language), { dateStyle: "medium" })}{" "}
								<span className={styles.note}>
									<Moment at={expiry.at} />
								</span>
							</span>
						</li>
					))}
				</ul>
			</TimeLine>
			{plans.length === 0 ? null : (
				<>
					<h3 className={styles.name}>{t("expiries.licences")}</h3>
					<Bars
						label={t("expiries.licences")}
						maximum={100}
						bars={plans.slice(0, 5).map(({ plan, name, seats, consumed }) => ({
							key: plan,
							name,
							parts: [{ value: Math.min(100, (consumed / seats) * 100), color: seatColor(consumed / seats) }],
							told: t("expiries.seats", { consumed: consumed.toLocaleString(i18n.language), seats: seats.toLocaleString(i18n.language) }),
						}))}
					/>
				</>
			)}
		</Section>
	);
}

const seatColor = (share: number) =>
	share >= 1
		? tokens.colorPaletteRedBackground3
		: share >= 0.9
			? tokens.colorPaletteMarigoldBackground3
			: tokens.colorPaletteGreenBackground3;

const places: { readonly [K in Expiry["kind"]]: PagePath } = {
	"push-certificate": "/apple/push-certificate",
	"ade-token": "/apple/tokens",
	authority: "/health",
	"server-certificate": "/health",
	identities: "/devices",
};

function Name({ expiry, text }: { readonly expiry: Expiry; readonly text: string }) {
	const styles = useStyles();
	if (expiry.kind === "ade-token" && expiry.id !== null)
		return (
			<Link to="/apple/tokens/$id" params={{ id: expiry.id }} className={styles.link}>
				{text}
			</Link>
		);
	return (
		<Link to={places[expiry.kind]} className={styles.link}>
			{text}
		</Link>
	);
}
