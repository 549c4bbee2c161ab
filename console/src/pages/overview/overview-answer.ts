import type { Answer } from "../../api/client.ts";

export type OverviewAnswer = Answer<"GET", "/overview">;
export type JourneyName = OverviewAnswer["history"][number]["counts"][number]["journey"];

export const windows = ["24h", "7d", "30d"] as const;
export type WindowName = (typeof windows)[number];

export function percent(part: number, whole: number, language: string): string {
	return (whole === 0 ? 0 : part / whole).toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });
}
