import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { refused } from "../e2e/failures/refused.ts";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { attempt, device } from "../store/rows.ts";
import { type Answer, type Client, hire, signedIn } from "./console-client.ts";

let stage: Stage;
let boss: Client;

before(async () => {
	stage = await openStage();
	boss = await signedIn(stage.house, await hire(stage.house, "hanako", "administrator"));
	await stage.house.addUser("yuki@contoso.example");
	await stage.succeed("groups", "add", "yuki@contoso.example", "営業部");
	await stage.succeed("groups", "add", "yuki@contoso.example", "東京");
});
after(() => stage[Symbol.asyncDispose]());

interface Told {
	readonly id: string;
	readonly name: string;
	readonly priority: number | null;
	readonly version: string;
	readonly reach: string;
	readonly groups: readonly { readonly name: string; readonly members: number }[];
	readonly standing: string;
}

const list = async (kind: string): Promise<{ items: Told[]; order: string }> => (await boss.send("GET", `/policies/${kind}`)).json;
const named = async (kind: string, name: string) => (await list(kind)).items.find((one) => one.name === name) ?? assert.fail(name);
const names = async (kind: string) => (await list(kind)).items.map(({ name }) => name);

function change(path: string, version: string, body?: unknown, preview = false): Promise<Answer> {
	return boss.send("POST", `${path}${preview ? "?preview=true" : ""}`, { body, headers: { "if-match": version } });
}

async function make(kind: string, name: string, more: object = {}): Promise<Told> {
	const { status, text } = await boss.send("POST", `/policies/${kind}`, { body: { name, ...more } });
	assert.equal(status, 200, text);
	return named(kind, name);
}

test("a policy is made, listed with its groups above the default, and says whom it reaches", async () => {
	const made = await make("platform", "Sales", { groups: ["営業部"], platform: { personalBlocked: true, osMinimum: "17.0" } });
	await make("platform", "Nobody's");
	await make("platform", "Shadowed", { groups: ["営業部"] });
	const { items } = await list("platform");
	assert.deepEqual(
		items.map(({ name, priority, reach, groups }) => [name, priority, reach, groups.map((group) => `${group.name} ${group.members}`)]),
		[
			["Sales", 1, "some", ["営業部 1"]],
			["Nobody's", 2, "no-group", []],
			["Shadowed", 3, "shadowed", ["営業部 1"]],
			["Default", null, "everybody", []],
		],
	);
	const one = await boss.send("GET", `/policies/platform/${made.id}`);
	assert.deepEqual([one.headers["etag"], one.json.settings.platform.osMinimum, one.json.settings.limit], [made.version, "17.0", null]);
	assert.equal((await boss.send("GET", "/policies/platform/nothing")).status, 404);
	assert.equal((await boss.send("GET", "/policies/anything")).status, 400);
});

test("name, groups and settings are changed as one, previewed before, and taken back as one", async () => {
	const made = await make("limit", "Two each", { groups: ["営業部"], limit: 2 });
	const path = `/policies/limit/${made.id}/change`;
	const body = { name: "--Five each", groups: ["東京"], limit: 5 };
	const preview = await change(path, made.version, body, true);
	assert.deepEqual([preview.status, preview.json.done, preview.json.preview.changes[0].users], [200, false, 1], preview.text);
	assert.equal((await named("limit", "Two each")).version, made.version, "a preview changes nothing");
	const done = await change(path, made.version, body);
	assert.equal(done.status, 200, done.text);
	assert.deepEqual((await named("limit", "--Five each")).groups[0]?.name, "東京");
	const back = await boss.send("POST", `/audit/${done.json.entries[0].id}/undo`);
	assert.equal(back.status, 200, back.text);
	assert.equal((await named("limit", "Two each")).version, made.version, "all of it is as it was");
});

test("of two who change the same, the second is told so, and nothing of theirs is kept", async () => {
	const made = await make("limit", "Wanted by two", { limit: 2 });
	const path = `/policies/limit/${made.id}/change`;
	const [one, other] = await Promise.all([3, 4].map((limit) => change(path, made.version, { limit })));
	assert.deepEqual(new Set([one?.status, other?.status]), new Set([200, 412]), `${one?.text} ${other?.text}`);
	const lost = one?.status === 412 ? one : other;
	assert.equal(lost?.json.code, "changed-meanwhile");
	assert.equal((await boss.send("POST", path, { body: { limit: 9 } })).status, 428, "whoever names no version is asked for it");
	assert.equal((await change(path, made.version, { limit: 9 }, true)).status, 412, "a preview of what is no more would mislead");
	assert.equal((await change(`/policies/limit/${made.id}/delete`, made.version)).status, 412);
	const now = await named("limit", "Wanted by two");
	assert.equal((await change(`/policies/limit/${made.id}/delete`, now.version)).status, 200);
	assert.ok(!(await names("limit")).includes("Wanted by two"));
});

test("several policies are put in another order as one change, and the whole order is taken back at once", async () => {
	for (const name of ["A", "B", "C"]) await make("types", name, { allowed: ["web"] });
	const { items, order } = await list("types");
	const ids = items.filter(({ priority }) => priority !== null).map(({ id }) => id);
	const wanted = { order: ids.toReversed() };
	const preview = await change("/policies/types/order", order, wanted, true);
	assert.equal(preview.status, 200, preview.text);
	const done = await change("/policies/types/order", order, wanted);
	assert.equal(done.json.entries.length, 1, done.text);
	assert.deepEqual(await names("types"), ["C", "B", "A", "Default"]);
	assert.equal((await change("/policies/types/order", order, { order: ids })).status, 412, "somebody moved them meanwhile");
	const undone = await boss.send("POST", `/audit/${done.json.entries[0].id}/undo`);
	assert.equal(undone.status, 200, undone.text);
	assert.deepEqual(await names("types"), ["A", "B", "C", "Default"]);
	const short = await change("/policies/types/order", (await list("types")).order, { order: ids.slice(1) });
	assert.deepEqual([short.status, short.json.code, short.json.reason.kind], [422, "not-done", "policy-order-not-whole"]);
});

test("a setting of another kind, an impossible version and the default's name are refused in words", async () => {
	const sales = await named("platform", "Sales");
	const fallback = await named("platform", "Default");
	for (const [one, body, kind] of [
		[sales, { limit: 3 }, null],
		[sales, { platform: { osMinimum: "17.x" } }, "os-version-malformed"],
		[sales, { platform: { osMaximum: "16" } }, "os-range-empty"],
		[sales, { groups: ["no such group"] }, "group-unknown"],
		[sales, { name: "shadowed" }, "policy-name-taken"],
		[fallback, { name: "Mine" }, "default-policy-fixed"],
		[fallback, { groups: ["東京"] }, "default-policy-fixed"],
	] as const) {
		const { status, json } = await change(`/policies/platform/${one.id}/change`, one.version, body);
		assert.deepEqual([status, json.code, json.reason?.kind ?? null], [422, "not-done", kind], JSON.stringify(body));
	}
	assert.equal((await change(`/policies/platform/${fallback.id}/delete`, fallback.version)).status, 422);
});

test("who gets what names the policy that applies and why, and what the door would say: the same as it says to the phone", async () => {
	const asked = async (query: string) => {
		const { status, json, text } = await boss.send("GET", `/policies/effective?${query}`);
		assert.equal(status, 200, text);
		return json;
	};
	const standings = (json: { platform: Told[] }) => json.platform.map(({ name, standing }) => `${name} ${standing}`);
	const yuki = await asked("user=YUKI@contoso.example&ownership=personal&os=18.5");
	assert.deepEqual(standings(yuki), ["Sales applies", "Nobody's no-group", "Shadowed outranked", "Default not-needed"]);
	assert.deepEqual([yuki.admitted, yuki.steps.at(-1).code], [false, "personal-device-blocked"]);
	const company = await asked("user=yuki@contoso.example&ownership=corporate&os=18.5");
	assert.deepEqual([company.admitted, company.steps.map(({ code }: { code: string | null }) => code)], [true, [null, null]]);
	const old = await asked("user=yuki@contoso.example&ownership=corporate&os=16.2&lang=ja");
	assert.deepEqual([old.admitted, old.steps.at(-1).code], [false, "os-too-old"]);
	assert.match(old.steps.at(-1).title, /[ぁ-ん]/);
	assert.deepEqual(standings(await asked("ownership=corporate")).at(-1), "Default applies", "a device without user has the default");
	assert.equal((await asked("user=yuki@contoso.example&platform=mac")).steps.at(-1).code, "device-type-not-supported");
	assert.equal((await boss.send("GET", "/policies/effective?user=nobody@contoso.example")).status, 404);
	assert.equal((await boss.send("GET", "/policies/effective?os=newest")).status, 400);

	const upn = "refused@contoso.example";
	const person = await stage.newcomer({ upn });
	await stage.succeed("groups", "add", upn, "営業部");
	const attempt = await refused(person);
	const said = await boss.send("GET", `/attempts/${attempt.reference}`);
	const foreseen = await asked(`user=${upn}&ownership=personal&os=18.5`);
	assert.equal(foreseen.steps.find(({ admitted }: { admitted: boolean }) => !admitted).code, said.json.code);
	const sales = await named("platform", "Sales");
	const preview = await change(`/policies/platform/${sales.id}/change`, sales.version, { platform: { personalBlocked: false } }, true);
	assert.ok(
		preview.json.preview.wouldPass.some(({ reference }: { reference: string }) => reference === attempt.reference),
		preview.text,
	);
});

test("the preview of a policy says in numbers whom it would hit, as the door would decide", async () => {
	const { house } = stage;
	const now = house.clock.now();
	const day = 86_400_000;
	const people = ["hit-a", "hit-b", "hit-c"];
	for (const name of people) await house.addUser(`${name}@contoso.example`);
	await stage.succeed("groups", "add", "hit-a@contoso.example", "本社");
	await house.domain.store.write(async (stores) => {
		const add = async (id: string, upn: string, { at = now - day, ownership = "personal" as "personal" | "company", os = "18.1" } = {}) => {
			const userId = (await stores.users.byUpn(upn))?.id ?? null;
			const seen = { udid: `udid-${id}`, serial: `HIT${id}`, product: "iPhone15,2", osVersion: os };
			await stores.devices.insert(device(id, { ...seen, userId, ownership, enrolledAt: at, lastSeenAt: at }));
			const tried = { reference: `H${id}`, state: "enrolled", userId, upn, deviceId: id, startedAt: at, updatedAt: at } as const;
			await stores.attempts.insert(attempt(id, { ...tried, device: seen }));
		};
		await add("A001", "hit-a@contoso.example");
		await add("A002", "hit-a@contoso.example", { ownership: "company" });
		await add("B001", "hit-b@contoso.example", { os: "16.7" });
		await add("B002", "hit-b@contoso.example");
		await add("C001", "hit-c@contoso.example", { at: now - 40 * day });
	});
	const hitOf = async (kind: string, name: string, body: object) => {
		const { id, version } = await named(kind, name);
		const answer = await change(`/policies/${kind}/${id}/change`, version, body, true);
		assert.equal(answer.status, 200, answer.text);
		return answer.json.preview.hit;
	};
	const personal = await hitOf("platform", "Default", { platform: { personalBlocked: true } });
	assert.deepEqual(personal, {
		enrolled: { judged: 4, refused: 3, sample: false },
		atLimit: null,
		devices: 5,
		lines: ["Of the 4 who enrolled in the last 30 days, 3 would have been refused.", "Devices that are enrolled stay enrolled: 5."],
	});
	assert.equal((await hitOf("platform", "Default", { platform: { osMinimum: "17.0" } })).enrolled.refused, 1);
	assert.equal((await hitOf("types", "Default", { allowed: ["ade-sign-in"] })).enrolled.refused, 4);
	// A policy above it is theirs, whatever the default says.
	await make("platform", "Headquarters", { groups: ["本社"] });
	assert.equal((await hitOf("platform", "Default", { platform: { personalBlocked: true } })).enrolled.refused, 2);

	const limit = await hitOf("limit", "Default", { limit: 2 });
	assert.deepEqual([limit.enrolled, limit.atLimit], [null, { people: 2, newly: 2, judged: 2, least: false }]);
	await make("limit", "One", { groups: ["本社"], limit: 1 });
	assert.deepEqual(
		(await hitOf("limit", "One", { limit: 2 })).atLimit,
		{ people: 1, newly: 0, judged: 1, least: false },
		"who was at the limit still is",
	);
	assert.deepEqual((await hitOf("limit", "Default", { limit: 1 })).atLimit, { people: 2, newly: 2, judged: 3, least: false });
	const told = await stage.succeed("restrictions", "set", "Default", "--block-personal", "--preview");
	assert.match(told, /Of the 4 who enrolled in the last 30 days, 2 would have been refused\./);
	const none = await stage.succeed("groups", "add", "hit-b@contoso.example", "本社", "--preview");
	assert.doesNotMatch(none, /enrolled in the last/);
});
