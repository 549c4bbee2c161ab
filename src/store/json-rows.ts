import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "./dialect.ts";
import { storable } from "./storable.ts";

type Cell = string | number | null;

/** JSON.stringify escapes these two only: what PostgreSQL cannot store, and halves of a character, with which it refuses the whole text. */
const suspicious = /\\u(0000|d[89a-f])/;

function jsonOf(rows: readonly (readonly Cell[])[]): string {
	const json = JSON.stringify(rows);
	if (!suspicious.test(json)) return json;
	return JSON.stringify(rows, (_, value: unknown) => (typeof value === "string" ? storable(value.toWellFormed()) : value));
}

/**
 * Many rows as one parameter, to be selected from: a page of a thousand devices is one statement whose text never changes, so that it is prepared once.
 * The columns get these names, in the order of the cells.
 */
export function jsonRows(
	dialect: Dialect,
	columns: { readonly [name: string]: "text" | "instant" },
	rows: readonly (readonly Cell[])[],
): RawBuilder<unknown> {
	const cells = Object.entries(columns).map(([name, type], at) => {
		const cell = `"cells"."value" ->> ${at}`;
		return `${type === "text" ? cell : `cast(${cell} as bigint)`} as "${name}"`;
	});
	const json = jsonOf(rows);
	const source =
		dialect === "sqlite" ? sql`jsonb_each(${json}) as "cells"` : sql`jsonb_array_elements(cast(${json} as jsonb)) as "cells"("value")`;
	return sql`(select ${sql.raw(cells.join(", "))} from ${source})`;
}
