import { makeStyles, Tab, TabList, tokens } from "@fluentui/react-components";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { regionOf } from "../../app/language.ts";
import { isWall } from "../../app/wall.ts";
import { Legend } from "../../charts/legend.tsx";
import { type StackedColumn, StackedColumns } from "../../charts/stacked-columns.tsx";
import { Section } from "../../components/section.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { type JourneyName, type OverviewAnswer, type WindowName, windows } from "./overview-answer.ts";

const useStyles = makeStyles({
	journey: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0 },
	name: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
	quiet: { color: tokens.colorNeutralForeground3 },
});

const states = ["enrolled", "refused", "stopped", "open"] as const;
/** As the sentence above has them. */
const order: readonly JourneyName[] = ["web", "account-driven", "ade-sign-in", "ade-userless", "renewal", "unenrollment"];
const colors = {
	enrolled: tokens.colorPaletteGreenBackground3,
	refused: tokens.colorPaletteRedBackground3,
	stopped: tokens.colorPaletteMarigoldBackground3,
	open: tokens.colorPaletteSteelBorderActive,
};

/** How tries ended, by the hour or the day in which they began: a drawing for each journey. */
export const History = memo(function History({
	history,
	shown,
}: {
	readonly history: OverviewAnswer["history"];
	readonly shown: WindowName;
}) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("overview");
	const [, setFilters] = useFilters();
	const series = states.map((key) => ({ key, name: t(`states.${key}`), color: colors[key], striped: key === "refused" }));
	const played = new Set(history.flatMap(({ counts }) => counts.map(({ journey }) => journey)));
	const journeys = order.filter((one) => played.has(one));
	const choose = (
		<TabList
			size="small"
			selectedValue={shown}
			aria-label={t("history.window")}
			onTabSelect={(_, { value }) => setFilters({ window: value === "24h" ? undefined : String(value) })}
		>
			{windows.map((one) => (
				<Tab key={one} value={one}>
					{t(`history.${one}`)}
				</Tab>
			))}
		</TabList>
	);
	return (
		<Section title={t("history.title")} actions={choose}>
			{journeys.length === 0 ? <p className={styles.quiet}>{t("history.none")}</p> : null}
			{journeys.map((journey) => {
				const columns = history.map((bucket) => columnOf(bucket, journey, shown, regionOf(i18n.language)));
				const totals = states.map((_, at) => columns.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
				const [enrolled = 0] = totals;
				const all = totals.reduce((sum, total) => sum + total, 0);
				const name = t(`journeys.${journey}`);
				const label = t("history.label", { journey: name, enrolled, all, window: t(`history.${shown}`) });
				return (
					<div key={journey} className={styles.journey}>
						<h3 className={styles.name}>{name}</h3>
						<Legend series={series} totals={totals} />
						<StackedColumns label={label} over={t("history.over")} series={series} columns={columns} height={isWall() ? 240 : 150} />
					</div>
				);
			})}
		</Section>
	);
});

function columnOf(
	{ from, counts }: OverviewAnswer["history"][number],
	journey: JourneyName,
	shown: WindowName,
	language: string,
): StackedColumn {
	const date = new Date(from);
	const own = counts.find((one) => one.journey === journey);
	const hours = shown === "24h";
	return {
		key: from,
		name: date.toLocaleString(language, hours ? { weekday: "short", hour: "numeric", minute: "2-digit" } : { dateStyle: "full" }),
		tick: hours
			? date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
			: date.toLocaleDateString(language, { month: "numeric", day: "numeric" }),
		values: states.map((state) => own?.[state] ?? 0),
	};
}
