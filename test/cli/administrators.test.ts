import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { createApiToken } from "../../src/administrators/api-tokens.ts";
import { addPasskey } from "../../src/administrators/passkeys.ts";
import { openSession } from "../../src/administrators/sessions.ts";
import { systemRandomness } from "../../src/domain.ts";
import { openStore } from "../../src/store/open.ts";
import { entries } from "./changes-fixture.ts";
import { done, refused } from "./commands-fixture.ts";
import { commandLine } from "./terminal-fixture.ts";

const limits = { idle: 30 * 60_000, absolute: 3600_000 };

test("administrators are added with a role, listed, and the last owner stays", async (t) => {
	const line = commandLine(t);
	await done(line, "authority", "set", "intune");
	assert.match(await done(line, "administrators"), /no administrator yet/);
	line.answers = ["correct horse battery", "correct horse battery"];
	const added = await done(line, "administrators", "add", "Hanako", "--role", "owner");
	assert.match(added, /otpauth:\/\/totp\/Genkan:hanako\?/);
	line.answers = null;
	line.input = "too short\n";
	assert.match(await refused(line, "administrators", "add", "kenji", "--role", "helpdesk"), /at least 12/);
	line.input = "correct horse battery\n";
	assert.match(await refused(line, "administrators", "add", "ken ji", "--role", "helpdesk"), /cannot be the name/);
	await done(line, "administrators", "add", "kenji", "--role", "helpdesk");
	assert.deepEqual(
		(await line.json("administrators", "list")).map(({ name, role, enabled }) => [name, role, enabled]),
		[
			["hanako", "owner", true],
			["kenji", "helpdesk", true],
		],
	);
	assert.match(await refused(line, "administrators", "disable", "hanako"), /only owner/);
	assert.match(await refused(line, "administrators", "role", "hanako", "readonly"), /only owner/);
	assert.match(await refused(line, "administrators", "role", "nobody", "readonly"), /no administrator nobody/);
	assert.match(await refused(line, "administrators", "setup-code"), /already/);
	const record = JSON.stringify(await entries(line));
	assert.doesNotMatch(record, /correct horse|argon2|otpauth/);
});

test("who is signed in is listed, and ended by the end of its id", async (t) => {
	const line = commandLine(t);
	line.input = "correct horse battery\n";
	await done(line, "authority", "set", "intune");
	await done(line, "administrators", "add", "hanako", "--role", "owner");
	const [{ id: administratorId } = { id: "" }] = await line.json<{ id: string }>("administrators", "list");
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	const now = line.now;
	const secrets = await store.write(async (stores) => {
		const of = { administratorId, stage: "signed-in", peer: "192.0.2.9", userAgent: "Edge" } as const;
		const randomness = systemRandomness;
		const one = await openSession(stores, { ...of, id: "0000-session-aaaa1111" }, { now, limits, randomness });
		await openSession(stores, { ...of, id: "0000-session-aaaa2222" }, { now: now - limits.idle, limits, randomness });
		const scopes = ["tries.read"] as const;
		const token = { id: "0000-token-bbbb1111", administratorId, name: "夜間の集計", scopes, expiresAt: now + 60_000 };
		return [one.token, (await createApiToken(stores, token, { now, randomness })).secret];
	});
	await store.close();
	const listed = await done(line, "administrators", "sessions");
	assert.match(listed, /aaaa1111 +hanako +signed in +192\.0\.2\.9/);
	assert.match(listed, /bbbb1111 +hanako +token +夜間の集計/);
	assert.doesNotMatch(listed, /aaaa2222/, "idle for too long");
	const all = `${listed}${JSON.stringify(await line.json("administrators", "sessions"))}`;
	for (const secret of secrets) assert.ok(!all.includes(secret));
	assert.match(await refused(line, "administrators", "revoke", "1111"), /several do/);
	assert.match(await done(line, "administrators", "revoke", "AAAA1111", "--preview"), /Nothing has been changed yet/);
	line.now += 10;
	await done(line, "administrators", "revoke", "aaaa1111");
	line.now += 10;
	await done(line, "administrators", "revoke", "bbbb1111");
	assert.match(await done(line, "administrators", "sessions"), /Nobody is signed in/);
	assert.deepEqual(
		(await entries(line)).slice(0, 2).map(({ action, target, by }) => [action, target, by]),
		[
			["administrators revoke", "hanako", "hanako"],
			["administrators revoke", "hanako", "hanako"],
		],
	);
});

test("what is taken back is the last change, not that somebody has signed in since", async (t) => {
	const line = commandLine(t);
	await done(line, "authority", "set", "intune");
	line.now += 10;
	await done(line, "organization", "set", "--name", "Contoso");
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	const entry = { id: "ffff", at: line.now + 10, action: "administrators sign-in", target: "hanako", detail: {}, undo: null, undoes: null };
	await store.write((stores) => stores.audit.append({ ...entry, actor: { kind: "person", name: "hanako" } }));
	await store.close();
	line.now += 20;
	assert.match(await done(line, "undo", "--yes"), /Taken back: organization set/);
});

test("a reset takes everything away by which somebody came in before: sessions, tokens and passkeys, of them alone", async (t) => {
	const line = commandLine(t);
	line.input = "correct horse battery\n";
	await done(line, "authority", "set", "intune");
	await done(line, "administrators", "add", "hanako", "--role", "owner");
	await done(line, "administrators", "add", "kenji", "--role", "owner");
	const people = await line.json<{ id: string }>("administrators", "list");
	const open = () => openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	let store = await open();
	await store.write(async (stores) => {
		for (const { id: administratorId } of people) {
			const of = { administratorId, stage: "signed-in", peer: "192.0.2.9", userAgent: "Edge" } as const;
			await openSession(stores, { ...of, id: `s ${administratorId}` }, { now: line.now, limits, randomness: systemRandomness });
			const token = { id: `t ${administratorId}`, administratorId, name: "x", scopes: [], expiresAt: line.now + 60_000 };
			await createApiToken(stores, token, { now: line.now, randomness: systemRandomness });
			const key = { publicKey: new Uint8Array(1), counter: 0, transports: [], synced: false };
			await addPasskey(stores, { ...key, id: `p ${administratorId}`, credentialId: administratorId, administratorId, name: "x", now: 1 });
		}
	});
	await store.close();
	await done(line, "administrators", "reset", "kenji");
	store = await open();
	const left = await Promise.all(
		people.map(async ({ id: administratorId }) => [
			(await store.read.administratorSessions.list({ administratorId, limit: 9 })).length,
			(await store.read.apiTokens.list({ administratorId, limit: 9 })).length,
			(await store.read.passkeys.listOf(administratorId)).length,
		]),
	);
	await store.close();
	assert.deepEqual(left, [
		[1, 1, 1],
		[0, 0, 0],
	]);
});
