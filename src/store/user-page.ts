import { type Kysely, type RawBuilder, sql } from "kysely";
import type { UserFilter } from "../directory/ports.ts";
import type { Tables, UserRow } from "./schema.ts";
import { live } from "./state-sql.ts";
import { userSearchKey } from "./user-keys.ts";

type Filter = UserFilter & { readonly after?: string; readonly limit: number };

/** Whichever part of a filter leaves no more than these is read first, and the others are asked about each of them. */
const few = 2_000;

/** One part of a filter: the rows of a table, each with a user's id and name, that are of the people it leaves. */
interface Part {
	readonly table: "licenceAssignments" | "groupMembers" | "userKeys" | "users";
	readonly where: RawBuilder<unknown>;
}

/**
 * People by user name: first the names of the page, from the table of one part of the filter, which has them in an index in their order; then their rows.
 * Where those with no seat, or of a group, come last in the alphabet, nobody before them is looked at.
 */
export async function userPage(db: Kysely<Tables>, filter: Filter): Promise<(UserRow & { readonly devices: number })[]> {
	const parts = partsOf(filter);
	const lead = await leadOf(db, parts);
	const others = parts
		.filter((part) => part !== lead)
		.map(
			(part) => sql`exists (select 1 from ${sql.table(part.table)} as "other"
		where ${idOf(part, "other")} = ${idOf(lead, "lead")} and ${part.where})`,
		);
	const conditions = [lead.where, ...others, ...(filter.after === undefined ? [] : [sql`"lead"."upn" > ${filter.after}`])];
	// Several words of one name can begin so.
	const distinct = sql.raw(lead.table === "userKeys" ? "distinct " : "");
	const names = sql<string>`(select ${distinct}"lead"."upn" from ${sql.table(lead.table)} as "lead"
		where ${sql.join(conditions, sql` and `)} order by "lead"."upn" limit ${filter.limit})`;
	const devices = sql<number>`(select count(*) from "devices" where "devices"."userId" = "users"."id" and "devices"."state" ${sql.raw(live)})`;
	const page = db.selectFrom("users").selectAll("users").select(devices.as("devices")).where("users.upn", "in", names);
	return page.orderBy("users.upn").execute();
}

const idOf = ({ table }: Part, as: string) => sql.ref(`${as}.${table === "users" ? "id" : "userId"}`);
const everybody: Part = { table: "users", where: sql`1 = 1` };

/** Of those that leave many, whichever usually leaves fewer comes first. */
function partsOf({ search, enabled, plan, licence, groupId }: UserFilter): Part[] {
	const parts: Part[] = [];
	// Kept from the index of states, which would have to be sorted.
	const state = licence === undefined ? sql`` : sql` and ("state" = ${licence}) is true`;
	const assigned: Part = { table: "licenceAssignments", where: sql`"plan" = ${plan}${state}` };
	if (plan !== undefined && licence === "no-seat") parts.push(assigned);
	if (groupId !== undefined) parts.push({ table: "groupMembers", where: sql`"groupId" = ${groupId}` });
	if (plan !== undefined && licence !== "no-seat") parts.push(assigned);
	if (enabled !== undefined) parts.push({ table: "users", where: sql`"enabled" = ${sql.lit(enabled ? 1 : 0)}` });
	const begin = userSearchKey(search ?? "");
	// U+10FFFF stands behind every other character in both databases, and is in no name.
	if (begin !== "") parts.push({ table: "userKeys", where: sql`"key" >= ${begin} and "key" < ${`${begin}\u{10ffff}`}` });
	return parts;
}

async function leadOf(db: Kysely<Tables>, parts: readonly Part[]): Promise<Part> {
	// What is searched for is found in the order of words: if it is much, it cannot lead.
	const broad = parts.find(({ table }) => table !== "userKeys") ?? everybody;
	if (parts.every((part) => part === broad)) return broad;
	for (const part of parts) {
		const some = sql<{
			n: number;
		}>`select count(*) as "n" from (select 1 from ${sql.table(part.table)} where ${part.where} limit ${few + 1}) as "some"`;
		if (((await some.execute(db)).rows[0]?.n ?? 0) <= few) return part;
	}
	return broad;
}
