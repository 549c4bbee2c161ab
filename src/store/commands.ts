import { type Kysely, sql } from "kysely";
import type { Command, CommandStore } from "../devices/ports.ts";
import { bytes } from "./bytes.ts";
import type { CommandRow, Tables } from "./schema.ts";
import { openCommand } from "./state-sql.ts";

const open = sql<boolean>`"state" ${sql.raw(openCommand)}`;

const toCommand = (row: CommandRow): Command => ({ ...row, body: bytes(row.body), sealed: row.sealed === 1 });

export function commandStore(db: Kysely<Tables>): CommandStore {
	const commands = () => db.selectFrom("commands").selectAll();
	return {
		async enqueue(command) {
			await db
				.insertInto("commands")
				.values({ ...command, sealed: command.sealed ? 1 : 0 })
				.execute();
		},
		async byUuid(uuid) {
			const row = await commands().where("uuid", "=", uuid).executeTakeFirst();
			return row && toCommand(row);
		},
		async setState(uuid, change) {
			await db.updateTable("commands").set(change).where("uuid", "=", uuid).execute();
		},
		async cancelAll(deviceId, at) {
			const cancelled = { state: "cancelled", finishedAt: at } as const;
			const result = await db.updateTable("commands").set(cancelled).where("deviceId", "=", deviceId).where(open).executeTakeFirst();
			return Number(result.numUpdatedRows);
		},
		async ofDevice(deviceId, limit) {
			const rows = await commands().where("deviceId", "=", deviceId).orderBy("sequence", "desc").limit(limit).execute();
			return rows.map(toCommand);
		},
		async countOpen(deviceId) {
			const query = db.selectFrom("commands").select(db.fn.countAll<number>().as("n"));
			return (await query.where("deviceId", "=", deviceId).where(open).executeTakeFirstOrThrow()).n;
		},
	};
}
