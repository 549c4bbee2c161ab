import { makeStyles, Skeleton, SkeletonItem, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { wall } from "../../app/wall.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { Expiries } from "./expiries.tsx";
import { FirstSteps, isSetUp } from "./first-steps.tsx";
import { Funnel } from "./funnel.tsx";
import { History } from "./history.tsx";
import { LiveTries } from "./live-tries.tsx";
import { OpenIncidents } from "./open-incidents.tsx";
import { overviewAsking } from "./overview-answer.ts";
import { StateBanner } from "./state-banner.tsx";

const onWall = `@media ${wall}` as const;

const useStyles = makeStyles({
	page: {
		fontSize: tokens.fontSizeBase300,
		lineHeight: tokens.lineHeightBase300,
		[onWall]: {
			"--fontSizeBase200": "17px",
			"--lineHeightBase200": "22px",
			"--fontSizeBase300": "20px",
			"--lineHeightBase300": "28px",
			"--fontSizeBase400": "24px",
			"--lineHeightBase400": "32px",
			"--fontSizeBase500": "64px",
			"--lineHeightBase500": "72px",
			"--fontSizeBase600": "56px",
			"--lineHeightBase600": "68px",
			"--chart-text": "16px",
		},
	},
	parts: {
		display: "grid",
		gridTemplateColumns: "repeat(2, minmax(0, 1fr))",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
		"@media (max-width: 1199px)": { gridTemplateColumns: "minmax(0, 1fr)" },
		"@media (min-width: 1800px)": { gridTemplateColumns: "repeat(3, minmax(0, 1fr))" },
	},
	column: { minWidth: 0 },
	/** Two columns, and on a wide screen the second and third of three. */
	rest: {
		minWidth: 0,
		display: "grid",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
		gridTemplateColumns: "minmax(0, 1fr)",
		"@media (min-width: 1800px)": { gridColumn: "span 2", gridTemplateColumns: "repeat(2, minmax(0, 1fr))" },
	},
	waiting: { display: "grid", gap: tokens.spacingVerticalL },
});

const every = 10_000;

export function OverviewPage() {
	const styles = useStyles();
	const { t } = useTranslation("overview");
	const [filters] = useFilters();
	const asking = overviewAsking(filters["window"]);
	const shown = asking.query.window;
	const { data, error, refetch } = useApi("/overview", asking, { every, keep: true });
	return (
		<div className={styles.page}>
			<PageHeader title={t("app:nav.overview")} />
			{error !== null && data === undefined ? <ProblemNote error={error} retry={() => void refetch()} /> : null}
			{data === undefined ? (
				error === null && (
					<Skeleton className={styles.waiting} aria-label={t("app:loading")}>
						<SkeletonItem size={72} />
						<SkeletonItem size={128} />
						<SkeletonItem size={128} />
					</Skeleton>
				)
			) : (
				<>
					{data.state === "nothing-yet" ? null : <StateBanner overview={data} />}
					{isSetUp(data.setUp) ? null : <FirstSteps setUp={data.setUp} />}
					<div className={styles.parts}>
						<div className={styles.column}>
							<OpenIncidents overview={data} />
							{data.setUp.tried ? <Funnel funnel={data.funnel} /> : null}
						</div>
						<div className={styles.rest}>
							<div className={styles.column}>{data.setUp.tried ? <History history={data.history} shown={shown} /> : null}</div>
							<div className={styles.column}>
								<LiveTries onGap={() => void refetch()} />
								<Expiries overview={data} />
							</div>
						</div>
					</div>
				</>
			)}
		</div>
	);
}
