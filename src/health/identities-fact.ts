import { setImmediate } from "node:timers/promises";
import type { DeviceStore } from "../devices/ports.ts";
import type { IdentitiesFact } from "../evidence/tenant-fact.ts";
import type { CertificateStore } from "../pki/ports.ts";

export interface IdentityStores {
	readonly certificates: Pick<CertificateStore, "devicesWithIdentityEndingBefore" | "byFingerprint">;
	readonly devices: Pick<DeviceStore, "byId">;
}

const day = 24 * 3600_000;
/** Renewal begins 30 days before the end, or 10 with the shortest lifetime: whoever could be reached has renewed by then. */
const late = 7 * day;
/** Past its end nothing can be mended from here; soon after it is no news any more. */
const past = 2 * day;
const lately = 2 * day;
const slice = day / 2;
const counted = 1000;
const shown = 10;

/** Devices whose certificates end although they should have been renewed. Costs what is due, not what is enrolled. */
export async function identitiesFact({ certificates, devices }: IdentityStores, now: number): Promise<IdentitiesFact> {
	const until = now + late;
	const ids: string[] = [];
	// Certificates that were renewed end in these days as well, as many as there are devices: whoever else waits for the store comes between.
	for (let from = now - past; from < until && ids.length < counted; from += slice) {
		await setImmediate();
		ids.push(...(await certificates.devicesWithIdentityEndingBefore(from + slice, counted - ids.length, from)));
	}
	const examples: IdentitiesFact["examples"][number][] = [];
	let inContact = 0;
	for (const id of ids.slice(0, shown)) {
		const device = await devices.byId(id);
		const identity = device === undefined ? undefined : await certificates.byFingerprint(device.fingerprint);
		if (device === undefined || identity === undefined) continue;
		const { name, serial, lastSeenAt } = device;
		examples.push({ id, name: name ?? serial ?? id, serial, notAfter: identity.notAfter });
		// Of a certificate that ended the last contact is no wonder.
		if (identity.notAfter > now && (lastSeenAt ?? 0) > now - lately) inContact++;
	}
	return { count: ids.length, more: ids.length === counted, until, examples, inContact };
}
