import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { sealPushSecrets } from "../../src/devices/push-secrets.ts";
import { systemRandomness } from "../../src/domain.ts";
import { masterKeyFromFile } from "../../src/pki/master-key.ts";
import { createSealer } from "../../src/pki/seal.ts";
import { openStore, type Stores } from "../../src/store/open.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { type CommandLine, commandLine } from "./terminal-fixture.ts";

export async function done(line: CommandLine, ...words: readonly string[]): Promise<string> {
	const { code, out, err } = await line.run(...words);
	assert.equal(code, 0, `${words.join(" ")}: ${err}`);
	return out;
}

export async function refused(line: CommandLine, ...words: readonly string[]): Promise<string> {
	const { code, out, err } = await line.run(...words);
	assert.equal(code, 1, `${words.join(" ")}: ${out}${err}`);
	assert.equal(out, "");
	return err;
}

/** Puts something into the store that no command makes. */
export async function prepare(line: CommandLine, unit: (stores: Stores) => Promise<unknown>): Promise<void> {
	await done(line, "authority", "set", "intune");
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	await store.write(unit);
	await store.close();
}

export function file(line: CommandLine, name: string, content: string | Uint8Array): string {
	const path = join(line.folder, name);
	writeFileSync(path, content);
	return path;
}

const users =
	"upn,displayName,password,groups,licences\ntaro@contoso.com,山田 太郎,pass-word-1,営業,INTUNE_A\nhanako@contoso.com,佐藤 花子,pass-word-2,,\n";

export async function withUsers(t: TestContext): Promise<CommandLine> {
	const line = commandLine(t);
	await done(line, "licences", "plan", "INTUNE_A", "--seats", "1");
	await done(line, "domains", "verify", "contoso.com");
	await done(line, "users", "import", file(line, "users.csv", users));
	return line;
}

/** What takes a passcode away, as this data keeps it. */
export function sealedUnlockToken(line: CommandLine, deviceId: string): Uint8Array {
	const master = masterKeyFromFile(join(line.data, "master.key"), systemRandomness, false);
	assert.ok(master.ok);
	const secrets = { token: Buffer.from("t"), magic: "m", unlockToken: Buffer.from("opens the phone") };
	return sealPushSecrets(createSealer(master.key, systemRandomness), deviceId, secrets).unlockToken ?? assert.fail();
}

/** A managed phone with a hostile name. */
export const phone = managedDevice("01a2000d-a239-7569-8efe-f8480e04cc5c", {
	udid: "00008140-005F2E6A66FAA843",
	serial: "26P9VKLHC3",
	name: "美咲の\u001b[2JiPhone",
	information: { DeviceInformation: JSON.stringify({ at: 1, batteryLevel: 0.75, deviceCapacity: 128, availableDeviceCapacity: 61.25 }) },
});
