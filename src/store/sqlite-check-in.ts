import type { CheckInStore } from "../devices/ports.ts";
import { checkInSql, type EnrollmentRow, type OpenCommandRow, toEnrollment, toOpenCommand } from "./check-in-sql.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { storable } from "./storable.ts";

/** Prepared once, without Kysely: a check-in's statement takes microseconds, its promise is resolved already. */
export function sqliteCheckIns(connection: SqliteConnection): CheckInStore {
	const enrollment = connection.statement<[string], EnrollmentRow>(checkInSql.enrollment);
	const touch = connection.statement<[number, string], never>(checkInSql.touch);
	const next = connection.statement<[string], OpenCommandRow>(checkInSql.next);
	const nextSkippingNotNow = connection.statement<[string], OpenCommandRow>(checkInSql.nextSkippingNotNow);
	const markSent = connection.statement<[number, string], never>(checkInSql.markSent);
	const finish = connection.statement<[string, number | null, string | null, string, string], { requestType: string }>(checkInSql.finish);
	return {
		async enrollmentByFingerprint(fingerprint) {
			const row = enrollment.get(fingerprint);
			return row && toEnrollment(row);
		},
		async touch(deviceId, at) {
			touch.run(at, deviceId);
		},
		async next(deviceId, skipNotNow) {
			const row = (skipNotNow ? nextSkippingNotNow : next).get(deviceId);
			return row && toOpenCommand(row);
		},
		async markSent(uuid, at) {
			return markSent.run(at, uuid) === 1;
		},
		async finish({ deviceId, uuid, state, at, result }) {
			const kept = result === null ? null : String(storable(result));
			return finish.get(state, state === "not-now" ? null : at, kept, uuid, deviceId);
		},
	};
}
