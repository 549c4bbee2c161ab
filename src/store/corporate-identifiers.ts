import { type Kysely, sql } from "kysely";
import type { CorporateIdentifierStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";
import { containing } from "./search.ts";

/** In one statement: each is a parameter of it. */
const mostAsked = 500;

export function corporateIdentifierStore(db: Kysely<Tables>): CorporateIdentifierStore {
	return {
		async bySerial(serial) {
			return db.selectFrom("corporateIdentifiers").selectAll().where("serial", "=", serial).executeTakeFirst();
		},
		async upsert({ serial, ...values }) {
			await db
				.insertInto("corporateIdentifiers")
				.values({ serial, ...values })
				.onConflict((conflict) => conflict.column("serial").doUpdateSet(values))
				.execute();
		},
		async delete(serial) {
			const result = await db.deleteFrom("corporateIdentifiers").where("serial", "=", serial).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async count() {
			const { n } = await db.selectFrom("corporateIdentifiers").select(db.fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
			return n;
		},
		async list(limit) {
			return db.selectFrom("corporateIdentifiers").selectAll().orderBy("serial").limit(limit).execute();
		},
		async page({ search, after, limit }) {
			let query = db.selectFrom("corporateIdentifiers").selectAll().orderBy("serial").limit(limit);
			if (after !== undefined) query = query.where("serial", ">", after);
			if (search !== undefined && search !== "") {
				// A part of it, as the last four of a sticker: looked for in the rows themselves, which are short and few beside devices.
				// Serials are kept in capitals.
				const pattern = containing(search);
				query = query.where(
					sql<boolean>`("serial" like ${pattern.toUpperCase()} escape '\\' or lower("details") like ${pattern} escape '\\')`,
				);
			}
			return query.execute();
		},
		async among(serials) {
			const found = [];
			for (let from = 0; from < serials.length; from += mostAsked) {
				const some = serials.slice(from, from + mostAsked);
				found.push(...(await db.selectFrom("corporateIdentifiers").selectAll().where("serial", "in", some).execute()));
			}
			return found;
		},
	};
}
