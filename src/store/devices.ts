import { type Kysely, sql } from "kysely";
import type { Device, DeviceChange, DeviceStore } from "../devices/ports.ts";
import { bytes } from "./bytes.ts";
import { listed, listingOf } from "./device-listing.ts";
import { countByState, devicePage } from "./device-page.ts";
import type { DeviceListingRow, DeviceRow, Flag, Tables } from "./schema.ts";
import { containing, lowered } from "./search.ts";
import { live } from "./state-sql.ts";

const notEnded = sql<boolean>`"state" ${sql.raw(live)}`;
/** Those that hold our profile, whatever is on its way to them. */
const holdsProfile = ["managed", "retire-pending", "wipe-pending"] as const;

async function listing(db: Kysely<Tables>, device: Pick<DeviceRow, (typeof listed)[number]>): Promise<DeviceListingRow> {
	const { userId } = device;
	const user = userId === null ? undefined : await db.selectFrom("users").select("upn").where("id", "=", userId).executeTakeFirst();
	return listingOf(device, user?.upn ?? null);
}

const flag = (value: boolean): Flag => (value ? 1 : 0);

type SelectedDevice = DeviceRow & { readonly unlockToken: Uint8Array | null };

async function withInformation(db: Kysely<Tables>, rows: readonly SelectedDevice[]): Promise<Device[]> {
	const devices: Device[] = [];
	for (let at = 0; at < rows.length; at += 500) {
		const part = rows.slice(at, at + 500);
		const ids = part.map((row) => row.id);
		const answers = await db.selectFrom("deviceInformation").selectAll().where("deviceId", "in", ids).orderBy("requestType").execute();
		const byDevice = Map.groupBy(answers, (answer) => answer.deviceId);
		for (const row of part) {
			devices.push({
				...row,
				pushToken: bytes(row.pushToken),
				pushMagic: bytes(row.pushMagic),
				unlockToken: bytes(row.unlockToken),
				awaitingConfiguration: row.awaitingConfiguration === 1,
				information: Object.fromEntries((byDevice.get(row.id) ?? []).map((answer) => [answer.requestType, answer.json])),
			});
		}
	}
	return devices;
}

async function putUnlockToken(db: Kysely<Tables>, deviceId: string, unlockToken: Uint8Array | null): Promise<void> {
	if (unlockToken === null) {
		await db.deleteFrom("deviceUnlockTokens").where("deviceId", "=", deviceId).execute();
		return;
	}
	await db
		.insertInto("deviceUnlockTokens")
		.values({ deviceId, unlockToken })
		.onConflict((conflict) => conflict.column("deviceId").doUpdateSet({ unlockToken }))
		.execute();
}

async function update(db: Kysely<Tables>, id: string, change: DeviceChange): Promise<void> {
	const { awaitingConfiguration, unlockToken, ...rest } = change;
	if (unlockToken !== undefined) await putUnlockToken(db, id, unlockToken);
	const values: Partial<DeviceRow> = {
		...rest,
		...(awaitingConfiguration !== undefined && { awaitingConfiguration: flag(awaitingConfiguration) }),
	};
	if (Object.keys(values).length === 0) return;
	await db.updateTable("devices").set(values).where("id", "=", id).execute();
	if (!listed.some((column) => column in change)) return;
	const row = await db.selectFrom("devices").select(listed).where("id", "=", id).executeTakeFirst();
	if (row === undefined) return;
	const { id: _id, ...now } = await listing(db, row);
	await db.updateTable("deviceListings").set(now).where("id", "=", id).execute();
}

export function deviceStore(db: Kysely<Tables>): DeviceStore {
	const devices = () =>
		db
			.selectFrom("devices")
			.leftJoin("deviceUnlockTokens", "deviceUnlockTokens.deviceId", "devices.id")
			.selectAll("devices")
			.select("deviceUnlockTokens.unlockToken");
	const one = async (row: SelectedDevice | undefined): Promise<Device | undefined> =>
		row === undefined ? undefined : (await withInformation(db, [row]))[0];
	/** The enrollment that is not ended, else the newest ended one. */
	const best = async (column: "udid" | "serial", value: string) =>
		one(
			await devices()
				.where(column, "=", value)
				.orderBy(sql`case when ${notEnded} then 0 else 1 end`)
				.orderBy("enrolledAt", "desc")
				.orderBy("id", "desc")
				.limit(1)
				.executeTakeFirst(),
		);
	const countHolding = async (comparison: "=" | "!=", topic: string): Promise<number> => {
		const query = db.selectFrom("devices").select(db.fn.countAll<number>().as("n"));
		return (await query.where("state", "in", holdsProfile).where("topic", comparison, topic).executeTakeFirstOrThrow()).n;
	};
	return {
		byId: async (id) => one(await devices().where("id", "=", id).executeTakeFirst()),
		byUdid: (udid) => best("udid", udid),
		bySerial: (serial) => best("serial", serial),
		async insert({ information, unlockToken, ...device }) {
			await db
				.insertInto("devices")
				.values({ ...device, awaitingConfiguration: flag(device.awaitingConfiguration) })
				.execute();
			await db
				.insertInto("deviceListings")
				.values(await listing(db, device))
				.execute();
			if (unlockToken !== null) await putUnlockToken(db, device.id, unlockToken);
			const answers = Object.entries(information).map(([requestType, json]) => ({ deviceId: device.id, requestType, json }));
			if (answers.length > 0) await db.insertInto("deviceInformation").values(answers).execute();
		},
		update: (id, change) => update(db, id, change),
		async setInformation(deviceId, requestType, json) {
			await db
				.insertInto("deviceInformation")
				.values({ deviceId, requestType, json })
				.onConflict((conflict) => conflict.columns(["deviceId", "requestType"]).doUpdateSet({ json }))
				.execute();
		},
		async ofUser(userId) {
			const query = devices().where("userId", "=", userId).where(notEnded);
			return withInformation(db, await query.orderBy("enrolledAt", "desc").orderBy("id", "desc").execute());
		},
		async list({ search, state, limit }) {
			let chosen = db.selectFrom("deviceListings").select("id");
			if (state !== undefined) chosen = chosen.where("state", "=", state);
			if (search !== undefined) chosen = chosen.where(sql<boolean>`"searchText" like ${containing(search)} escape '\\'`);
			const page = chosen.orderBy("enrolledAt", "desc").orderBy("id", "desc").limit(limit);
			return withInformation(db, await devices().where("id", "in", page).orderBy("enrolledAt", "desc").orderBy("id", "desc").execute());
		},
		page: (filter) => devicePage(db, filter),
		countByState: () => countByState(db),
		async count({ state }) {
			let query = db.selectFrom("deviceListings").select(db.fn.countAll<number>().as("n"));
			if (state !== undefined) query = query.where("state", "=", state);
			return (await query.executeTakeFirstOrThrow()).n;
		},
		async named(beginning, limit) {
			const from = lowered(beginning);
			const called = sql<string>`lower(coalesce("label", "name"))`;
			const some = devices()
				.where(sql<boolean>`coalesce("label", "name") is not null`)
				.where(called, ">=", from)
				.where(called, "<", `${from}\u{10ffff}`);
			return withInformation(db, await some.orderBy(called).orderBy("id").limit(limit).execute());
		},
		async otherTopicBefore(topic, before) {
			// One state, so that the index gives them in order and the first is found without reading the others.
			const first = db.selectFrom("devices").select("topic").where("state", "=", "managed").where("enrolledAt", "<", before);
			return (await first.where("topic", "!=", topic).orderBy("enrolledAt").orderBy("id").limit(1).executeTakeFirst())?.topic;
		},
		countOtherTopic: (topic) => countHolding("!=", topic),
		countTopic: (topic) => countHolding("=", topic),
	};
}
