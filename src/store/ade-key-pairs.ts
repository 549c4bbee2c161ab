import type { Kysely } from "kysely";
import type { AdeKeyPair, AdeKeyPairStore } from "../ade/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";

function toKeyPair(row: Tables["adeKeyPairs"]): AdeKeyPair {
	return { ...row, certificate: bytes(row.certificate), key: bytes(row.key) };
}

export function adeKeyPairStore(db: Kysely<Tables>): AdeKeyPairStore {
	return {
		async insert(pair) {
			await db.insertInto("adeKeyPairs").values(pair).execute();
		},
		async byId(id) {
			const row = await db.selectFrom("adeKeyPairs").selectAll().where("id", "=", id).executeTakeFirst();
			return row && toKeyPair(row);
		},
		async list() {
			const rows = await db.selectFrom("adeKeyPairs").selectAll().orderBy("createdAt", "desc").orderBy("id", "desc").execute();
			return rows.map(toKeyPair);
		},
		async delete(id) {
			await db.deleteFrom("adeKeyPairs").where("id", "=", id).execute();
		},
	};
}
