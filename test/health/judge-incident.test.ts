import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { FailedTry } from "../../src/evidence/incident.ts";
import { judgeIncident } from "../../src/health/judge-incident.ts";
import { recheckIncidents } from "../../src/health/recheck-incidents.ts";
import type { Store } from "../../src/store/open.ts";
import { attempt, user } from "../store/rows.ts";
import { temporaryStore } from "../temporary-store.ts";

const hour = 3_600_000;
const day = 24 * hour;
const failedAt = 1_000 * day;

const context = {
	serverCertificate: { name: "mdm.example", isForName: true, notAfter: 9_000 * day, ofOwnAuthority: false, authorityNotAfter: 9_000 * day },
	admitMacs: false,
};

function failed(code: string, change: Partial<FailedTry> = {}): FailedTry {
	return {
		...{ id: "incident", code, subject: { kind: "cause", id: "", name: "" }, saw: { kind: "" }, at: failedAt, attemptId: "try" },
		members: [{ kind: "user", key: "u", name: "u@example.com" }],
		...{ proven: true, reopensSince: null, nextCheckAt: failedAt },
		...change,
	};
}

/** A try of a disabled user's failed with this code, and another's may have enrolled. */
async function storeWith(t: TestContext, code: string, others: { readonly startedAt?: number; readonly signIn?: boolean } = {}) {
	const store = await temporaryStore(t);
	const { startedAt } = others;
	await store.write(async ({ users, attempts, incidents }) => {
		await users.upsert(user("u", { enabled: false }));
		await attempts.insert(attempt("try", { state: "refused", code, userId: "u", upn: "u@example.com", startedAt: failedAt - 1 }));
		if (startedAt !== undefined) await attempts.insert(attempt("other", { state: "enrolled", startedAt, updatedAt: startedAt }));
		await incidents.join(failed(code), async () => ({}));
	});
	return store;
}

async function overAfter(store: Store, quiet: number): Promise<string | null> {
	const incident = await store.read.incidents.byId("incident");
	assert.ok(incident !== undefined);
	return (await judgeIncident(store.read, incident, context, failedAt + quiet)).over;
}

test("a cause that still holds is not over because others come through, and is let go when it has stopped nobody for thirty days", async (t) => {
	const store = await storeWith(t, "user-disabled", { startedAt: failedAt + hour });
	assert.equal(await overAfter(store, 2 * day), null);
	assert.equal(await overAfter(store, 30 * day - 1), null);
	assert.equal(await overAfter(store, 30 * day), "passed");
});

test("a cause that nobody can judge is over after a day in which whoever began after the last failure came through", async (t) => {
	const stays = await storeWith(t, "profile-not-installed", { startedAt: failedAt - hour });
	assert.equal(await overAfter(stays, 2 * day), null, "they came before it");
	const passes = await storeWith(t, "profile-not-installed", { startedAt: failedAt + hour });
	assert.equal(await overAfter(passes, day - 1), null);
	assert.equal(await overAfter(passes, day), "passed");
});

test("a rule that passes now is mended; of what was true of one request only nobody can tell", async (t) => {
	const store = await storeWith(t, "user-disabled");
	await store.write(({ users }) => users.upsert(user("u", { enabled: true })));
	assert.equal(await overAfter(store, 1), "mended");
	const silent = await storeWith(t, "message-malformed", { startedAt: failedAt + hour });
	assert.equal(await overAfter(silent, 30 * 60_000), null);
});

test("a try that joins while its incident is judged keeps it open", async (t) => {
	const store = await storeWith(t, "user-disabled");
	await store.write(({ users }) => users.upsert(user("u", { enabled: true })));
	let joined = false;
	const work: Pick<Store, "read" | "write"> = {
		read: store.read,
		async write(unit) {
			if (!joined) {
				joined = true;
				const members = [{ kind: "user", key: "v", name: "v@example.com" }] as const;
				await store.write(({ incidents }) =>
					incidents.join(failed("user-disabled", { attemptId: "later", at: failedAt + 5, members }), async () => ({})),
				);
			}
			return store.write(unit);
		},
	};
	const options = { work, clock: { now: () => failedAt + hour }, context };
	assert.deepEqual(await recheckIncidents(options), []);
	assert.equal((await store.read.incidents.byId("incident"))?.closedAt, null);
});
