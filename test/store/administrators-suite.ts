import assert from "node:assert/strict";
import type { Administrator, AdministratorSession, ApiToken } from "../../src/administrators/ports.ts";
import type { Suite } from "./suite.ts";

const administrator = (id: string, change: Partial<Administrator> = {}): Administrator => ({
	id,
	name: `${id}@contoso.com`,
	role: "helpdesk",
	enabled: true,
	passwordHash: "hash",
	totp: new Uint8Array([1, 2, 3]),
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
};
