import type { Kysely } from "kysely";
import type { ApiToken, ApiTokenStore } from "../administrators/ports.ts";
import type { Tables } from "./schema.ts";

const toToken = ({ scopes, ...row }: Tables["apiTokens"]): ApiToken => ({ ...row, scopes: JSON.parse(scopes) });

export function apiTokenStore(db: Kysely<Tables>): ApiTokenStore {
	const all = () => db.selectFrom("apiTokens").selectAll();
	return {
		async insert({ scopes, ...token }) {
			await db
				.insertInto("apiTokens")
				.values({ ...token, scopes: JSON.stringify(scopes) })
				.execute();
		},
		async byId(id) {
			const row = await all().where("id", "=", id).executeTakeFirst();
			return row && toToken(row);
		},
		async byTokenHash(tokenHash) {
			const row = await all().where("tokenHash", "=", tokenHash).executeTakeFirst();
			return row && toToken(row);
		},
		async touch(id, at) {
			await db.updateTable("apiTokens").set({ lastUsedAt: at }).where("id", "=", id).execute();
		},
		async list({ administratorId, liveAt, limit }) {
			let some = all();
			if (administratorId !== undefined) some = some.where("administratorId", "=", administratorId);
			if (liveAt !== undefined) some = some.where("expiresAt", ">", liveAt);
			return (await some.orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit).execute()).map(toToken);
		},
		async delete(id) {
			const result = await db.deleteFrom("apiTokens").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async deleteOf(administratorId) {
			const result = await db.deleteFrom("apiTokens").where("administratorId", "=", administratorId).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
		async prune(now) {
			await db.deleteFrom("apiTokens").where("expiresAt", "<=", now).execute();
		},
	};
}
