import assert from "node:assert/strict";
import type { AuditEntry } from "../../src/evidence/audit.ts";
import { rehearse } from "../../src/evidence/rehearse.ts";
import { device, user } from "./rows.ts";
import type { Suite } from "./suite.ts";

const entry = (id: string, at: number, change: Partial<AuditEntry> = {}): Omit<AuditEntry, "undoneBy"> => ({
	id,
	at,
	actor: { kind: "command-line", name: "hanako" },
	action: "licences assign",
	target: "taro@example.com",
	detail: { licence: { before: null, after: "active" }, plan: "INTUNE_A" },
	undo: ["licences", "unassign", "taro@example.com", "--plan", "INTUNE_A"],
	undoes: null,
	...change,
});

export const audit: Suite = {
	async "what one person did is found by their name, to the letter"(store) {
		await store.write(async (stores) => {
			await stores.audit.append(entry("a1", 10));
			await stores.audit.append(entry("a2", 20, { actor: { kind: "person", name: "jiro" } }));
			await stores.audit.append(entry("a3", 30, { actor: { kind: "service", name: null } }));
		});
		const by = async (actorName: string) => (await store.read.audit.list({ actorName, limit: 10 })).map(({ id }) => id);
		assert.deepEqual([await by("jiro"), await by("hanako"), await by("Jiro")], [["a2"], ["a1"], []]);
	},

	async "an entry of the record reads as it was written, the newest first"(store) {
		const service = entry("b1", 20, { actor: { kind: "service", name: null }, action: "ade sync", target: null, detail: {}, undo: null });
		await store.write(async (stores) => {
			await stores.audit.append(entry("a1", 10));
			await stores.audit.append(service);
			await stores.audit.append(entry("b2", 20, { action: "licences unassign", undoes: "a1" }));
		});
		const { audit: read } = store.read;
		assert.deepEqual(await read.find("a1"), { ...entry("a1", 10), undoneBy: null });
		assert.deepEqual(
			(await read.list({ limit: 10 })).map(({ id }) => id),
			["b2", "b1", "a1"],
		);
		assert.deepEqual(
			(await read.list({ limit: 1 })).map(({ id }) => id),
			["b2"],
		);
		assert.deepEqual(
			(await read.list({ since: 11, limit: 10 })).map(({ id }) => id),
			["b2", "b1"],
		);
		assert.deepEqual(
			(await read.list({ until: 19, limit: 10 })).map(({ id }) => id),
			["a1"],
		);
		assert.deepEqual(await read.list({ actions: ["ade sync"], limit: 10 }), [{ ...service, undoneBy: null }]);
		assert.deepEqual(await read.list({ actions: [], limit: 10 }), []);
		assert.deepEqual(
			(await read.list({ target: "taro@example.com", limit: 10 })).map(({ id }) => id),
			["b2", "a1"],
		);
	},

	async "an entry is found by the beginning of its id, where that names one alone"(store) {
		await store.write(async (stores) => {
			for (const id of ["01a2-7e", "01a2-7e-longer", "01b3"]) await stores.audit.append(entry(id, 1));
		});
		const found = async (typed: string) => (await store.read.audit.find(typed))?.id;
		assert.deepEqual(await Promise.all(["01b", "01a2-7e-", "01a2-7e", "01a", "01c", "", "%"].map(found)), [
			"01b3",
			"01a2-7e-longer",
			"01a2-7e",
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	},

	async "a change is taken back once"(store) {
		await store.write((stores) => stores.audit.append(entry("a", 1)));
		const answers = await Promise.all(["b", "c", "d"].map((by) => store.write((stores) => stores.audit.markUndone("a", by))));
		assert.equal(answers.filter(Boolean).length, 1);
		const winner = ["b", "c", "d"][answers.indexOf(true)];
		assert.equal((await store.read.audit.find("a"))?.undoneBy, winner);
		assert.equal(await store.write((stores) => stores.audit.markUndone("unknown", "e")), false);
	},

	async "a rehearsal sees what it does, and leaves nothing"(store) {
		await store.write(async (stores) => {
			await stores.users.upsert(user("u"));
			await stores.settings.set("kept", "1", 1);
		});
		const seen = await rehearse(store, async (stores) => {
			await stores.settings.set("kept", "2", 2);
			await stores.users.upsert(user("v", { upn: "v@example.com" }));
			await stores.devices.insert(device("d"));
			await stores.audit.append(entry("a", 1));
			return [
				await stores.settings.get("kept"),
				(await stores.users.byUpn("v@example.com"))?.id,
				(await stores.audit.list({ limit: 5 })).length,
			];
		});
		assert.deepEqual(seen, ["2", "v", 1]);
		assert.equal(await store.read.settings.get("kept"), "1");
		assert.equal(await store.read.users.byUpn("v@example.com"), undefined);
		assert.equal(await store.read.devices.byId("d"), undefined);
		assert.deepEqual(await store.read.audit.list({ limit: 5 }), []);
	},

	async "rehearsals among writes: each write is kept, and nothing of a rehearsal"(store) {
		await store.write((stores) => stores.settings.set("count", "0", 1));
		const step = (stores: Parameters<Parameters<typeof store.write>[0]>[0]) =>
			stores.settings.get("count").then((before) => stores.settings.set("count", String(Number(before) + 1), 1));
		await Promise.all(
			Array.from({ length: 30 }, async (_, n) => {
				if (n % 2 === 0) return store.write(step);
				const [after, own] = await rehearse(store, async (stores) => {
					await step(stores);
					await stores.settings.set(`rehearsed ${n}`, "1", 1);
					return [Number(await stores.settings.get("count")), await stores.settings.get(`rehearsed ${n}`)] as const;
				});
				assert.ok(after >= 1 && after <= 16, `${after}`);
				assert.equal(own, "1");
			}),
		);
		assert.equal(await store.read.settings.get("count"), "15");
		for (let n = 1; n < 30; n += 2) assert.equal(await store.read.settings.get(`rehearsed ${n}`), undefined);
	},

	async "what a rehearsal throws is thrown, and the next unit works"(store) {
		await assert.rejects(
			rehearse(store, async (stores) => {
				await stores.settings.set("x", "1", 1);
				throw new Error("not so");
			}),
			/not so/,
		);
		await store.write(async (stores) => {
			await stores.users.upsert(user("u"));
		});
		const taken = rehearse(store, (stores) => stores.users.upsert(user("v", { upn: "u@example.com" })));
		await assert.rejects(taken, { name: "StatementFailed", kind: "unique" });
		await store.write((stores) => stores.settings.set("y", "1", 1));
		assert.deepEqual([await store.read.settings.get("x"), await store.read.settings.get("y")], [undefined, "1"]);
	},
};
