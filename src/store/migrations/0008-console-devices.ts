import { type Kysely, sql } from "kysely";
import { listingOf } from "../device-listing.ts";
import type { Dialect } from "../dialect.ts";
import type { Tables } from "../schema.ts";
import { addColumns, index, table } from "./table.ts";

/**
 * The list of devices: what it is filtered by stands apart from the device, whose row changes at each check-in. PostgreSQL reads an index alone only where
 * the rows behind it have not changed lately: else a filter that finds little would look at each device's row, of a kilobyte.
 */
export async function listOfDevices(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await addColumns(db, dialect, "devices", { label: "text?" });
	await table(
		db,
		dialect,
		"deviceListings",
		{
			...{ id: "key", enrolledAt: "instant", state: "text", ownership: "text" },
			...{ product: "text?", osOrder: "integer?", searchText: "text" },
		},
		['foreign key ("id") references "devices" ("id")'],
	);
	const some = db as Kysely<Tables>;
	for (let after = ""; ; ) {
		const devices = some.selectFrom("devices").leftJoin("users", "users.id", "devices.userId").orderBy("devices.id").limit(300);
		const rows = await devices
			.select(["devices.id", "devices.name", "devices.serial", "devices.udid", "devices.imei", "devices.product", "devices.osVersion"])
			.select(["devices.enrolledAt", "devices.state", "devices.ownership", "users.upn"])
			.where("devices.id", ">", after)
			.execute();
		const last = rows.at(-1);
		if (last === undefined) break;
		const listings = rows.map(({ upn, ...row }) => listingOf({ ...row, label: null }, upn));
		await some.insertInto("deviceListings").values(listings).execute();
		after = last.id;
	}
	// A filter that matches little is answered by reading this alone, in the order of the list.
	await index(db, "deviceListingsByTime", {
		table: "deviceListings",
		columns: '"enrolledAt", "id", "state", "ownership", "osOrder", "product", "searchText"',
	});
	await index(db, "deviceListingsByState", { table: "deviceListings", columns: '"state", "enrolledAt", "id"' });
	await sql.raw('alter table "devices" drop column "searchText"').execute(db);
	await sql.raw('drop index "devicesByEnrollment"').execute(db);
	// How many devices each person has is counted from this alone.
	await sql.raw('drop index "devicesByUser"').execute(db);
	await index(db, "devicesByUser", { table: "devices", columns: '"userId", "state"', where: '"userId" is not null' });
	await index(db, "blockedDevicesByTime", { table: "blockedDevices", columns: '"at", "serial"' });
	// By the beginning of what they are called.
	await index(db, "devicesByCalled", {
		table: "devices",
		columns: 'lower(coalesce("label", "name")), "id"',
		where: 'coalesce("label", "name") is not null',
	});
}
