/** What was measured: one value a run. */
export interface Row {
	readonly what: string;
	readonly unit: string;
	readonly values: readonly number[];
	/** What the project promises; judged by the median. */
	readonly bar?: { readonly atLeast: number } | { readonly atMost: number };
	readonly note?: string;
}

export interface Bench {
	readonly name: string;
	run(say: (progress: string) => void): Promise<readonly Row[]>;
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? (sorted[middle] ?? Number.NaN)
		: ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** undefined: nothing was promised. */
export function met({ bar, values }: Row): boolean | undefined {
	if (bar === undefined) return undefined;
	return "atLeast" in bar ? median(values) >= bar.atLeast : median(values) <= bar.atMost;
}

/** The table that a person reads: median, smallest to largest, bar, and whether it is met. */
export function rendered(rows: readonly Row[]): string {
	const cells = rows.map((row) => [
		row.what,
		written(median(row.values)),
		row.values.length > 1 ? `${written(Math.min(...row.values))} - ${written(Math.max(...row.values))}` : "",
		row.unit,
		row.bar === undefined ? "" : "atLeast" in row.bar ? `>= ${written(row.bar.atLeast)}` : `<= ${written(row.bar.atMost)}`,
		met(row) === undefined ? "" : met(row) === true ? "met" : "MISSED",
		row.note ?? "",
	]);
	const head = ["", "median", "min - max", "", "bar", "", ""];
	const widths = head.map((title, column) => Math.max(title.length, ...cells.map((cell) => cell[column]?.length ?? 0)));
	const right = (column: number) => column === 1 || column === 2;
	return [head, ...cells]
		.map((cell) =>
			cell
				.map((text, column) => (right(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)))
				.join("  ")
				.trimEnd(),
		)
		.join("\n");
}

function written(value: number): string {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
