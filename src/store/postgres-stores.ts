import { Kysely, PostgresDialect } from "kysely";
import type { CheckInStore } from "../devices/ports.ts";
import { checkInSql, type EnrollmentRow, type OpenCommandRow, toEnrollment, toOpenCommand } from "./check-in-sql.ts";
import type { Tables } from "./schema.ts";
import { type Stores, storesOver } from "./stores.ts";

export interface Statement {
	/** With a name, the server parses and plans it once for each connection. */
	readonly name?: string;
	readonly text: string;
	readonly values: readonly unknown[];
}

export interface Answer {
	readonly command: string;
	readonly rowCount: number | null;
	// biome-ignore lint/suspicious/noExplicitAny: the rows are whatever the statement selects; Kysely and the rows' types say what.
	readonly rows: any[];
}

/** Sends one statement: to a connection within a unit of work, or to whichever is free. */
export type Send = (statement: Statement) => Promise<Answer>;

function numbered(sql: string): string {
	let n = 0;
	return sql.replaceAll("?", () => `$${++n}`);
}

function postgresCheckIns(send: Send): CheckInStore {
	const prepared = (name: keyof typeof checkInSql) => {
		const text = numbered(checkInSql[name]);
		return (...values: readonly unknown[]) => send({ name: `check-in ${name}`, text, values });
	};
	const enrollment = prepared("enrollment");
	const touch = prepared("touch");
	const next = prepared("next");
	const nextSkippingNotNow = prepared("nextSkippingNotNow");
	const markSent = prepared("markSent");
	const finish = prepared("finish");
	return {
		async enrollmentByFingerprint(fingerprint) {
			const row: EnrollmentRow | undefined = (await enrollment(fingerprint)).rows[0];
			return row && toEnrollment(row);
		},
		async touch(deviceId, at) {
			await touch(at, deviceId);
		},
		async next(deviceId, skipNotNow) {
			const row: OpenCommandRow | undefined = (await (skipNotNow ? nextSkippingNotNow : next)(deviceId)).rows[0];
			return row && toOpenCommand(row);
		},
		async markSent(uuid, at) {
			return (await markSent(at, uuid)).rowCount === 1;
		},
		async finish({ deviceId, uuid, state, at, result }) {
			return (await finish(state, state === "not-now" ? null : at, result, uuid, deviceId)).rows[0];
		},
	};
}

/** Every port over `send`. */
export function postgresStores(send: Send): Stores {
	const client = { query: (text: string, values: readonly unknown[]) => send({ text, values }), release: () => undefined };
	const pool = { connect: async () => client, end: async () => undefined };
	// Kysely asks for less than its type says: it never streams here, and takes its connections from nobody else.
	const dialect = new PostgresDialect({ pool: pool as never });
	return storesOver(new Kysely<Tables>({ dialect }), "postgres", postgresCheckIns(send));
}
