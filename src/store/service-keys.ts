import type { Kysely } from "kysely";
import type { ServiceKeyStore } from "../pki/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";

export function serviceKeyStore(db: Kysely<Tables>): ServiceKeyStore {
	return {
		async get(name) {
			const row = await db.selectFrom("serviceKeys").selectAll().where("name", "=", name).executeTakeFirst();
			return row && { ...row, certificate: bytes(row.certificate), key: bytes(row.key) };
		},
		async put({ name, ...values }) {
			await db
				.insertInto("serviceKeys")
				.values({ name, ...values })
				.onConflict((conflict) => conflict.column("name").doUpdateSet(values))
				.execute();
		},
	};
}
