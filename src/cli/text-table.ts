import { cutToWidth, displayWidth, padToWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";

export interface Column {
	readonly title: string;
	readonly side?: "right";
	/** May be cut where the terminal is too narrow. */
	readonly cut?: true;
}

const gap = "  ";
const narrowest = 8;

/**
 * Rows under their titles, aligned also where letters are two columns wide. `columns`: the terminal's width, for which those that may be cut give way
 * (the widest first); null: nothing is cut, for whoever reads it with a program.
 */
export function textTable(
	columnsOf: readonly Column[],
	rows: readonly (readonly string[])[],
	{ columns, paint }: { columns: number | null; paint: Paint },
): string {
	const widths = columnsOf.map(({ title }, at) => Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ""))));
	if (columns !== null) shrink(widths, columnsOf, columns);
	const line = (cells: readonly string[], style: (text: string) => string) =>
		cells
			.map((cell, at) => {
				const width = widths[at] ?? 0;
				const fitted = displayWidth(cell) > width ? cutToWidth(cell, width) : cell;
				const last = at === cells.length - 1 && columnsOf[at]?.side !== "right";
				return style(last ? fitted : padToWidth(fitted, width, columnsOf[at]?.side ?? "left"));
			})
			.join(gap)
			.trimEnd();
	const head = line(
		columnsOf.map(({ title }) => title),
		(text) => paint("faint", text),
	);
	return `${[head, ...rows.map((row) => line(row, (text) => text))].join("\n")}\n`;
}

function shrink(widths: number[], columnsOf: readonly Column[], columns: number): void {
	const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
	while (total() > columns) {
		let widest: number | undefined;
		for (const [at, { cut }] of columnsOf.entries()) {
			const width = widths[at] ?? 0;
			if (cut === true && width > narrowest && width > (widest === undefined ? 0 : (widths[widest] ?? 0))) widest = at;
		}
		if (widest === undefined) return;
		widths[widest] = (widths[widest] ?? 0) - 1;
	}
}

/** Labels with their values below one another; empty values are left out. */
export function textFields(fields: readonly (readonly [label: string, value: string])[], paint: Paint): string {
	const shown = fields.filter(([, value]) => value !== "");
	const width = Math.max(0, ...shown.map(([label]) => displayWidth(label)));
	return shown.map(([label, value]) => `${paint("faint", padToWidth(label, width))}  ${value}\n`).join("");
}
