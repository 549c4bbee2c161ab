/** A day as the browser's field writes it (2026-04-01), in the person's own zone, as the API asks for it; what is no day is no filter. */
export const dayStart = (day: string | undefined): string | undefined => at(day, "T00:00:00");
export const dayEnd = (day: string | undefined): string | undefined => at(day, "T23:59:59.999");

function at(day: string | undefined, time: string): string | undefined {
	if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
	const date = new Date(day + time);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
