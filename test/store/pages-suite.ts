import assert from "node:assert/strict";
import type { Position } from "../../src/evidence/position.ts";
import { attempt } from "./rows.ts";
import type { Suite } from "./suite.ts";

const moments = [10, 20, 20, 20, 30, 30, 40];
const ids = moments.map((_, n) => `row-${n}`);

/** Reads a list two rows at a time. */
async function pages<R>(list: (after: { readonly after?: Position }) => Promise<R[]>, position: (row: R) => Position): Promise<string[]> {
	const seen: string[] = [];
	for (let last: Position | undefined; ; ) {
		const rows = await list(last === undefined ? {} : { after: last });
		seen.push(...rows.map((row) => position(row).id));
		const end = rows.at(-1);
		if (end === undefined) return seen;
		last = position(end);
	}
}

const newestFirst = ids.toReversed();

export const pagesSuite: Suite = {
	async "page after page, every try, incident and entry comes once, the newest first"(store) {
		await store.write(async (stores) => {
			for (const [n, at] of moments.entries()) {
				const id = `row-${n}`;
				await stores.attempts.insert(attempt(id, { reference: `A0-000${n}`, startedAt: at, updatedAt: at }));
				const subject = { kind: "domain", id, name: id } as const;
				await stores.incidents.open({ id, code: "dns-enrollment-cname", subject, openedAt: at, seenAt: at, saw: { kind: "x" } });
				const entry = { id, at, action: "domains add", target: "x", detail: {}, undo: null, undoes: null };
				await stores.audit.append({ ...entry, actor: { kind: "service", name: null } });
			}
		});
		const { attempts, incidents, audit } = store.read;
		const ofTry = ({ id, startedAt }: { id: string; startedAt: number }) => ({ id, at: startedAt });
		assert.deepEqual(await pages((after) => attempts.list({ limit: 2, ...after }), ofTry), newestFirst);
		assert.deepEqual(await pages((after) => attempts.list({ limit: 3, state: "open", ...after }), ofTry), newestFirst);
		assert.deepEqual(await pages((after) => attempts.list({ limit: 2, since: 20, until: 40, ...after }), ofTry), newestFirst.slice(1, 6));
		const ofIncident = ({ id, openedAt }: { id: string; openedAt: number }) => ({ id, at: openedAt });
		assert.deepEqual(await pages((after) => incidents.list({ open: true, limit: 2, ...after }), ofIncident), newestFirst);
		assert.deepEqual(
			await pages(
				(after) => audit.list({ limit: 2, ...after }),
				({ id, at }) => ({ id, at }),
			),
			newestFirst,
		);
		assert.deepEqual(
			await pages(
				(after) => audit.list({ target: "x", actions: ["domains add"], limit: 4, ...after }),
				({ id, at }) => ({ id, at }),
			),
			newestFirst,
		);
	},

	async "tries of a code or a journey come in order whatever their states are, and a state narrows them"(store) {
		const states = ["refused", "open", "stopped", "refused", "enrolled", "refused", "stopped"] as const;
		await store.write(async (stores) => {
			for (const [n, at] of moments.entries()) {
				const own = { code: "os-too-old", state: states[n] ?? "open", journey: n === 5 ? "renewal" : "web" } as const;
				await stores.attempts.insert(attempt(`row-${n}`, { ...own, reference: `A0-000${n}`, startedAt: at, updatedAt: at }));
			}
			await stores.attempts.insert(
				attempt("other", { reference: "A0-0009", startedAt: 20, code: "user-not-licensed", journey: "renewal" }),
			);
		});
		const position = ({ id, startedAt }: { id: string; startedAt: number }) => ({ id, at: startedAt });
		const of = (filter: Partial<Parameters<typeof store.read.attempts.list>[0]>) =>
			pages((after) => store.read.attempts.list({ limit: 2, ...filter, ...after }), position);
		const code = "os-too-old";
		assert.deepEqual(await of({ code }), newestFirst);
		assert.deepEqual(await of({ code, since: 20, until: 40 }), newestFirst.slice(1, 6));
		assert.deepEqual(await of({ code, state: "stopped" }), ["row-6", "row-2"]);
		assert.deepEqual(await of({ code, state: "refused", journey: "web" }), ["row-3", "row-0"]);
		assert.deepEqual(await of({ code, journey: "renewal" }), ["row-5"]);
		assert.deepEqual(
			await of({ journey: "web" }),
			newestFirst.filter((id) => id !== "row-5"),
		);
		assert.deepEqual(await of({ journey: "renewal" }), ["row-5", "other"]);
		assert.deepEqual(await of({ journey: "renewal", state: "enrolled" }), []);
	},
};
