import type { CheckInEnrollment, OpenCommand } from "../devices/ports.ts";
import { bytes } from "./bytes.ts";
import { live, openCommand } from "./state-sql.ts";

/** The statements of a check-in, with `?` for values. */
export const checkInSql = {
	enrollment: `select d."id" as "deviceId", d."udid", d."state", d."userId", d."attemptId", d."topic", d."awaitingConfiguration", d."lastSeenAt", c."serial", c."notAfter",
		(case when c."revokedAt" is null then 0 else 1 end) as "revoked"
		from "devices" d left join "certificates" c on c."fingerprint" = d."fingerprint"
		where d."fingerprint" = ? and d."state" ${live}`,
	touch: `update "devices" set "lastSeenAt" = ? where "id" = ?`,
	next: `select "uuid", "requestType", "body", "sealed", "state" from "commands"
		where "deviceId" = ? and "state" ${openCommand}
		order by (case when "state" = 'not-now' then 1 else 0 end), "sequence" limit 1`,
	nextSkippingNotNow: `select "uuid", "requestType", "body", "sealed", "state" from "commands"
		where "deviceId" = ? and "state" ${openCommand} and (case when "state" = 'not-now' then 1 else 0 end) = 0
		order by "sequence" limit 1`,
	markSent: `update "commands" set "state" = 'sent', "sentAt" = ? where "uuid" = ? and "state" ${openCommand}`,
	finish: `update "commands" set "state" = ?, "finishedAt" = ?, "result" = ?
		where "uuid" = ? and "deviceId" = ? and "state" ${openCommand} returning "requestType"`,
} as const;

export type EnrollmentRow = Omit<CheckInEnrollment, "revoked" | "awaitingConfiguration"> & {
	readonly revoked: number;
	readonly awaitingConfiguration: number;
};
export type OpenCommandRow = Omit<OpenCommand, "sealed"> & { readonly sealed: number };

export function toEnrollment(row: EnrollmentRow): CheckInEnrollment {
	return { ...row, revoked: row.revoked === 1, awaitingConfiguration: row.awaitingConfiguration === 1 };
}

export function toOpenCommand(row: OpenCommandRow): OpenCommand {
	return { ...row, body: bytes(row.body), sealed: row.sealed === 1 };
}
