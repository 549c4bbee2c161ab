import { type Kysely, sql } from "kysely";
import type { DeviceFilter, ListedDevice } from "../devices/ports.ts";
import { afterRow } from "./after-row.ts";
import type { Tables } from "./schema.ts";
import { containing } from "./search.ts";
import { versionOrder } from "./version-order.ts";

/**
 * A page of devices, those enrolled last first. First which ones, by one index; then their rows, as many as are shown.
 */
export async function devicePage(db: Kysely<Tables>, filter: DeviceFilter): Promise<ListedDevice[]> {
	const { search, state, ownership, platform, osBelow, notSeenSince, userId, after, limit } = filter;
	let chosen = db.selectFrom("deviceListings").select("id");
	// The index of states alone gives them in order; with other filters it would be read with a row for each, and the whole listing is not.
	const others = [search, ownership, platform, osBelow, userId].some((one) => one !== undefined);
	if (state !== undefined) chosen = others ? chosen.where(sql<boolean>`("state" = ${state}) is true`) : chosen.where("state", "=", state);
	if (ownership !== undefined) chosen = chosen.where("ownership", "=", ownership);
	if (platform !== undefined) chosen = chosen.where("product", "like", `${platform}%`);
	if (osBelow !== undefined) chosen = chosen.where("osOrder", "<", versionOrder(osBelow) ?? 0);
	if (search !== undefined) chosen = chosen.where(sql<boolean>`"searchText" like ${containing(search)} escape '\\'`);
	if (userId !== undefined) chosen = chosen.where("id", "in", db.selectFrom("devices").select("id").where("userId", "=", userId));
	// Who was seen since was enrolled before, or is too new: what stands in the row alone is asked of the older ones only.
	if (notSeenSince !== undefined) {
		const unseen = db
			.selectFrom("devices")
			.select("devices.id")
			.where(sql<boolean>`"devices"."id" = "deviceListings"."id"`)
			.where(sql`coalesce("devices"."lastSeenAt", 0)`, "<", notSeenSince);
		chosen = chosen.where("enrolledAt", "<", notSeenSince).where((where) => where.exists(unseen));
	}
	if (after !== undefined) chosen = chosen.where(afterRow("enrolledAt", after));
	const page = chosen.orderBy("enrolledAt", "desc").orderBy("id", "desc").limit(limit);
	return (
		db
			.selectFrom(page.as("page"))
			// A cross join keeps the order on SQLite, which would else walk through all devices and look for each of them in the page.
			.crossJoin("devices")
			.whereRef("devices.id", "=", "page.id")
			.leftJoin("users", "users.id", "devices.userId")
			.select(["devices.id", "devices.name", "devices.label", "devices.serial", "devices.udid", "devices.product", "devices.osVersion"])
			.select(["devices.state", "devices.ownership", "devices.enrolledAt", "devices.lastSeenAt", "devices.pushDeadAt", "devices.userId"])
			.select(["users.upn", "users.displayName"])
			.orderBy("devices.enrolledAt", "desc")
			.orderBy("devices.id", "desc")
			.execute()
	);
}

/** How many are in each state; those of which there is none are left out. */
export async function countByState(db: Kysely<Tables>): Promise<{ readonly [state: string]: number }> {
	const rows = await db
		.selectFrom("deviceListings")
		.select(["state", db.fn.countAll<number>().as("n")])
		.groupBy("state")
		.execute();
	return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
