import type { Kysely } from "kysely";
import type { NoticeTarget, NoticeTargetStore } from "../notices/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";

const toTarget = ({ topics, sealed, ...row }: Tables["noticeTargets"]): NoticeTarget => ({
	...row,
	sealed: bytes(sealed),
	topics: topics === null ? null : JSON.parse(topics),
});

export function noticeTargetStore(db: Kysely<Tables>): NoticeTargetStore {
	const targets = () => db.selectFrom("noticeTargets").selectAll();
	return {
		async list() {
			return (await targets().orderBy("kind").orderBy("address").orderBy("id").execute()).map(toTarget);
		},
		async byId(id) {
			const row = await targets().where("id", "=", id).executeTakeFirst();
			return row && toTarget(row);
		},
		async insert({ topics, ...target }) {
			await db
				.insertInto("noticeTargets")
				.values({ ...target, topics: topics === null ? null : JSON.stringify(topics) })
				.execute();
		},
		async update(id, change) {
			await db.updateTable("noticeTargets").set(change).where("id", "=", id).execute();
		},
		async delete(id) {
			await db.deleteFrom("noticeTargets").where("id", "=", id).execute();
		},
	};
}
