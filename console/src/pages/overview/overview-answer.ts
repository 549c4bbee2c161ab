import type { Answer } from "../../api/client.ts";

export type OverviewAnswer = Answer<"GET", "/overview">;
export type JourneyName = OverviewAnswer["history"][number]["counts"][number]["journey"];

export const windows = ["24h", "7d", "30d"] as const;
export type WindowName = (typeof windows)[number];

/** Minutes ahead of UTC here: days begin at midnight of whoever looks. */
const zone = -new Date().getTimezoneOffset();

/** What the overview is asked for, by the window in its address. */
export function overviewAsking(given: string | undefined): { readonly query: { readonly window: WindowName; readonly zone: number } } {
	return { query: { window: windows.find((one) => one === given) ?? "24h", zone } };
}

export function percent(part: number, whole: number, language: string): string {
	return (whole === 0 ? 0 : part / whole).toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });
}
