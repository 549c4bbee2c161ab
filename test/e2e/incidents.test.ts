import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import type { Step } from "../../simulator/misbehave.ts";
import { createPhone } from "../../simulator/phone.ts";
import { incidentSeverity } from "../../src/checks/incident-severity.ts";
import type { Incident } from "../../src/evidence/incident.ts";
import { recheckIncidents } from "../../src/health/recheck-incidents.ts";
import { updatePolicy } from "../../src/tenant/policies.ts";
import { textsFor } from "../../src/texts/texts.ts";
import { eventually } from "../eventually.ts";
import { typedCommand } from "./failures/typed-command.ts";
import { type House, openHouse, password } from "./harness.ts";

/** Failures through the real service become incidents, with whom they stopped, and end when they are mended. */
let house: House;

before(async () => {
	house = await openHouse({ silenceEvery: 20 });
});
after(() => house[Symbol.asyncDispose]());

const fleet = makeFleet("incidents", 60).map((device) => ({ ...device, product: "iPhone15,2", osVersion: "18.5" }));
const minute = 60_000;
const day = 24 * 60 * minute;
let drawn = 0;

function phoneOf(stopsBefore?: Step) {
	const device = fleet[drawn++];
	assert.ok(device !== undefined);
	return createPhone({
		...device,
		roots: [house.root],
		portalUrl: house.url,
		clock: () => house.clock.now(),
		...(stopsBefore === undefined ? {} : { misbehaves: [{ kind: "stops-before", step: stopsBefore }] }),
	});
}

async function tries(upn: string, stopsBefore?: Step) {
	const ended = await enroll(phoneOf(stopsBefore), { upn, password });
	assert.ok(ended.reference !== null, JSON.stringify(ended));
	return { reference: ended.reference, code: (await house.attempt(ended.reference)).code };
}

async function incidentOf(code: string): Promise<Incident & { readonly extent: NonNullable<Incident["extent"]> }> {
	const [newest] = await house.domain.store.read.incidents.list({ code, limit: 1 });
	assert.ok(newest?.extent, `an incident of ${code}`);
	return { ...newest, extent: newest.extent };
}

const serverCertificate = {
	name: "localhost",
	isForName: true,
	notAfter: Number.MAX_SAFE_INTEGER,
	ofOwnAuthority: true,
	authorityNotAfter: Number.MAX_SAFE_INTEGER,
};

const recheck = () => ({
	work: house.domain.store,
	clock: house.clock,
	context: { serverCertificate, admitMacs: false },
});

async function genkan(...words: readonly string[]): Promise<string> {
	const environment = {
		GENKAN_DATA: house.domain.config.data,
		GENKAN_DATABASE: house.domain.config.database,
		GENKAN_PUBLIC_URL: house.url,
		LANG: "C.UTF-8",
	};
	const { code, out, err } = await typedCommand(words, { clock: house.clock, environment });
	assert.equal(code, 0, `${words.join(" ")}: ${err}`);
	return out;
}

/** What is due is judged, as on the clock. */
async function oneRound(): Promise<readonly string[]> {
	house.clock.move(11 * minute);
	return (await recheckIncidents(recheck())).map(({ code }) => code);
}

/** A change that no command made, and that is on no record. */
async function allowPlatformOtherwise(): Promise<void> {
	const { store, clock } = house.domain;
	const kind = "platform-restriction" as const;
	const change = { settings: { platformBlocked: false } };
	const outcome = await store.write((stores) => updatePolicy(stores, { kind, policy: "Default", change, now: clock.now() }));
	assert.equal(outcome.ok, true);
}

test("failures of one cause are one incident with its extent; a fix closes it, an enrollment confirms it, and it comes back", async () => {
	await house.addUser("works@contoso.example");
	const before = await tries("works@contoso.example");
	assert.equal(before.code, null);
	await genkan("restrictions", "set", "default", "--block-ios");
	for (const name of ["a", "b", "c"]) {
		await house.addUser(`${name}@contoso.example`);
		assert.equal((await tries(`${name}@contoso.example`)).code, "platform-blocked");
	}
	await tries("a@contoso.example");
	const open = await incidentOf("platform-blocked");
	const { extent } = open;
	assert.deepEqual(
		[extent.tries, extent.users, extent.names, extent.successBefore?.reference, open.subject, incidentSeverity(open)],
		[4, 3, 0, before.reference, { kind: "cause", id: "Default", name: "Default" }, "error"],
	);
	assert.deepEqual(extent.facets, {
		journey: { web: 4 },
		step: { user: 4 },
		platform: { iphone: 4 },
		network: { "127.0.0.0/24": 4 },
	});
	assert.deepEqual(await oneRound(), [], "it still holds");

	await genkan("restrictions", "set", "default", "--allow-ios");
	const [entry] = await house.domain.store.read.audit.list({ actions: ["restrictions set"], limit: 1 });
	assert.ok(entry !== undefined);
	const mended = await incidentOf("platform-blocked");
	assert.deepEqual([mended.closedBy, mended.mendedBy, mended.confirmed], ["mended", entry.id, null]);

	const through = await tries("b@contoso.example");
	assert.equal(through.code, null);
	assert.equal((await incidentOf("platform-blocked")).confirmed?.by, through.reference);

	house.clock.move(2 * day);
	await genkan("restrictions", "set", "default", "--block-ios");
	await tries("c@contoso.example");
	const again = await incidentOf("platform-blocked");
	assert.deepEqual([again.id, again.closedAt, again.reopened, again.confirmed, again.extent.users], [open.id, null, 1, null, 3]);
	assert.deepEqual(
		again.history.map(({ what }) => what),
		["opened", "mended", "confirmed", "reopened"],
	);
	await allowPlatformOtherwise();
	assert.deepEqual(await oneRound(), ["platform-blocked"], "the clock finds it mended too");
	const { closedBy, mendedBy, confirmed } = await incidentOf("platform-blocked");
	assert.deepEqual([closedBy, mendedBy, confirmed], ["mended", null, null], "who came through before it was back proves nothing of now");
	house.clock.move(31 * day);
	await genkan("restrictions", "set", "default", "--block-ios");
	await house.addUser("late@contoso.example");
	await tries("late@contoso.example");
	assert.notEqual((await incidentOf("platform-blocked")).id, open.id, "after so long it is another");
	await genkan("restrictions", "set", "default", "--allow-ios");
	await oneRound();
});

test("who fails alone and comes through closes the incident alone, and that confirms it", async () => {
	await house.addUser("alone@contoso.example", { licences: "" });
	assert.equal((await tries("alone@contoso.example")).code, "user-not-licensed");
	const open = await incidentOf("user-not-licensed");
	assert.deepEqual([open.extent.users, incidentSeverity(open), open.subject.name], [1, "warning", ""]);
	await house.addUser("alone@contoso.example");
	const through = await tries("alone@contoso.example");
	const closed = await incidentOf("user-not-licensed");
	assert.deepEqual([closed.closedBy, closed.confirmed?.by], ["mended", through.reference]);
});

test("a slip is information, is over after an hour, and never comes back as the same", async () => {
	await house.addUser("typist@contoso.example");
	const { reference } = await enroll(phoneOf(), { upn: "typist@contoso.example", password: "wrong" });
	assert.ok(reference !== null);
	const open = await incidentOf("sign-in-failed");
	assert.deepEqual([incidentSeverity(open), open.extent.users + open.extent.names, open.closedAt], ["information", 1, null]);
	assert.deepEqual(await oneRound(), []);
	house.clock.move(60 * minute);
	assert.deepEqual(await oneRound(), ["sign-in-failed"]);
	assert.deepEqual([(await incidentOf("sign-in-failed")).closedBy, (await incidentOf("sign-in-failed")).mendedBy], ["passed", null]);
	await enroll(phoneOf(), { upn: "typist@contoso.example", password: "wrong" });
	assert.notEqual((await incidentOf("sign-in-failed")).id, open.id);
});

test("a silence ends when the device comes, or, said as it is, when others come through and nobody falls silent for a day", async () => {
	for (const name of ["s1", "s2"]) await house.addUser(`${name}@contoso.example`);
	const first = await tries("s1@contoso.example", "install");
	const second = await tries("s2@contoso.example", "install");
	house.clock.move(90 * minute);
	for (const { reference } of [first, second]) {
		await eventually(`silence of ${reference}`, async () => (await house.attempt(reference)).state === "stopped");
	}
	const open = await incidentOf("profile-not-installed");
	assert.deepEqual([open.extent.users, open.extent.facets.step], [2, { silence: 2 }]);
	assert.equal((await oneRound()).includes("profile-not-installed"), false);
	const through = await tries("s1@contoso.example");
	assert.equal((await incidentOf("profile-not-installed")).closedAt, null, "one of two");
	house.clock.move(25 * 60 * minute);
	assert.equal((await oneRound()).includes("profile-not-installed"), true);
	const closed = await incidentOf("profile-not-installed");
	assert.deepEqual([closed.closedBy, closed.mendedBy, closed.confirmed?.by], ["passed", null, through.reference]);
});

test("the list, one incident and its file say whom it stopped and what support asks, with no secret, and no name unless it is asked for", async () => {
	const upn = "hanako.yamada@contoso.example";
	await house.addUser(upn, { licences: "" });
	const { reference } = await tries(upn);
	const attempt = await house.attempt(reference);
	const { displayName } = (await house.domain.store.read.users.byUpn(upn)) ?? {};
	assert.equal(displayName, "hanako.yamada");
	const { id } = await incidentOf("user-not-licensed");
	const short = id.slice(-8);
	assert.match(await genkan("incidents"), new RegExp(`^${short} `, "mu"));
	const rows = (await genkan("incidents", "--all", "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as { readonly id: string });
	assert.ok(rows.some((row) => row.id === id) && rows.length > 3);

	const shown = await genkan("incidents", "show", short);
	for (const said of [
		upn,
		"Exact message",
		"How many users",
		" users in the directory",
		"MDM authority",
		"Intune",
		"█",
		"genkan licences assign",
	])
		assert.ok(shown.includes(said), `${said} in ${shown}`);
	assert.match(await genkan("explain", reference), new RegExp(`incidents show ${short}`, "u"));

	const secrets = [password, attempt.id];
	const names = [upn, "hanako", "yamada"];
	for (const format of ["text", "json"]) {
		const file = join(house.domain.config.data, `incident.${format}`);
		await genkan("incidents", "export", short, "--format", format, file);
		const nameless = readFileSync(file, "utf8");
		for (const secret of [...secrets, ...names])
			assert.ok(!nameless.toLowerCase().includes(secret.toLowerCase()), `${secret} in ${nameless}`);
		for (const said of ["user-1", textsFor("ja").codes["user-not-licensed"].title, textsFor("en").codes["user-not-licensed"].title])
			assert.ok(nameless.includes(said), `${said} in ${nameless}`);
		const named = await genkan("incidents", "export", short, "--format", format, "--names");
		assert.ok(named.includes(upn) && !named.includes(password));
	}
	const refusedTwice = genkan("incidents", "export", short, join(house.domain.config.data, "incident.text"));
	await assert.rejects(refusedTwice, "a file is never overwritten");
	await assert.rejects(genkan("incidents", "show", "zzzzzzzz"));
});

test("an incident of the organisation is shown with who mended it, and has no file, for it stopped no try", async () => {
	const { store, clock } = house.domain;
	const now = clock.now();
	const subject = { kind: "tenant", id: "", name: "Contoso" } as const;
	const one = { id: "01900000-0000-8000-8000-00007e57ab1e", code: "mdm-authority-not-set", subject, saw: { kind: "authority-unknown" } };
	await store.write(async ({ incidents, audit }) => {
		await incidents.open({ ...one, openedAt: now - 5000, seenAt: now - 5000 });
		const entry = { id: "e1", at: now - 3000, actor: { kind: "command-line", name: "sachiko" } as const, action: "authority set" };
		await audit.append({ ...entry, target: null, detail: {}, undo: null, undoes: null });
		await incidents.close(one, now - 1000, "mended");
	});
	assert.match(await genkan("incidents", "show", "7e57ab1e"), /Probably by “genkan authority set” \(sachiko, /u);
	await assert.rejects(genkan("incidents", "export", "7e57ab1e"), /stopped no tries/u);
});
