import { type AssignmentState, assignmentStates } from "../ade/ports.ts";
import type { Context } from "./command.ts";
import { textTable } from "./text-table.ts";

const width = 24;

/** How many devices are in each state, with a bar for each; states without a device are left out. */
export function stateBars(
	counts: Readonly<Record<AssignmentState, number>>,
	context: Pick<Context, "texts" | "columns" | "paint">,
): string {
	const { texts } = context;
	const most = Math.max(1, ...assignmentStates.map((state) => counts[state]));
	const rows = assignmentStates
		.filter((state) => counts[state] > 0)
		// What there is is seen, be it one of a hundred thousand.
		.map((state) => [
			texts.words.assignment[state],
			String(counts[state]),
			"█".repeat(Math.max(1, Math.round((width * counts[state]) / most))),
		]);
	return textTable([{ title: texts.columns.state }, { title: texts.columns.devices, side: "right" }, { title: "" }], rows, context);
}
