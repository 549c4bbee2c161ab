import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import type { Tables } from "../schema.ts";
import { userKeysOf } from "../user-keys.ts";
import { addColumns, index, table } from "./table.ts";

/** What the pages of the console are searched, filtered and sorted by, and what they show beside. */
export function forConsole(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await users(db, dialect);
			// Tries are counted by time, journey and state from this alone: a million of them are some megabytes, and not a gigabyte of decisions.
			await index(db, "attemptsCounted", { table: "attempts", columns: '"startedAt", "journey", "state"' });
			await addColumns(db, dialect, "adeProfiles", { definedAs: "text?" });
		},
	};
}

/** People are searched by the beginning of their user name or of any word of their name. */
async function users(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "userKeys", { userId: "text", key: "text" }, [
		'primary key ("userId", "key")',
		'foreign key ("userId") references "users" ("id")',
	]);
	await index(db, "userKeysByKey", { table: "userKeys", columns: '"key", "userId"' });
	await index(db, "usersDisabled", { table: "users", columns: '"upn"', where: '"enabled" = 0' });
	const some = db as Kysely<Tables>;
	for (let after = ""; ; ) {
		const rows = await some
			.selectFrom("users")
			.select(["id", "upn", "displayName"])
			.where("id", ">", after)
			.orderBy("id")
			.limit(300)
			.execute();
		const last = rows.at(-1);
		if (last === undefined) return;
		const keys = rows.flatMap((row) => userKeysOf(row).map((key) => ({ userId: row.id, key })));
		for (let at = 0; at < keys.length; at += 300)
			await some
				.insertInto("userKeys")
				.values(keys.slice(at, at + 300))
				.execute();
		after = last.id;
	}
}
