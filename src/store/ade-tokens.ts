import { type Kysely, sql } from "kysely";
import type { AdeToken, AdeTokenChange, AdeTokenStore } from "../ade/ports.ts";
import { bytes } from "./bytes.ts";
import type { AdeTokenRow, Tables } from "./schema.ts";

/** Without case by JavaScript's rule: SQL's lower() knows ASCII only on SQLite. */
const keyOf = (name: string): string => name.toLowerCase();
const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

function toToken({ nameKey: _key, account, refusal, ...row }: AdeTokenRow): AdeToken {
	return {
		...row,
		secrets: bytes(row.secrets),
		account: account === null ? null : JSON.parse(account),
		refusal: refusal === null ? null : JSON.parse(refusal),
	};
}

function toRow({ account, refusal, ...change }: AdeTokenChange): Partial<AdeTokenRow> {
	return {
		...change,
		...(change.name !== undefined && { nameKey: keyOf(change.name) }),
		...(account !== undefined && { account: jsonOf(account) }),
		...(refusal !== undefined && { refusal: jsonOf(refusal) }),
	};
}

export function adeTokenStore(db: Kysely<Tables>): AdeTokenStore {
	const tokens = () => db.selectFrom("adeTokens").selectAll();
	const one = async (column: "id" | "nameKey" | "consumerKey", value: string) => {
		const row = await tokens().where(column, "=", value).executeTakeFirst();
		return row && toToken(row);
	};
	return {
		async insert({ account, refusal, ...token }) {
			const row = { ...token, nameKey: keyOf(token.name), account: jsonOf(account), refusal: jsonOf(refusal) };
			const result = await db
				.insertInto("adeTokens")
				.values(row)
				.onConflict((conflict) => conflict.column("nameKey").doNothing())
				.executeTakeFirst();
			return result.numInsertedOrUpdatedRows === 1n;
		},
		async update(id, change) {
			const row = toRow(change);
			if (Object.keys(row).length === 0) return true;
			const query = db.updateTable("adeTokens").set(row).where("id", "=", id);
			const { nameKey } = row;
			if (nameKey === undefined) {
				await query.execute();
				return true;
			}
			// Looked for, not run into: a statement that fails would fail the whole unit.
			const taken = sql<boolean>`exists (select 1 from "adeTokens" as "other" where "other"."nameKey" = ${nameKey} and "other"."id" <> ${id})`;
			const result = await query.where(sql<boolean>`not ${taken}`).executeTakeFirst();
			return result.numUpdatedRows === 1n;
		},
		byId: (id) => one("id", id),
		byName: (name) => one("nameKey", keyOf(name)),
		byConsumerKey: (consumerKey) => one("consumerKey", consumerKey),
		async list() {
			return (await tokens().orderBy("nameKey").execute()).map(toToken);
		},
		async leastSynced(limit) {
			const rows = await db
				.selectFrom("adeTokens")
				.select(["name", "lastSuccessAt", "refusal"])
				.orderBy(sql`case when "refusal" is null then 1 else 0 end`)
				.orderBy(sql`coalesce("lastSuccessAt", 0)`)
				.orderBy("nameKey")
				.limit(limit)
				.execute();
			return rows.map(({ refusal, ...row }) => ({ ...row, refusal: refusal === null ? null : JSON.parse(refusal) }));
		},
		async count() {
			const { n } = await db.selectFrom("adeTokens").select(db.fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
			return n;
		},
		async delete(id) {
			await db.deleteFrom("adeVisits").where("tokenId", "=", id).execute();
			await db.deleteFrom("adeDevices").where("tokenId", "=", id).execute();
			await db.deleteFrom("adeTokens").where("id", "=", id).execute();
		},
	};
}
