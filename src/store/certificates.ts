import { type Kysely, sql } from "kysely";
import type { CertificateStore, IssuedCertificate } from "../pki/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";
import { live } from "./state-sql.ts";

const toCertificate = (row: Tables["certificates"]): IssuedCertificate => ({ ...row, certificate: bytes(row.certificate) });

export function certificateStore(db: Kysely<Tables>): CertificateStore {
	const certificates = () => db.selectFrom("certificates").selectAll();
	return {
		async insert(certificate) {
			await db.insertInto("certificates").values(certificate).execute();
		},
		async bySerial(serial) {
			const row = await certificates().where("serial", "=", serial).executeTakeFirst();
			return row && toCertificate(row);
		},
		async byFingerprint(fingerprint) {
			const row = await certificates().where("fingerprint", "=", fingerprint).executeTakeFirst();
			return row && toCertificate(row);
		},
		async bind(serial, deviceId) {
			await db.updateTable("certificates").set({ deviceId }).where("serial", "=", serial).execute();
		},
		async revoke(serial, at, reason) {
			// The first revocation stands: its time is what a later question asks for.
			const revoked = { revokedAt: at, revokedReason: reason };
			await db.updateTable("certificates").set(revoked).where("serial", "=", serial).where("revokedAt", "is", null).execute();
		},
		async ofDevice(deviceId) {
			const query = certificates().where("deviceId", "=", deviceId);
			return (await query.orderBy("issuedAt", "desc").orderBy("serial").execute()).map(toCertificate);
		},
		async devicesWithIdentityEndingBefore(before, limit, after = 0) {
			// Certificates first, then each one's device: without statistics SQLite would read all managed devices instead. A cross join keeps the order there,
			// the states stand as the index of fingerprints has them, and the one that is wanted is hidden from the index of states.
			const rows = await db
				.selectFrom("certificates")
				.crossJoin("devices")
				.select("devices.id")
				.whereRef("devices.fingerprint", "=", "certificates.fingerprint")
				.where(sql<boolean>`"devices"."state" ${sql.raw(live)}`)
				.where("certificates.notAfter", "<", before)
				.where("certificates.notAfter", ">=", after)
				.where(sql<boolean>`case when "devices"."state" = 'managed' then 1 else 0 end = 1`)
				.orderBy("certificates.notAfter")
				.orderBy("devices.id")
				.limit(limit)
				.execute();
			return rows.map((row) => row.id);
		},
	};
}
