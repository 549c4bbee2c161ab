import { type Kysely, type RawBuilder, sql } from "kysely";
import type { UserStore } from "../directory/ports.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";
import { searchText } from "./search.ts";
import { userKeysOf } from "./user-keys.ts";

const cells = {
	id: "text",
	upn: "text",
	suffix: "text",
	searchText: "text",
	displayName: "text",
	passwordHash: "text",
	enabled: "instant",
	enrollmentManager: "instant",
	createdAt: "instant",
	updatedAt: "instant",
} as const;
const columns = Object.keys(cells).map((name) => `"${name}"`);
const changed = columns.filter((name) => name !== '"id"' && name !== '"createdAt"').map((name) => `${name} = excluded.${name}`);

/** What an upn ends with, behind its @. */
export const suffixOf = (upn: string): string => upn.slice(upn.indexOf("@") + 1);

/** Many people in three statements: one by one, a file of twenty thousand took PostgreSQL minutes. */
export function putUsers(db: Kysely<Tables>, dialect: Dialect): UserStore["putAll"] {
	return async (users) => {
		if (users.length === 0) return;
		const rows = users.map(({ id, upn, displayName, passwordHash, enabled, enrollmentManager, createdAt, updatedAt }) => {
			const own = [id, upn, suffixOf(upn), searchText([upn, displayName]), displayName, passwordHash] as const;
			return [...own, enabled ? 1 : 0, enrollmentManager ? 1 : 0, createdAt, updatedAt];
		});
		await sql`insert into "users" (${raw(columns)}) select ${raw(columns)} from ${jsonRows(dialect, cells, rows)} as "page" where true
			on conflict ("id") do update set ${raw(changed)}`.execute(db);
		const ids = jsonRows(
			dialect,
			{ userId: "text" },
			users.map(({ id }) => [id]),
		);
		await sql`delete from "userKeys" where "userId" in ${ids}`.execute(db);
		const keys = jsonRows(
			dialect,
			{ userId: "text", key: "text", upn: "text" },
			users.flatMap((user) => userKeysOf(user).map((key) => [user.id, key, user.upn])),
		);
		await sql`insert into "userKeys" ("userId", "key", "upn") select "userId", "key", "upn" from ${keys} as "page"`.execute(db);
	};
}

function raw(parts: readonly string[]): RawBuilder<unknown> {
	return sql.raw(parts.join(", "));
}
