import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AdeDeviceRow, Tables } from "./schema.ts";

/**
 * Where the condition holds for at most so many pages, they are read by its index and sorted: else the token's devices are read by serial until one
 * is full.
 */
const fewPages = 4;

/** No index is taken for what is inside. */
const hidden = (condition: RawBuilder<boolean>) => sql<boolean>`coalesce(${condition}, false)`;

/**
 * The next devices of a token, by serial, of those that meet a condition that an index holds (but without serials, see the migration). Neither way suits
 * both five failed devices and 200,000 assigned ones, and no database can know which it is before it has the values: a look at the index tells.
 */
export async function nextBySerial(
	db: Kysely<Tables>,
	of: {
		readonly tokenId: string;
		readonly condition: RawBuilder<boolean>;
		readonly also: readonly RawBuilder<boolean>[];
		readonly after: string;
		readonly limit: number;
	},
): Promise<AdeDeviceRow[]> {
	const ofToken = db.selectFrom("adeDevices").where("tokenId", "=", of.tokenId);
	const some = ofToken
		.select(sql`1`.as("one"))
		.where(of.condition)
		.limit(fewPages * of.limit + 1);
	const { n } = await db.selectFrom(some.as("some")).select(db.fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
	if (n === 0) return [];
	let query = ofToken.selectAll().limit(of.limit);
	for (const condition of of.also) query = query.where(condition);
	if (n > fewPages * of.limit) return query.where(hidden(of.condition)).where("serial", ">", of.after).orderBy("serial").execute();
	const serial = sql<string>`("serial" || '')`;
	return query.where(of.condition).where(sql<boolean>`${serial} > ${of.after}`).orderBy(serial).execute();
}
