import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

/** A user's name as a value of a row that carries it, so that its index has people in the order in which lists show them. */
export function upnOf(db: Kysely<Tables>, userId: string) {
	return sql<string>`(${db.selectFrom("users").select("upn").where("id", "=", userId)})`;
}
