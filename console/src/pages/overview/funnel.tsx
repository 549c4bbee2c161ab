import { makeStyles, tokens } from "@fluentui/react-components";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Bars } from "../../charts/bars.tsx";
import { Legend } from "../../charts/legend.tsx";
import { Section } from "../../components/section.tsx";
import { type OverviewAnswer, percent } from "./overview-answer.ts";

const useStyles = makeStyles({
	quiet: { color: tokens.colorNeutralForeground3, margin: 0 },
	journey: { display: "grid", gap: tokens.spacingVerticalS },
	name: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
	lost: { color: tokens.colorPaletteRedForeground1, fontSize: tokens.fontSizeBase200 },
	told: { display: "grid" },
});

const colors = {
	reached: tokens.colorPaletteGreenBackground3,
	waiting: tokens.colorPaletteSteelBorderActive,
	lost: tokens.colorPaletteRedBackground3,
};

/** How far tries came, step by step, and where they ended. */
export const Funnel = memo(function Funnel({ funnel }: { readonly funnel: OverviewAnswer["funnel"] }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("overview");
	const number = (count: number) => count.toLocaleString(i18n.language);
	if (funnel.tries === 0) {
		return (
			<Section title={t("funnel.title")}>
				<p className={styles.quiet}>{t("funnel.none")}</p>
			</Section>
		);
	}
	const keys = ["reached", "waiting", "lost"] as const;
	return (
		<Section title={t("funnel.title")}>
			<p className={styles.quiet}>
				{funnel.more ? t("funnel.newest", { count: funnel.tries, number: number(funnel.tries) }) : t("funnel.of", { count: funnel.tries })}
			</p>
			<Legend series={keys.map((key) => ({ key, name: t(`funnel.legend.${key}`), color: colors[key] }))} />
			{funnel.journeys.map(({ journey, tries, steps }) => {
				const worst = steps.toSorted((a, b) => b.lost - a.lost)[0];
				const bars = steps.map(({ step, reached, lost, waiting }) => ({
					key: step,
					name: t(`steps.${step}`),
					parts: [
						{ value: reached - lost - waiting, color: colors.reached },
						{ value: waiting, color: colors.waiting },
						{ value: lost, color: colors.lost },
					],
					told: (
						<span className={styles.told}>
							{t("funnel.told", { reached: number(reached), percent: percent(reached, tries, i18n.language) })}
							{lost === 0 ? null : <span className={styles.lost}>{t("funnel.lost", { count: lost })}</span>}
						</span>
					),
				}));
				return (
					<div key={journey} className={styles.journey}>
						<h3 className={styles.name}>{t(`journeys.${journey}`)}</h3>
						{worst === undefined || worst.lost === 0 ? null : (
							<span>{t("funnel.most", { step: t(`steps.${worst.step}`), lost: number(worst.lost), tries: number(tries) })}</span>
						)}
						<Bars label={t("funnel.label", { journey: t(`journeys.${journey}`) })} bars={bars} maximum={tries} />
					</div>
				);
			})}
		</Section>
	);
});
