import assert from "node:assert/strict";
import type { Administrator, AdministratorSession, ApiToken, Invitation, Passkey } from "../../src/administrators/ports.ts";
import type { Suite } from "./suite.ts";

const administrator = (id: string, change: Partial<Administrator> = {}): Administrator => ({
	id,
	name: `${id}@contoso.com`,
	role: "helpdesk",
	enabled: true,
	passwordHash: "hash",
	totp: new Uint8Array([1, 2, 3]),
	provider: null,
	version: 1,
	createdAt: 10,
	updatedAt: 10,
	...change,
});

const session = (id: string, change: Partial<AdministratorSession> = {}): AdministratorSession => ({
	id,
	tokenHash: `hash of ${id}`,
	administratorId: "a",
	stage: "signed-in",
	createdAt: 10,
	lastSeenAt: 10,
	expiresAt: 1000,
	peer: "192.0.2.1",
	userAgent: "Edge",
	...change,
});

const token = (id: string, change: Partial<ApiToken> = {}): ApiToken => ({
	id,
	tokenHash: `hash of ${id}`,
	administratorId: "a",
	name: "夜間の集計",
	scopes: ["tries.read", "audit.read"],
	createdAt: 10,
	expiresAt: 1000,
	lastUsedAt: null,
	...change,
});

const passkey = (id: string, change: Partial<Passkey> = {}): Passkey => ({
	id,
	credentialId: `credential ${id}`,
	administratorId: "a",
	name: "花子のiPhone",
	publicKey: new Uint8Array([4, 5]),
	counter: 4_294_967_295,
	transports: ["internal", "hybrid"],
	synced: true,
	createdAt: 10,
	lastUsedAt: null,
	...change,
});

const invitation = (id: string, change: Partial<Invitation> = {}): Invitation => ({
	id,
	codeHash: `hash of ${id}`,
	name: "jiro",
	role: "helpdesk",
	invitedBy: "hanako",
	createdAt: 10,
	expiresAt: 1000,
	...change,
});

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

export const administratorsSuite: Suite = {
	async "an administrator reads as written, and a name is taken once"(store) {
		assert.equal(await store.read.administrators.any(), false);
		await store.write((stores) => stores.administrators.insert(administrator("b")));
		await store.write((stores) => stores.administrators.insert(administrator("a", { enabled: false, role: "owner" })));
		const { administrators } = store.read;
		assert.equal(await administrators.any(), true);
		assert.deepEqual(await administrators.byId("a"), administrator("a", { enabled: false, role: "owner" }));
		assert.deepEqual(await administrators.byName("b@contoso.com"), administrator("b"));
		assert.equal(await administrators.byName("c@contoso.com"), undefined);
		assert.deepEqual(ids(await administrators.list()), ["a", "b"]);
		const taken = store.write((stores) => stores.administrators.insert(administrator("c", { name: "a@contoso.com" })));
		await assert.rejects(taken, { name: "StatementFailed", kind: "unique" });
	},

	async "of two who change the same version of an administrator, one does"(store) {
		await store.write((stores) => stores.administrators.insert(administrator("a")));
		const changed = await Promise.all(
			(["owner", "readonly"] as const).map((role) =>
				store.write((stores) => stores.administrators.update(administrator("a", { role, version: 2 }), 1)),
			),
		);
		assert.equal(changed.filter(Boolean).length, 1);
		const now = await store.read.administrators.byId("a");
		assert.deepEqual([now?.version, now?.role], [2, changed[0] ? "owner" : "readonly"]);
	},

	async "sessions are found by the hash of their token, listed, and ended one by one or all of one person"(store) {
		await store.write(async (stores) => {
			await stores.administratorSessions.insert(session("1"));
			await stores.administratorSessions.insert(session("2", { createdAt: 20, stage: "code" }));
			await stores.administratorSessions.insert(session("3", { administratorId: "b", createdAt: 15 }));
			await stores.administratorSessions.touch("1", 50);
		});
		const { administratorSessions: read } = store.read;
		assert.deepEqual(await read.byTokenHash("hash of 1"), session("1", { lastSeenAt: 50 }));
		assert.equal(await read.byTokenHash("1"), undefined);
		assert.deepEqual(ids(await read.list({ limit: 10 })), ["2", "3", "1"]);
		assert.deepEqual(ids(await read.list({ limit: 2 })), ["2", "3"]);
		assert.deepEqual(ids(await read.list({ administratorId: "a", limit: 10 })), ["2", "1"]);
		assert.equal(await store.write((stores) => stores.administratorSessions.delete("3")), true);
		assert.equal(await store.write((stores) => stores.administratorSessions.delete("3")), false);
		assert.equal(await store.write((stores) => stores.administratorSessions.deleteOf("a")), 2);
		assert.deepEqual(await read.list({ limit: 10 }), []);
	},

	async "sessions over their limits are forgotten, and others kept"(store) {
		await store.write(async (stores) => {
			await stores.administratorSessions.insert(session("live", { lastSeenAt: 500 }));
			await stores.administratorSessions.insert(session("idle", { lastSeenAt: 400 }));
			await stores.administratorSessions.insert(session("over", { lastSeenAt: 500, expiresAt: 600 }));
			await stores.apiTokens.insert(token("good"));
			await stores.apiTokens.insert(token("ended", { expiresAt: 600 }));
			await stores.administratorSessions.prune(600, 400);
			await stores.apiTokens.prune(600);
		});
		assert.deepEqual(ids(await store.read.administratorSessions.list({ limit: 10 })), ["live"]);
		assert.deepEqual(ids(await store.read.apiTokens.list({ limit: 10 })), ["good"]);
	},

	async "a token reads as written, is found by its hash, and taken away once"(store) {
		await store.write(async (stores) => {
			await stores.apiTokens.insert(token("1"));
			await stores.apiTokens.insert(token("2", { administratorId: "b", createdAt: 20 }));
			await stores.apiTokens.touch("2", 70);
		});
		const { apiTokens } = store.read;
		assert.deepEqual(await apiTokens.byId("1"), token("1"));
		assert.equal((await apiTokens.byTokenHash("hash of 2"))?.lastUsedAt, 70);
		assert.deepEqual(ids(await apiTokens.list({ limit: 10 })), ["2", "1"]);
		assert.deepEqual(ids(await apiTokens.list({ administratorId: "a", limit: 10 })), ["1"]);
		assert.deepEqual(await Promise.all(["1", "1"].map((id) => store.write((stores) => stores.apiTokens.delete(id)))), [true, false]);
	},

	async "lists leave out what is over before they end at their limit"(store) {
		await store.write(async (stores) => {
			for (const n of [1, 2, 3]) {
				await stores.administratorSessions.insert(session(`over ${n}`, { createdAt: 50, expiresAt: 60 }));
				await stores.administratorSessions.insert(session(`idle ${n}`, { createdAt: 50, lastSeenAt: 50 }));
				await stores.administratorSessions.insert(session(`code ${n}`, { createdAt: 50, lastSeenAt: 90, stage: "code" }));
				await stores.apiTokens.insert(token(`over ${n}`, { createdAt: 50, expiresAt: 60 }));
			}
			await stores.administratorSessions.insert(session("live", { lastSeenAt: 90 }));
			await stores.apiTokens.insert(token("live"));
		});
		const filter = { stage: "signed-in", live: { now: 100, idleSince: 80 }, limit: 2 } as const;
		assert.deepEqual(ids(await store.read.administratorSessions.list(filter)), ["live"]);
		assert.deepEqual(ids(await store.read.apiTokens.list({ liveAt: 100, limit: 2 })), ["live"]);
	},

	async "the oldest sessions of a stage end where there are too many, and one's own may stay where the others end"(store) {
		await store.write(async (stores) => {
			for (const n of [1, 2, 3, 4]) await stores.administratorSessions.insert(session(`${n}`, { createdAt: n, stage: "code" }));
			await stores.administratorSessions.insert(session("0", { createdAt: 0 }));
			await stores.administratorSessions.keepNewest("a", "code", 2);
		});
		assert.deepEqual(ids(await store.read.administratorSessions.list({ limit: 10 })), ["4", "3", "0"]);
		assert.equal(await store.write((stores) => stores.administratorSessions.deleteOf("a", "3")), 2);
		assert.deepEqual(ids(await store.read.administratorSessions.list({ limit: 10 })), ["3"]);
	},

	async "somebody of the provider is found by what the provider calls them, and needs no password"(store) {
		const theirs = administrator("a", { provider: '["https://id","1"]', passwordHash: null, totp: null });
		await store.write(async (stores) => {
			await stores.administrators.insert(theirs);
			await stores.administrators.insert(administrator("b"));
			await stores.administrators.insert(administrator("c"));
		});
		assert.deepEqual(await store.read.administrators.byProvider('["https://id","1"]'), theirs);
		assert.equal(await store.read.administrators.byProvider('["https://id","2"]'), undefined);
	},

	async "a passkey reads as written, is registered once, and is used by one of two with the same counter"(store) {
		await store.write(async (stores) => {
			await stores.passkeys.insert(passkey("1"));
			await stores.passkeys.insert(passkey("2", { createdAt: 20, synced: false }));
			await stores.passkeys.insert(passkey("3", { administratorId: "b" }));
		});
		assert.deepEqual(await store.read.passkeys.byCredentialId("credential 1"), passkey("1"));
		assert.deepEqual(ids(await store.read.passkeys.listOf("a")), ["1", "2"]);
		const again = store.write((stores) => stores.passkeys.insert(passkey("4", { credentialId: "credential 1" })));
		await assert.rejects(again, { name: "StatementFailed", kind: "unique" });
		const use = { counter: 5, synced: false, at: 70 };
		const both = [1, 2].map(() => store.write((stores) => stores.passkeys.used("1", use, 4_294_967_295)));
		assert.deepEqual(new Set(await Promise.all(both)), new Set([true, false]));
		await store.write((stores) => stores.passkeys.rename("1", "金庫の鍵"));
		const changed = passkey("1", { counter: 5, synced: false, lastUsedAt: 70, name: "金庫の鍵" });
		assert.deepEqual(await store.read.passkeys.byId("1"), changed);
		assert.equal(await store.write((stores) => stores.passkeys.delete("2")), true);
		assert.equal(await store.write((stores) => stores.passkeys.delete("2")), false);
		assert.equal(await store.write((stores) => stores.passkeys.deleteOf("a")), 1);
		assert.deepEqual(ids(await store.read.passkeys.listOf("b")), ["3"]);
	},

	async "an invitation is found by the hash of its code, until it is over or another takes its place"(store) {
		await store.write(async (stores) => {
			await stores.invitations.insert(invitation("1"));
			await stores.invitations.insert(invitation("2", { name: "saburo", createdAt: 20 }));
			await stores.invitations.insert(invitation("3", { name: "shiro", expiresAt: 100 }));
		});
		const { invitations } = store.read;
		assert.deepEqual(await invitations.byCodeHash("hash of 1"), invitation("1"));
		assert.deepEqual(ids(await invitations.list(100)), ["2", "1"]);
		await store.write(async (stores) => {
			await stores.invitations.deleteNamed("jiro");
			await stores.invitations.prune(100);
		});
		assert.equal(await invitations.byId("1"), undefined);
		assert.equal(await invitations.byId("3"), undefined);
		assert.equal(await store.write((stores) => stores.invitations.delete("2")), true);
	},

	async "a challenge is spent by one of two, and forgotten when it would be over anyway"(store) {
		const spend = () => store.write((stores) => stores.spentCeremonies.spend("1", 100));
		assert.deepEqual(new Set(await Promise.all([spend(), spend()])), new Set([true, false]));
		await store.write((stores) => stores.spentCeremonies.prune(100));
		assert.equal(await spend(), true);
	},

	async "all tokens of one person are taken away at once"(store) {
		await store.write(async (stores) => {
			await stores.apiTokens.insert(token("1"));
			await stores.apiTokens.insert(token("2", { administratorId: "b" }));
		});
		assert.equal(await store.write((stores) => stores.apiTokens.deleteOf("a")), 1);
		assert.deepEqual(ids(await store.read.apiTokens.list({ limit: 10 })), ["2"]);
	},
};
