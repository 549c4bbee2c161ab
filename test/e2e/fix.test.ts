import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "./failures/refused.ts";
import { openStage } from "./failures/stage.ts";

test("a fix says for whom it is and what it mends, does it, and is taken back", async () => {
	await using stage = await openStage();
	const { read } = stage.house.domain.store;
	await stage.succeed("restrictions", "set", "Default", "--block-personal");
	// With one on the list, the serial number of each phone decides, which it tells at the end.
	await stage.succeed("corporate-identifiers", "add", "C02ANOTHER01");
	const first = await refused(await stage.newcomer());
	const second = await refused(await stage.newcomer());
	const known = (await read.audit.list({ limit: 100 })).length;

	const listed = await stage.succeed("fix", first.reference);
	assert.match(listed, /1\. .*\n +genkan restrictions set Default --allow-personal\n +2\. .*\n +genkan corporate-identifiers add /);
	const rows = (await stage.succeed("fix", first.reference, "--json"))
		.trim()
		.split("\n")
		.map((row) => JSON.parse(row));
	assert.deepEqual(
		rows.map(({ number, acts, needs }) => [number, acts, needs]),
		[
			[1, true, []],
			[2, true, []],
		],
	);

	const previewed = JSON.parse(await stage.succeed("fix", first.reference, "1", "--preview", "--json"));
	assert.deepEqual(previewed.changes[0].detail, { kind: "platform", personalBlocked: { before: true, after: false } });
	assert.deepEqual(
		previewed.wouldPass.map((one: { reference: string }) => one.reference).sort(),
		[first.reference, second.reference].sort(),
	);
	const own = JSON.parse(await stage.succeed("fix", first.reference, "2", "--preview", "--json"));
	assert.deepEqual(
		own.wouldPass.map((one: { reference: string }) => one.reference),
		[first.reference],
		"its own serial number admits this phone and no other",
	);
	assert.match(
		await stage.succeed("fix", first.reference, "1", "--preview", "--lang", "ja"),
		/個人所有の?デバイスのブロック: はい → いいえ[\s\S]*これで通るもの: 2件/,
	);
	assert.equal((await read.audit.list({ limit: 100 })).length, known, "a preview is no change");

	const alone = await stage.genkan(["fix", first.reference, "1"]);
	assert.equal(alone.code, 1);
	assert.match(alone.err, new RegExp(`Nothing was done.*genkan fix ${first.reference} 1 --yes`));
	const { out, err } = await stage.genkan(["fix", first.reference, "1", "--yes"]);
	assert.match(out, new RegExp(`${first.reference} would pass now`));
	assert.match(err, /This mended: .*\(personal-device-blocked\)/);
	const [entry] = await read.audit.list({ limit: 1 });
	assert.deepEqual([entry?.action, entry?.target], ["restrictions set", "Default"]);
	const [incident] = await read.incidents.list({ code: "personal-device-blocked", limit: 1 });
	assert.deepEqual([incident?.closedBy, incident?.mendedBy], ["mended", entry?.id]);
	assert.match(await stage.succeed("audit", "--limit", "1"), /personal devices blocked: yes → no\n +mended: .*\(personal-device-blocked\)/);
	const { phone } = first.person;
	if ((await phone.openPortal()).kind === "refused") await phone.startAgain();
	const enrolled = await first.person.enroll();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));

	const wouldPass = async (...words: readonly string[]) =>
		JSON.parse(await stage.succeed(...words, "--preview", "--json")).wouldPass.length;
	assert.equal(
		await wouldPass("restrictions", "set", "Default", "--os-min", "9"),
		0,
		"whoever passes already is nothing that a change mends",
	);
	const again = await stage.genkan(["fix", second.reference, "1", "--yes"]);
	assert.match(again.err, /it is so already/);
	stage.house.clock.move(1000);
	const undone = await stage.genkan(["undo", "--yes"]);
	assert.match(undone.out, /Taken back: restrictions set Default/);
	assert.match(undone.err, /This is wrong again: .*\(personal-device-blocked\)/);
	const reopened = await read.incidents.byId(incident?.id ?? "");
	const [undoing] = await read.audit.list({ limit: 1 });
	assert.deepEqual([reopened?.closedAt, reopened?.mendedBy, reopened?.reopened], [null, null, 1]);
	const last = reopened?.history.at(-1);
	assert.deepEqual([last?.what, last?.by], ["reopened", undoing?.id]);
	assert.match(await stage.succeed("incidents", "show", reopened?.id ?? ""), /the change that had mended it was taken back/);
	assert.equal((await refused(await stage.newcomer())).reference.length > 0, true, "as it was before");
	assert.equal(await wouldPass("restrictions", "set", "Default", "--allow-personal"), 3);
	stage.house.clock.move(8 * 86_400_000);
	assert.equal(await wouldPass("restrictions", "set", "Default", "--allow-personal"), 0, "who came so long ago has gone, or came again");
});

test("what somebody changed since is not destroyed by taking back what was before it", async () => {
	await using stage = await openStage();
	await stage.succeed("restrictions", "limit", "Default", "5");
	const [five] = await stage.house.domain.store.read.audit.list({ limit: 1 });
	stage.house.clock.move(1000);
	await stage.succeed("restrictions", "limit", "Default", "7");
	const { code, err } = await stage.genkan(["undo", five?.id ?? "", "--yes"]);
	assert.equal(code, 1);
	assert.match(err, /somebody has changed the same since[\s\S]*device limit: it was made 5, and is 7 now/);
	assert.match(await stage.succeed("restrictions"), /device limit .* at most 7 /);
	await stage.succeed("undo", "--yes");
	stage.house.clock.move(1000);
	assert.match(await stage.succeed("undo", five?.id ?? "", "--yes"), /Taken back/, "once the later one is taken back, so can this be");
	assert.match((await stage.genkan(["undo", "ffffffff"])).err, /No entry of the record/);
});

test("a fix that cannot help, or that only a person can fill in, is not done", async () => {
	await using stage = await openStage();
	const without = await refused(await stage.newcomer({ user: { licences: "" } }));
	const listed = await stage.succeed("fix", without.reference);
	assert.match(listed, /licences assign/);
	await stage.succeed("maintenance", "on");
	const paused = await refused(await stage.newcomer());
	assert.match(await stage.succeed("fix", paused.reference, "--yes"), /would pass now/, "the only fix that acts needs no number");
	assert.match((await stage.genkan(["fix", paused.reference, "9"])).err, /no number 9/);
	assert.match((await stage.genkan(["fix", "ZZ-ZZZZ"])).err, /There is no try and no incident/);
	const unknown = await refused((await stage.newcomer()).passOn("nobody@contoso.example"));
	const which = await stage.genkan(["fix", unknown.reference, "--json"]);
	const needs = which.out
		.trim()
		.split("\n")
		.map((row) => JSON.parse(row))
		.find((row) => row.needs.length > 0);
	assert.deepEqual([needs.acts, needs.needs], [false, ["FILE.csv"]]);
	assert.match(
		(await stage.genkan(["fix", unknown.reference, String(needs.number)])).err,
		/only you know FILE\.csv[\s\S]*users import FILE\.csv/,
	);
});
