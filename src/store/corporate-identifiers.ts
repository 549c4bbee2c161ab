import { type Kysely, sql } from "kysely";
import type { CorporateIdentifierStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";
import { containing, searchText } from "./search.ts";

/** In one statement: each is a parameter of it. */
const mostAsked = 500;

export function corporateIdentifierStore(db: Kysely<Tables>): CorporateIdentifierStore {
	const identifiers = () => db.selectFrom("corporateIdentifiers").select(["serial", "details", "importedAt"]);
	return {
		async bySerial(serial) {
			return identifiers().where("serial", "=", serial).executeTakeFirst();
		},
		async upsert({ serial, details, importedAt }) {
			const values = { details, importedAt, searchText: searchText([serial, details]) };
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
			return identifiers().orderBy("serial").limit(limit).execute();
		},
		async page({ search, after, limit }) {
			let chosen = db.selectFrom("corporateIdentifiers").select("serial");
			if (after !== undefined) chosen = chosen.where("serial", ">", after);
			// A part of it, as the last four of a sticker: looked for in an index that holds nothing else.
			if (search !== undefined && search !== "") chosen = chosen.where(sql<boolean>`"searchText" like ${containing(search)} escape '\\'`);
			return identifiers().where("serial", "in", chosen.orderBy("serial").limit(limit)).orderBy("serial").execute();
		},
		async among(serials) {
			const found = [];
			for (let from = 0; from < serials.length; from += mostAsked) {
				const some = serials.slice(from, from + mostAsked);
				found.push(...(await identifiers().where("serial", "in", some).execute()));
			}
			return found;
		},
	};
}
