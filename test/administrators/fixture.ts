import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Secret, TOTP } from "otpauth";
import { addAdministrator } from "../../src/administrators/accounts.ts";
import type { Role } from "../../src/administrators/permissions.ts";
import type { Administrator } from "../../src/administrators/ports.ts";
import { hashPassword } from "../../src/credentials/password.ts";
import { newTotp } from "../../src/credentials/totp.ts";
import { createSealer } from "../../src/pki/seal.ts";
import { openStore, type Store } from "../../src/store/open.ts";

export const password = "correct horse battery";
export const start = Date.UTC(2026, 3, 1);
export const randomness = { bytes: randomBytes };
export const sealer = createSealer(randomBytes(32), randomness);

/** A store of its own. */
export async function emptyStore(t: TestContext): Promise<Store> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-administrators-"));
	const store = await openStore({ kind: "sqlite", file: join(folder, "genkan.db") });
	t.after(async () => {
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	});
	return store;
}

export interface Person {
	readonly administrator: Administrator;
	readonly secret: string;
	/** The one-time code at this time. */
	code(at: number): string;
}

export const codeAt = (secret: string, timestamp: number): string =>
	new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

/** Somebody who can sign in with `password`. */
export async function person(store: Store, name: string, role: Role = "administrator"): Promise<Person> {
	const { sealed: totp, secret } = newTotp({ id: `id-of-${name}`, name }, "Genkan", { sealer, randomness });
	const credentials = { passwordHash: await hashPassword(password), totp };
	const added = await store.write((stores) => addAdministrator(stores, { id: `id-of-${name}`, name, role, credentials, now: start }));
	if (!added.ok) throw new Error(added.problem.kind);
	return { administrator: added.administrator, secret, code: (at) => codeAt(secret, at) };
}
