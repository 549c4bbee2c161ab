import { type Kysely, sql } from "kysely";
import type { AdeProfile, AdeProfileStore } from "../ade/ports.ts";
import type { AdeProfileRow, Tables } from "./schema.ts";

/** Without case by JavaScript's rule: SQL's lower() knows ASCII only on SQLite. */
const keyOf = (name: string): string => name.toLowerCase();
const refusalOf = (refusal: AdeProfile["refusal"]): string | null => (refusal === null ? null : JSON.stringify(refusal));

function toProfile({ nameKey: _key, settings, refusal, ...row }: AdeProfileRow): AdeProfile {
	return { ...row, settings: JSON.parse(settings), refusal: refusal === null ? null : JSON.parse(refusal) };
}

type Change = Parameters<AdeProfileStore["update"]>[1];

function toRow({ settings, refusal, ...change }: Change): Partial<AdeProfileRow> {
	return {
		...change,
		...(change.name !== undefined && { nameKey: keyOf(change.name) }),
		...(settings !== undefined && { settings: JSON.stringify(settings) }),
		...(refusal !== undefined && { refusal: refusalOf(refusal) }),
	};
}

export function adeProfileStore(db: Kysely<Tables>): AdeProfileStore {
	const profiles = () => db.selectFrom("adeProfiles").selectAll();
	return {
		async insert({ settings, refusal, ...profile }) {
			const row = { ...profile, nameKey: keyOf(profile.name), settings: JSON.stringify(settings), refusal: refusalOf(refusal) };
			const result = await db
				.insertInto("adeProfiles")
				.values(row)
				.onConflict((conflict) => conflict.columns(["tokenId", "nameKey"]).doNothing())
				.executeTakeFirst();
			return result.numInsertedOrUpdatedRows === 1n;
		},
		async update(id, change) {
			const row = toRow(change);
			if (Object.keys(row).length === 0) return true;
			const query = db.updateTable("adeProfiles").set(row).where("id", "=", id);
			const { nameKey } = row;
			if (nameKey === undefined) {
				await query.execute();
				return true;
			}
			// Looked for, not run into: a statement that fails would fail the whole unit.
			const taken = sql<boolean>`exists (select 1 from "adeProfiles" as "other"
				where "other"."tokenId" = "adeProfiles"."tokenId" and "other"."nameKey" = ${nameKey} and "other"."id" <> ${id})`;
			const result = await query.where(sql<boolean>`not ${taken}`).executeTakeFirst();
			return result.numUpdatedRows === 1n;
		},
		async byId(id) {
			const row = await profiles().where("id", "=", id).executeTakeFirst();
			return row && toProfile(row);
		},
		async byName(tokenId, name) {
			const row = await profiles().where("tokenId", "=", tokenId).where("nameKey", "=", keyOf(name)).executeTakeFirst();
			return row && toProfile(row);
		},
		async ofToken(tokenId) {
			return (await profiles().where("tokenId", "=", tokenId).orderBy("nameKey").execute()).map(toProfile);
		},
		async delete(id) {
			// A removed device that comes back must not want a profile that is no more.
			await db.updateTable("adeDevices").set({ profileId: null }).where("profileId", "=", id).execute();
			await db.updateTable("adeTokens").set({ defaultProfileId: null }).where("defaultProfileId", "=", id).execute();
			await db.deleteFrom("adeProfiles").where("id", "=", id).execute();
		},
	};
}
