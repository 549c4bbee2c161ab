import { type RawBuilder, sql } from "kysely";
import type { Position } from "../evidence/position.ts";

/** What comes after a row where the newest come first: compared as a pair, so that an index over both begins right there. */
export function afterRow(column: string, { at, id }: Position): RawBuilder<boolean> {
	return sql<boolean>`(${sql.ref(column)}, "id") < (${at}, ${id})`;
}
