import { type Kysely, sql } from "kysely";
import type { AdeProfile, AdeProfileStore } from "../ade/ports.ts";
import type { AdeProfileRow, Tables } from "./schema.ts";

/** Without case by JavaScript's rule: SQL's lower() knows ASCII only on SQLite. */
const keyOf = (name: string): string => name.toLowerCase();
const written = (value: AdeProfile["refusal"] | AdeProfile["definedAs"]): string | null => (value === null ? null : JSON.stringify(value));
const read = (value: string | null) => (value === null ? null : JSON.parse(value));

function toProfile({ nameKey: _key, settings, refusal, definedAs, ...row }: AdeProfileRow): AdeProfile {
	return { ...row, settings: JSON.parse(settings), refusal: read(refusal), definedAs: read(definedAs) };
}

type Change = Parameters<AdeProfileStore["update"]>[1];

function toRow({ settings, refusal, definedAs, ...change }: Change): Partial<AdeProfileRow> {
	return {
		...change,
		...(change.name !== undefined && { nameKey: keyOf(change.name) }),
		...(settings !== undefined && { settings: JSON.stringify(settings) }),
		...(refusal !== undefined && { refusal: written(refusal) }),
		...(definedAs !== undefined && { definedAs: written(definedAs) }),
	};
}

export function adeProfileStore(db: Kysely<Tables>): AdeProfileStore {
	const profiles = () => db.selectFrom("adeProfiles").selectAll();
	return {
		async insert({ settings, refusal, definedAs, ...profile }) {
			const kept = { settings: JSON.stringify(settings), refusal: written(refusal), definedAs: written(definedAs) };
			const row = { ...profile, nameKey: keyOf(profile.name), ...kept };
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
