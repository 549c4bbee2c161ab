import type { Kysely } from "kysely";
import type { Administrator, AdministratorStore } from "../administrators/ports.ts";
import { bytes } from "./bytes.ts";
import type { AdministratorRow, Tables } from "./schema.ts";

const toAdministrator = ({ enabled, totp, ...row }: AdministratorRow): Administrator => ({
	...row,
	enabled: enabled === 1,
	totp: totp === null ? null : bytes(totp),
});

const toRow = ({ enabled, ...administrator }: Administrator): AdministratorRow => ({ ...administrator, enabled: enabled ? 1 : 0 });

export function administratorStore(db: Kysely<Tables>): AdministratorStore {
	const all = () => db.selectFrom("administrators").selectAll();
	return {
		async byId(id) {
			const row = await all().where("id", "=", id).executeTakeFirst();
			return row && toAdministrator(row);
		},
		async byName(name) {
			const row = await all().where("name", "=", name).executeTakeFirst();
			return row && toAdministrator(row);
		},
		async byProvider(provider) {
			const row = await all().where("provider", "=", provider).executeTakeFirst();
			return row && toAdministrator(row);
		},
		async insert(administrator) {
			await db.insertInto("administrators").values(toRow(administrator)).execute();
		},
		async update(administrator, seenVersion) {
			const result = await db
				.updateTable("administrators")
				.set(toRow(administrator))
				.where("id", "=", administrator.id)
				.where("version", "=", seenVersion)
				.executeTakeFirst();
			return result.numUpdatedRows > 0n;
		},
		async list() {
			return (await all().orderBy("name").execute()).map(toAdministrator);
		},
		async any() {
			return (await db.selectFrom("administrators").select("id").limit(1).executeTakeFirst()) !== undefined;
		},
	};
}
