import type { Kysely } from "kysely";
import type { PushCertificate, PushCertificateStore } from "../tenant/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";

function toCertificate(row: Tables["pushCertificates"]): PushCertificate {
	return { ...row, key: bytes(row.key), current: row.current === 1 };
}

export function pushCertificateStore(db: Kysely<Tables>): PushCertificateStore {
	return {
		async current() {
			const row = await db.selectFrom("pushCertificates").selectAll().where("current", "=", 1).executeTakeFirst();
			return row && toCertificate(row);
		},
		async list() {
			const rows = await db.selectFrom("pushCertificates").selectAll().orderBy("uploadedAt", "desc").orderBy("id", "desc").execute();
			return rows.map(toCertificate);
		},
		async install({ id, ...certificate }) {
			const values = { ...certificate, current: 1 as const };
			await db.updateTable("pushCertificates").set({ current: 0 }).where("current", "=", 1).execute();
			await db
				.insertInto("pushCertificates")
				.values({ id, ...values })
				.onConflict((conflict) => conflict.column("id").doUpdateSet(values))
				.execute();
		},
		async recordAnswer(id, refused) {
			await db
				.updateTable("pushCertificates")
				.set({ refusedReason: refused?.reason ?? null, refusedAt: refused?.at ?? null })
				.where("id", "=", id)
				.execute();
		},
		async pendingKeys() {
			const rows = await db.selectFrom("pendingPushKeys").selectAll().orderBy("createdAt").orderBy("id").execute();
			return rows.map((row) => ({ ...row, key: bytes(row.key) }));
		},
		async addPendingKey(key) {
			await db.insertInto("pendingPushKeys").values(key).execute();
		},
		async deletePendingKey(id) {
			await db.deleteFrom("pendingPushKeys").where("id", "=", id).execute();
		},
	};
}
