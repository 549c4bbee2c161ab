import type { Kysely } from "kysely";
import type { AuditEntry, AuditStore } from "../evidence/audit.ts";
import { afterRow } from "./after-row.ts";
import type { AuditRow, Tables } from "./schema.ts";

function toEntry({ actorKind, actorName, detail, undo, ...row }: AuditRow): AuditEntry {
	return {
		...row,
		actor: { kind: actorKind, name: actorName },
		detail: JSON.parse(detail),
		undo: undo === null ? null : JSON.parse(undo),
	};
}

export function auditStore(db: Kysely<Tables>): AuditStore {
	const entries = () => db.selectFrom("auditEntries").selectAll();
	return {
		async append({ actor, detail, undo, ...entry }) {
			const row = {
				...entry,
				actorKind: actor.kind,
				actorName: actor.name,
				detail: JSON.stringify(detail),
				undo: undo === null ? null : JSON.stringify(undo),
				undoneBy: null,
			};
			await db.insertInto("auditEntries").values(row).execute();
		},
		async find(id) {
			if (id === "") return undefined;
			const rows = await entries().where("id", ">=", id).where("id", "<", `${id}\u{10ffff}`).orderBy("id").limit(2).execute();
			const [first] = rows;
			return first !== undefined && (rows.length === 1 || first.id === id) ? toEntry(first) : undefined;
		},
		async list({ since, until, actions, target, actorName, after, limit }) {
			let query = entries();
			if (since !== undefined) query = query.where("at", ">=", since);
			if (until !== undefined) query = query.where("at", "<=", until);
			if (actions !== undefined) query = query.where("action", "in", [...actions]);
			if (target !== undefined) query = query.where("target", "=", target);
			if (actorName !== undefined) query = query.where("actorName", "=", actorName);
			if (after !== undefined) query = query.where(afterRow("at", after));
			if (actions?.length === 0) return [];
			return (await query.orderBy("at", "desc").orderBy("id", "desc").limit(limit).execute()).map(toEntry);
		},
		async markUndone(id, by) {
			const result = await db
				.updateTable("auditEntries")
				.set({ undoneBy: by })
				.where("id", "=", id)
				.where("undoneBy", "is", null)
				.executeTakeFirst();
			return result.numUpdatedRows > 0n;
		},
	};
}
