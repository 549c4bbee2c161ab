import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Device } from "../../src/devices/ports.ts";
import { sealPushSecrets } from "../../src/devices/push-secrets.ts";
import { createSealer } from "../../src/pki/seal.ts";
import { type CommandResult, parseResult } from "../../src/protocol/mdm/result.ts";
import { buildPlist } from "../../src/protocol/plist/build.ts";
import type { PlistDict } from "../../src/protocol/plist/value.ts";
import { openStore, type Store } from "../../src/store/open.ts";

export const randomness = { bytes: (length: number) => randomBytes(length) };
export const sealer = createSealer(Buffer.alloc(32, 7), randomness);
const topic = "com.apple.mgmt.External.one";

export async function openTestStore(t: TestContext): Promise<Store> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-devices-"));
	const store = await openStore({ kind: "sqlite", file: join(folder, "test.db") });
	t.after(async () => {
		await store.close();
		rmSync(folder, { recursive: true });
	});
	return store;
}

/** A managed device whose push token is the id's bytes. */
export function managedDevice(id: string, change: Partial<Device> = {}): Device {
	const secrets = sealPushSecrets(sealer, id, { token: Buffer.from(id), magic: `magic of ${id}` });
	return {
		id,
		udid: `UDID-${id}`,
		serial: `SERIAL-${id}`,
		imei: null,
		product: "iPhone15,2",
		osVersion: "18.1",
		buildVersion: "22B83",
		name: null,
		label: null,
		userId: null,
		ownership: "personal",
		state: "managed",
		topic,
		fingerprint: `fingerprint-${id}`,
		pushToken: secrets.pushToken ?? null,
		pushMagic: secrets.pushMagic ?? null,
		unlockToken: null,
		awaitingConfiguration: false,
		attemptId: null,
		enrolledAt: 1000,
		lastSeenAt: null,
		lastPushAt: null,
		pushDeadAt: null,
		information: {},
		...change,
	};
}

/** A device's message, written and read as on the wire. */
export function result(id: string, status: string, commandUuid: string | null, more: PlistDict = {}): CommandResult {
	return parseResult(
		buildPlist({ UDID: `UDID-${id}`, Status: status, ...(commandUuid === null ? {} : { CommandUUID: commandUuid }), ...more }),
	);
}
