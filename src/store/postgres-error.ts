import pg from "pg";
import { StoreUnavailable } from "../evidence/work.ts";
import { StatementFailed } from "./statement-failed.ts";

/** SQLSTATE, or its class: what is wrong with the server or the way to it, not with the statement. PostgreSQL documentation, appendix A. */
const reasons: { readonly [state: string]: string } = {
	"08": "the connection to the database was lost",
	"25006": "the database takes no writes (a standby?)",
	"25P03": "the connection to the database was lost",
	"28": "the database refused the sign-in",
	"3D": "the database does not exist",
	"40": "too many writes at once touched the same rows",
	"53": "the database server has no room, memory or connections left",
	"55P03": "another transaction holds a lock and does not let go",
	"57": "the database server is stopping, or gave the statement up",
	"58": "the database server cannot read or write its disk",
	XX: "the database server failed",
};

export const stateOf = (error: unknown): string | undefined => (error instanceof pg.DatabaseError ? error.code : undefined);

/** Not an answer of the server's: the way to it broke. */
export function isConnectionLoss(error: unknown): boolean {
	return error !== undefined && !(error instanceof pg.DatabaseError);
}

/**
 * PostgreSQL's error in the store's words. The driver's own is not kept: its detail holds the values of the row.
 */
export function fromPostgres(error: unknown): Error {
	if (!(error instanceof pg.DatabaseError)) {
		if (error instanceof TypeError || error instanceof RangeError) return error;
		const code = error instanceof Error && "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
		return new StoreUnavailable(`the database cannot be reached${code}`);
	}
	const state = error.code ?? "";
	const reason = reasons[state] ?? reasons[state.slice(0, 2)];
	if (reason !== undefined) return new StoreUnavailable(`${reason} (${state})`);
	const kind = state === "23505" ? "unique" : state === "23503" ? "foreign-key" : "other";
	return new StatementFailed(kind, state, [error.table, error.column, error.constraint].filter(Boolean).join(" "));
}
