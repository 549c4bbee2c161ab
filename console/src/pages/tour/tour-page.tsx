import { Button, Field, makeStyles, SearchBox, Select, Switch, tokens } from "@fluentui/react-components";
import { ArrowShuffleRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useIsDemo } from "../../app/use-is-demo.ts";
import { useChange } from "../../changes/use-change.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { Waiting } from "../../components/waiting.tsx";
import { HealthyPhones } from "./healthy-phones.tsx";
import { PlayView } from "./play-view.tsx";
import { type Scenario, ScenarioList, type Scenarios } from "./scenario-list.tsx";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL, alignItems: "end", marginBottom: tokens.spacingVerticalL },
	search: { flex: "1 1 240px", maxWidth: "420px" },
});

/** Simulated phones: pick a failure, see what the person sees, find out why, mend it, and see the phone enroll. Of the demo alone. */
export function TourPage() {
	const { t } = useTranslation("tour");
	const demo = useIsDemo();
	const scenarios = useApi("/tour/scenarios", { query: {} }, { enabled: demo });
	if (!demo) {
		return (
			<>
				<PageHeader title={t("title")} text={t("lead")} />
				<EmptyState title={t("no-demo.title")}>{t("no-demo.text")}</EmptyState>
			</>
		);
	}
	if (scenarios.data !== undefined) return <Shown scenarios={scenarios.data} />;
	return (
		<>
			<PageHeader title={t("title")} text={t("lead")} />
			{scenarios.isPending ? <Waiting /> : <ProblemNote error={scenarios.error} retry={() => void scenarios.refetch()} />}
		</>
	);
}

function Shown({ scenarios }: { readonly scenarios: Scenarios }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("tour");
	const [filters, setFilters] = useFilters();
	const [language, setLanguage] = useState<"en" | "ja">(i18n.language === "ja" ? "ja" : "en");
	const guessing = filters["guess"] === "1";
	const playing = filters["play"];
	const start = useChange("/tour/plays", { tell: false, onDone: ({ id }) => setFilters({ play: id }) });
	const begin = ({ id }: Scenario, whose: { readonly upn?: string; readonly serial?: string } = {}) =>
		start.mutate({ body: { scenario: id, language, ...whose } });
	if (playing !== undefined) {
		return (
			<>
				<PageHeader title={t("play.title")} actions={<Button onClick={() => setFilters({ play: undefined })}>{t("play.all")}</Button>} />
				<PlayView key={playing} id={playing} guessing={guessing} scenarios={scenarios.scenarios} />
			</>
		);
	}
	const failing = scenarios.scenarios.filter(({ code, stopsEverybody }) => code !== null && !stopsEverybody);
	const shuffle = () => {
		const any = failing[Math.floor(Math.random() * failing.length)];
		if (any === undefined) return;
		setFilters({ guess: "1" });
		begin(any);
	};
	const wanted = filters["q"] ?? "";
	return (
		<>
			<PageHeader title={t("title")} text={t("lead")} />
			<div className={styles.row}>
				<Field label={t("search")} className={styles.search}>
					<SearchBox value={wanted} onChange={(_, { value }) => setFilters({ q: value === "" ? undefined : value })} />
				</Field>
				<Field label={t("language")}>
					<Select value={language} onChange={(_, { value }) => setLanguage(value === "ja" ? "ja" : "en")}>
						<option value="en">English</option>
						<option value="ja">日本語</option>
					</Select>
				</Field>
				<Switch
					checked={guessing}
					label={t("guess.first")}
					onChange={(_, { checked }) => setFilters({ guess: checked ? "1" : undefined })}
				/>
				<Button icon={<ArrowShuffleRegular />} disabledFocusable={start.isPending} onClick={shuffle}>
					{t("guess.random")}
				</Button>
			</div>
			{start.error === null ? null : <ProblemNote error={start.error} />}
			{wanted === "" ? (
				<HealthyPhones ways={scenarios.scenarios.filter(({ code }) => code === null)} busy={start.isPending} onStart={begin} />
			) : null}
			{anything(scenarios, wanted) ? null : <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>}
			<ScenarioList scenarios={scenarios} wanted={wanted} busy={start.isPending} onStart={begin} />
		</>
	);
}

function anything({ scenarios, unplayable }: Scenarios, wanted: string): boolean {
	const words = wanted.trim().toLowerCase().split(/\s+/);
	const texts = [
		...scenarios.filter(({ code }) => code !== null).map(({ id, title, shows }) => `${id} ${title} ${shows}`),
		...unplayable.map(({ code, title, reason }) => `${code} ${title} ${reason}`),
	];
	return texts.some((text) => words.every((word) => text.toLowerCase().includes(word)));
}
