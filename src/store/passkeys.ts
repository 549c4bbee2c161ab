import type { Kysely } from "kysely";
import type { Passkey, PasskeyStore } from "../administrators/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";

const toPasskey = ({ publicKey, transports, synced, ...row }: Tables["administratorPasskeys"]): Passkey => ({
	...row,
	publicKey: bytes(publicKey),
	transports: JSON.parse(transports),
	synced: synced === 1,
});

export function passkeyStore(db: Kysely<Tables>): PasskeyStore {
	const all = () => db.selectFrom("administratorPasskeys").selectAll();
	return {
		async insert({ transports, synced, ...passkey }) {
			const row = { ...passkey, transports: JSON.stringify(transports), synced: synced ? 1 : 0 } as const;
			await db.insertInto("administratorPasskeys").values(row).execute();
		},
		async byId(id) {
			const row = await all().where("id", "=", id).executeTakeFirst();
			return row && toPasskey(row);
		},
		async byCredentialId(credentialId) {
			const row = await all().where("credentialId", "=", credentialId).executeTakeFirst();
			return row && toPasskey(row);
		},
		async listOf(administratorId) {
			const rows = await all().where("administratorId", "=", administratorId).orderBy("createdAt").orderBy("id").execute();
			return rows.map(toPasskey);
		},
		async used(id, { counter, synced, at }, seenCounter) {
			const result = await db
				.updateTable("administratorPasskeys")
				.set({ counter, synced: synced ? 1 : 0, lastUsedAt: at })
				.where("id", "=", id)
				.where("counter", "=", seenCounter)
				.executeTakeFirst();
			return result.numUpdatedRows > 0n;
		},
		async rename(id, name) {
			await db.updateTable("administratorPasskeys").set({ name }).where("id", "=", id).execute();
		},
		async delete(id) {
			const result = await db.deleteFrom("administratorPasskeys").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async deleteOf(administratorId) {
			const result = await db.deleteFrom("administratorPasskeys").where("administratorId", "=", administratorId).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
