import { useTranslation } from "react-i18next";
import { regionOf } from "../app/language.ts";

const units = [
	["year", 31_536_000_000],
	["month", 2_592_000_000],
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
] as const;

/** An instant as people say it (“3 minutes ago”), exact and with its zone on hover. `exact`: the date and time themselves. */
export function Moment({ at, exact = false }: { readonly at: string | null; readonly exact?: boolean }) {
	const { t, i18n } = useTranslation();
	if (at === null) return <span>{t("moment.never")}</span>;
	const date = new Date(at);
	const whole = date.toLocaleString(regionOf(i18n.language), { dateStyle: "full", timeStyle: "long" });
	const shown = exact
		? date.toLocaleString(regionOf(i18n.language), { dateStyle: "medium", timeStyle: "short" })
		: relative(date, i18n.language);
	return (
		<time dateTime={at} title={whole} style={{ whiteSpace: "nowrap" }}>
			{shown}
		</time>
	);
}

function relative(date: Date, language: string): string {
	const ms = date.getTime() - Date.now();
	const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
	const [unit, size] = units.find(([, one]) => Math.abs(ms) >= one) ?? ["second", Number.POSITIVE_INFINITY];
	// What is to come is rounded: of 90 days, a second after they began, people say three months, not two.
	const text = format.format(ms > 0 ? Math.round(ms / size) : Math.trunc(ms / size), unit);
	// Japanese has no space between a number and its unit.
	return language === "ja" ? text.replaceAll(/\s/g, "") : text;
}
