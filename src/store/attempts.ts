import type { Kysely } from "kysely";
import type { AttemptStore } from "../enrollment/ports.ts";
import type { Attempt, Step } from "../evidence/attempt.ts";
import { attemptPage } from "./attempt-page.ts";
import type { AttemptRow, Tables } from "./schema.ts";

/** Whether a person says `K7-4QPM` or `k74qpm`, it is the same try. */
function keyOf(reference: string): string {
	return reference.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

function toAttempt(row: AttemptRow): Attempt {
	const { referenceKey: _, udid, serial, product, osVersion, decision, ...rest } = row;
	return { ...rest, device: { udid, serial, product, osVersion }, decision: decision === null ? null : JSON.parse(decision) };
}

export function attemptStore(db: Kysely<Tables>): AttemptStore {
	const attempts = () => db.selectFrom("attempts").selectAll();
	return {
		async insert({ device, decision, ...attempt }) {
			const { udid, serial, product, osVersion } = device;
			const row = {
				...attempt,
				...{ udid, serial, product, osVersion },
				referenceKey: keyOf(attempt.reference),
				decision: decision === null ? null : JSON.stringify(decision),
			};
			const result = await db
				.insertInto("attempts")
				.values(row)
				.onConflict((conflict) => conflict.column("referenceKey").doNothing())
				.executeTakeFirst();
			return result.numInsertedOrUpdatedRows === 1n;
		},
		async byId(id) {
			const row = await attempts().where("id", "=", id).executeTakeFirst();
			return row && toAttempt(row);
		},
		async byReference(reference) {
			const row = await attempts().where("referenceKey", "=", keyOf(reference)).executeTakeFirst();
			return row && toAttempt(row);
		},
		async update(id, { device, decision, ...change }) {
			const row = {
				...change,
				...(device && { udid: device.udid, serial: device.serial, product: device.product, osVersion: device.osVersion }),
				...(decision && { decision: JSON.stringify(decision) }),
			};
			await db.updateTable("attempts").set(row).where("id", "=", id).execute();
		},
		async addStep(attemptId, step) {
			const row = { attemptId, name: step.name, at: step.at, evidence: JSON.stringify(step.evidence) };
			await db.insertInto("attemptSteps").values(row).execute();
		},
		async steps(attemptId) {
			const rows = await db
				.selectFrom("attemptSteps")
				.select(["name", "at", "evidence"])
				.where("attemptId", "=", attemptId)
				.orderBy("sequence")
				.execute();
			return rows.map((row): Step => ({ ...row, evidence: JSON.parse(row.evidence) }));
		},
		async list(filter) {
			return (await attemptPage(db, filter)).map(toAttempt);
		},
		async awaiting({ sign, until, limit }) {
			const rows = await attempts()
				.where("awaits", "=", sign)
				.where("awaitsSince", "<=", until)
				.orderBy("awaitsSince")
				.limit(limit)
				.execute();
			return rows.map(toAttempt);
		},
		async pruneNobodys({ nameless, before, limit }) {
			let query = db
				.selectFrom("attempts")
				.select("id")
				.where("userId", "is", null)
				.where("udid", "is", null)
				.where("startedAt", "<", before);
			if (nameless) query = query.where("state", "=", "open").where("upn", "is", null);
			const nobodys = await query.orderBy("startedAt").limit(limit).execute();
			if (nobodys.length === 0) return 0;
			const ids = nobodys.map(({ id }) => id);
			await db.deleteFrom("attemptSteps").where("attemptId", "in", ids).execute();
			await db.deleteFrom("attempts").where("id", "in", ids).execute();
			return ids.length;
		},
		async latestOfDevice(deviceId) {
			const row = await attempts()
				.where("deviceId", "=", deviceId)
				.orderBy("startedAt", "desc")
				.orderBy("id", "desc")
				.limit(1)
				.executeTakeFirst();
			return row && toAttempt(row);
		},
	};
}
