import { type Kysely, sql } from "kysely";
import { deviceSearchText } from "../device-search-text.ts";
import type { Dialect } from "../dialect.ts";
import type { Tables } from "../schema.ts";
import { versionOrder } from "../version-order.ts";
import { addColumns, index } from "./table.ts";

/** The list of devices: everything that it is filtered by in one index, but what changes at each check-in. */
export async function listOfDevices(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await addColumns(db, dialect, "devices", { label: "text?", osOrder: "integer?" });
	const some = db as Kysely<Tables>;
	const systems = await some.selectFrom("devices").select("osVersion").distinct().where("osVersion", "is not", null).execute();
	for (const { osVersion } of systems)
		await some
			.updateTable("devices")
			.set({ osOrder: versionOrder(osVersion) })
			.where("osVersion", "=", osVersion)
			.execute();
	const all = await some
		.selectFrom("devices")
		.leftJoin("users", "users.id", "devices.userId")
		.select(["devices.id", "devices.name", "devices.serial", "devices.udid", "devices.imei", "devices.product", "users.upn"])
		.execute();
	for (const { id, ...row } of all)
		await some
			.updateTable("devices")
			.set({ searchText: deviceSearchText({ ...row, label: null }) })
			.where("id", "=", id)
			.execute();
	// A filter that matches little is answered by reading this alone, in the order of the list: a fifth of what the rows are.
	await index(db, "devicesList", {
		table: "devices",
		columns: '"enrolledAt", "id", "state", "ownership", "osOrder", "product", "searchText"',
	});
	await index(db, "blockedDevicesByTime", { table: "blockedDevices", columns: '"at", "serial"' });
	await sql.raw('drop index "devicesByEnrollment"').execute(db);
	// By the beginning of what they are called.
	await index(db, "devicesByCalled", {
		table: "devices",
		columns: 'lower(coalesce("label", "name")), "id"',
		where: 'coalesce("label", "name") is not null',
	});
}
