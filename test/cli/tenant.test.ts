import assert from "node:assert/strict";
import { test } from "node:test";
import { done, file, refused, withUsers } from "./commands-fixture.ts";
import { commandLine, testNow } from "./terminal-fixture.ts";

const hour = 3_600_000;

test("restrictions of all kinds, by priority", async (t) => {
	const line = await withUsers(t);
	assert.match(await done(line, "restrictions", "create", "Sales phones", "--kind", "platform", "--group", "営業"), /all devices/);
	assert.match((await line.run("restrictions", "create", "Second", "--kind", "platform", "--priority", "1")).err, /for no group/);
	await done(line, "restrictions", "set", "Sales phones", "--block-personal", "--os-min", "１７．０");
	await done(line, "restrictions", "limit", "Default", "3");
	const [first, second, fallback, limit, types] = await line.json("restrictions");
	assert.deepEqual([first?.["name"], first?.["priority"], second?.["name"], second?.["priority"]], ["Second", 1, "Sales phones", 2]);
	assert.deepEqual([second?.["personalBlocked"], second?.["osMinimum"], second?.["groups"]], [true, "17.0", ["営業"]]);
	assert.deepEqual([fallback?.["name"], limit?.["limit"], types?.["kind"]], ["Default", 3, "types"]);
	await done(line, "restrictions", "assign", "Sales phones", "--priority", "1", "--no-groups");
	assert.match(await done(line, "restrictions", "--lang", "ja"), /プラットフォーム +1 +Sales phones +業務用のみ、iOS 17\.0– +なし/);
	assert.match(await refused(line, "restrictions", "delete", "Default"), /--kind platform, --kind limit, --kind types/);
	assert.match(await refused(line, "restrictions", "delete", "Default", "--kind", "limit"), /cannot be deleted/);
	assert.match(await refused(line, "restrictions", "assign", "Second", "--priority", "9"), /1 to 2/);
	assert.match(await refused(line, "restrictions", "assign", "Second", "--group", "Gone", "--priority", "1"), /no group “Gone”/);
	assert.equal((await line.json("restrictions"))[0]?.["name"], "Sales phones");
	assert.match(await refused(line, "restrictions", "set", "Second", "--os-min", "18", "--os-max", "17"), /No system is between 18 and 17/);
	assert.match(await refused(line, "restrictions", "set", "Second", "--allow-ios", "--block-ios"), /contradict/);
	assert.match(await refused(line, "restrictions", "set", "Second"), /Nothing to change/);
	assert.match(await refused(line, "restrictions", "set", "Secnd", "--allow-ios"), /Policies: Sales phones, Second, Default/);
	assert.match(await refused(line, "restrictions", "limit", "Default", "16"), /1 to 15/);
	await done(line, "restrictions", "set", "Sales phones", "--os-min", "none");
	await done(line, "restrictions", "delete", "Second");
	assert.equal((await line.json("restrictions")).length, 4);
});

test("opening one way to enroll does not close the others", async (t) => {
	const line = await withUsers(t);
	await done(line, "enrollment-types", "set", "Default", "--block", "web");
	assert.deepEqual((await line.json("enrollment-types"))[0]?.["allowed"], ["account-driven", "ade-sign-in", "ade-userless"]);
	await done(line, "enrollment-types", "set", "Default", "--allow", "WEB");
	assert.deepEqual((await line.json("enrollment-types"))[0]?.["allowed"], ["web", "account-driven", "ade-sign-in", "ade-userless"]);
	assert.match(await refused(line, "enrollment-types", "set", "Default", "--allow", "mail"), /“mail” is no way/);
	assert.match(
		await refused(line, "enrollment-types", "set", "Default", "--block", "web,account-driven,ade-sign-in,ade-userless"),
		/One way must stay open/,
	);
});

test("corporate identifiers: one, a file, bad lines", async (t) => {
	const line = commandLine(t);
	assert.match(
		await done(line, "corporate-identifiers", "add", " c39 xk2abcdef ", "--details", "受付"),
		/C39XK2ABCDEF is the organisation's/,
	);
	await done(line, "corporate-identifiers", "import", file(line, "ids.csv", "C39XK2ABCDEF,受付\nDNPCORP0001X,倉庫\n"));
	const bad = await refused(
		line,
		"corporate-identifiers",
		"import",
		file(line, "bad.csv", "serial,details\n356938035643809,\nC39XK2ABCDEF,他\n"),
	);
	assert.match(bad, /line 1: this file has no header/);
	assert.match(bad, /line 2: .*IMEI/);
	assert.match(bad, /line 3: .*--overwrite/);
	assert.equal((await line.json("corporate-identifiers", "list")).length, 2);
	assert.match(await done(line, "corporate-identifiers", "remove", "dnpcorp0001x"), /no longer/);
	assert.match(await refused(line, "corporate-identifiers", "add", "356938035643809"), /IMEI/);
});

test("domains: verifying adds, and what looks like a typing error is pointed out", async (t) => {
	const line = commandLine(t);
	await done(line, "domains", "add", "ｃｏｎｔｏｓｏ．ｃｏｍ");
	assert.match(await done(line, "domains"), /contoso\.com +not verified/);
	await done(line, "domains", "verify", "contoso.com");
	const near = await line.run("domains", "verify", "contso.com");
	assert.match(near.err, /much like contoso\.com/);
	await done(line, "domains", "remove", "contso.com");
	assert.deepEqual(
		(await line.json("domains")).map((one) => [one["name"], one["verified"]]),
		[["contoso.com", true]],
	);
	assert.match(await refused(line, "domains", "remove", "contso.com"), /Domains: contoso\.com/);
	assert.match(await refused(line, "domains", "add", "nonsense"), /is no domain/);
	assert.match(await refused(line, "domains", "add", "@@contoso.com"), /is no domain/);
	await done(line, "domains", "add", "@fabrikam.com");
	await done(line, "domains", "verify", " ＠Fabrikam.com");
	assert.deepEqual(
		(await line.json("domains")).map((one) => [one["name"], one["verified"]]),
		[
			["contoso.com", true],
			["fabrikam.com", true],
		],
	);
	await done(line, "domains", "remove", "@fabrikam.com");
});

test("terms are shown as they are read; after clearing, the old answers do not pass for new ones", async (t) => {
	const line = commandLine(t);
	const text = "# en: Terms\n\nOne.\n\n# ja: 利用条件\n\n一。\n";
	assert.match(await done(line, "terms", "set", file(line, "terms.txt", text)), /version 1/);
	assert.ok((await done(line, "terms")).includes(text));
	assert.match(await done(line, "terms", "set", file(line, "terms.txt", text)), /Nothing was changed/);
	assert.match(await done(line, "terms", "clear"), /No longer in force: terms/);
	assert.match(await done(line, "terms", "show"), /No terms/);
	assert.match(await done(line, "terms", "set", file(line, "terms.txt", text)), /version 2/);
	assert.match(await refused(line, "terms", "set", file(line, "half.txt", "# en: Terms\nOne.\n")), /Japanese is missing/);
	assert.match(await refused(line, "terms", "set", file(line, "none.txt", "One.\n")), /must begin with a line/);
});

test("organisation, pause, portal app, authority", async (t) => {
	const line = commandLine(t);
	assert.match((await line.run("organization", "set", "--name", "Contoso ★", "--phone", "０３ー１２３４ー５６７８")).err, /★/);
	assert.match(await done(line, "organisation"), /03-1234-5678/);
	assert.match(await refused(line, "organization", "set", "--site", "javascript:alert(1)"), /is no web address/);
	assert.match(await refused(line, "organization", "set"), /Nothing to change/);
	assert.match(await done(line, "maintenance", "on", "--until", "2h"), /paused until/);
	assert.deepEqual(await line.json("maintenance"), [
		{ paused: true, since: "2026-04-01T00:00:00.000Z", until: new Date(testNow + 2 * hour).toISOString() },
	]);
	line.now += 3 * hour;
	assert.match(await done(line, "maintenance"), /is open/);
	assert.match(await refused(line, "maintenance", "on", "--until", "yesterday"), /is no time/);
	assert.match(await refused(line, "maintenance", "on", "--until", "2020-01-01"), /already past/);
	await done(line, "maintenance", "on");
	assert.match(await done(line, "maintenance", "off"), /open again/);
	assert.match(await done(line, "portal-app", "minimum", "5.2400.1"), /5\.2400\.1/);
	assert.match(await done(line, "portal-app"), /5\.2400\.1/);
	assert.match(await refused(line, "portal-app", "minimum", "newest"), /is no version/);
	assert.match(await done(line, "authority"), /No MDM authority is chosen/);
	await done(line, "authority", "set", "Intune");
	assert.equal((await line.run("authority", "set", "unknown")).code, 2);
});

test("status names what is missing in the order to do it, and goes quiet", async (t) => {
	const line = commandLine(t, { GENKAN_PUBLIC_URL: "https://mdm.contoso.com", GENKAN_PLAIN_PORT: "8080" });
	await done(line, "organization", "set", "--name", "Contoso");
	const missing = async () => {
		const [status] = await line.json<{ missing: { what: string }[] }>("status");
		return status?.missing.map(({ what }) => what);
	};
	assert.deepEqual(await missing(), ["authority", "push-certificate", "domain", "licences", "users", "terms"]);
	await done(line, "authority", "set", "intune");
	await done(line, "domains", "verify", "contoso.com");
	await done(line, "licences", "plan", "INTUNE_A", "--seats", "5");
	await done(line, "users", "add", "taro@contoso.com");
	assert.deepEqual(await missing(), ["push-certificate", "licences-unassigned", "terms"]);
	assert.match(
		await done(line, "status", "--data", line.data),
		new RegExp(`genkan push-certificate csr --out push\\.csr --data ${line.data}`),
	);
});
