/** A stretch of every day, in minutes after midnight of the local clock; `from` later than `to`: over midnight. */
export interface DailyHours {
	readonly from: number;
	readonly to: number;
}

const day = 24 * 3600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows. `timeZone`: an IANA name, by default the machine's. */
function wallClock(at: number, timeZone: string | undefined): { readonly date: number; readonly minute: number } {
	const key = timeZone ?? "";
	let format = formats.get(key);
	if (format === undefined) {
		const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" } as const;
		format = new Intl.DateTimeFormat("en", { ...fields, calendar: "gregory", ...(timeZone === undefined ? {} : { timeZone }) });
		formats.set(key, format);
	}
	const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
	const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0 } = parts;
	return { date: Date.UTC(year, month - 1, date), minute: hour * 60 + minute };
}

/** Whether it is within these hours there. By the clock on the wall, so that a night in which it is changed is longer or shorter and has no gap. */
export function isWithin(hours: DailyHours, at: number, timeZone: string | undefined): boolean {
	const { minute } = wallClock(at, timeZone);
	return hours.from <= hours.to ? minute >= hours.from && minute < hours.to : minute >= hours.from || minute < hours.to;
}

/**
 * The local day that has begun, where days begin at this minute: `2026-04-01`. Where the clock is set back over that minute it is yesterday once more:
 * whoever does something once a day keeps the latest day.
 */
export function localDay(at: number, beginsAt: number, timeZone: string | undefined): string {
	const { date, minute } = wallClock(at, timeZone);
	return new Date(minute >= beginsAt ? date : date - day).toISOString().slice(0, 10);
}
