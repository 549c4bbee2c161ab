import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AttemptFilter } from "../enrollment/ports.ts";
import { type AttemptState, attemptStates } from "../evidence/attempt.ts";
import { afterRow } from "./after-row.ts";
import type { AttemptRow, Tables } from "./schema.ts";

/** The most telling first: of the first that is given the index is read, in the list's order. */
const filters = ["serial", "upn", "code", "journey", "state"] as const satisfies readonly (keyof AttemptFilter)[];

/**
 * A page of tries, the newest first. First which ones, by one index alone; then their rows, as many as are shown.
 * The indexes of codes and journeys have the state before the time, so that a million tries in another state are not looked through; where every state
 * is asked for, the newest of each are put in order.
 */
export async function attemptPage(db: Kysely<Tables>, filter: AttemptFilter): Promise<AttemptRow[]> {
	const lead = filters.find((column) => filter[column] !== undefined);
	const byState = lead === "code" || lead === "journey";
	const asked = filter.state === undefined && byState ? attemptStates : [filter.state];
	const newest = sql.join(
		asked.map((state) => sql`select * from (${newestOf(db, { ...filter, state }, lead)}) as "newest"`),
		sql` union all `,
	);
	const page = sql<Pick<AttemptRow, "id" | "startedAt">>`(select * from (${newest}) as "found"
		order by "startedAt" desc, "id" desc limit ${filter.limit})`;
	return (
		db
			.selectFrom(page.as("page"))
			// A cross join keeps the order on SQLite, which would else walk through all tries and look for each of them in the page.
			.crossJoin("attempts")
			.whereRef("attempts.id", "=", "page.id")
			.selectAll("attempts")
			.orderBy("attempts.startedAt", "desc")
			.orderBy("attempts.id", "desc")
			.execute()
	);
}

type Asked = Omit<AttemptFilter, "state"> & { readonly state: AttemptState | undefined };

function newestOf(db: Kysely<Tables>, filter: Asked, lead: (typeof filters)[number] | undefined): RawBuilder<unknown> {
	let query = db.selectFrom("attempts").select(["id", "startedAt"]);
	for (const column of filters) {
		const value = filter[column];
		if (value === undefined) continue;
		const indexed = column === lead || (column === "state" && (lead === "code" || lead === "journey"));
		// The others are kept from their indexes, by `is true`, of which PostgreSQL still knows how many rows it leaves.
		query = indexed ? query.where(column, "=", value) : query.where(sql<boolean>`(${sql.ref(column)} = ${value}) is true`);
	}
	if (filter.since !== undefined) query = query.where("startedAt", ">=", filter.since);
	if (filter.until !== undefined) query = query.where("startedAt", "<", filter.until);
	if (filter.after !== undefined) query = query.where(afterRow("startedAt", filter.after));
	return sql`${query.orderBy("startedAt", "desc").orderBy("id", "desc").limit(filter.limit)}`;
}
