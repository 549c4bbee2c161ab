const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, 分: 60_000, 時間: 3_600_000, 日: 86_400_000 };

/**
 * A time in the future as a person types it, in the machine's zone: `2h`, `30m`, `3d`; `18:00` (the next one); `2026-08-01`; `2026-08-01 18:00`; ISO 8601
 * with a zone. Epoch milliseconds, or undefined when it is none of them.
 */
export function parseMoment(typed: string, now: number): number | undefined {
	const plain = typed.normalize("NFKC").trim().replaceAll("/", "-").replace(/^\+/, "");
	const span = /^(\d{1,4})\s*(m|h|d|分|時間|日)$/i.exec(plain);
	if (span?.[1] !== undefined && span[2] !== undefined) return now + Number(span[1]) * (units[span[2].toLowerCase()] ?? 0);
	const clock = /^(\d{1,2}):(\d{2})$/.exec(plain);
	if (clock?.[1] !== undefined && clock[2] !== undefined) {
		const [hours, minutes] = [Number(clock[1]), Number(clock[2])];
		if (hours > 23 || minutes > 59) return undefined;
		const today = new Date(now);
		const next = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, hours, minutes).getTime();
		return next(0) > now ? next(0) : next(1);
	}
	const date = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(plain);
	if (date !== null) return localMoment(date.slice(1).map((part) => Number(part ?? 0)));
	const withZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/i.test(plain) ? Date.parse(plain) : Number.NaN;
	return Number.isNaN(withZone) ? undefined : withZone;
}

/** undefined for a day or an hour that does not exist: JavaScript would count on into the next month. */
function localMoment([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[]): number | undefined {
	const date = new Date(year, month - 1, day, hour, minute, second);
	const same = date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60 && second < 60;
	return same ? date.getTime() : undefined;
}

/** As `parseMoment`, of the past: `2h` is two hours ago, `18:00` the last one. */
export function parsePast(typed: string, now: number): number | undefined {
	const at = parseMoment(typed, now);
	if (at === undefined) return undefined;
	const plain = typed.normalize("NFKC").trim();
	if (/^\d{1,2}:\d{2}$/.test(plain)) return at - 86_400_000;
	return /^\+?\d{1,4}\s*(m|h|d|分|時間|日)$/i.test(plain) ? 2 * now - at : at;
}
