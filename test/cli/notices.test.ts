import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openHookStandIn, verifyWebhook } from "../notices/hook-stand-in.ts";
import { openMailStandIn } from "../notices/mail-stand-in.ts";
import { done, prepare, refused } from "./commands-fixture.ts";
import { commandLine } from "./terminal-fixture.ts";

test("who is told by e-mail: added, listed, removed, on record, and taken back", async (t) => {
	const line = commandLine(t);
	await done(line, "authority", "set", "intune");
	assert.match(await done(line, "notices"), /no messages/i);
	line.now += 60_000;
	const added = await line.run("notices", "recipients", "add", "Taro@Contoso.Example", "--language", "ja", "--least", "error");
	assert.equal(added.code, 0);
	assert.match(added.out, /taro@contoso\.example/);
	assert.match(added.err, /GENKAN_SMTP_URL/);
	assert.match(await refused(line, "notices", "recipients", "add", "taro@contoso.example"), /already/);
	assert.match(await refused(line, "notices", "recipients", "add", "taro@contoso.example\r\nBcc: x@y.example"), /not an e-mail address/);
	const [person] = await line.json("notices", "recipients");
	assert.equal(person?.["language"], "ja");
	assert.equal(person?.["least"], "error");
	const preview = await line.run("notices", "recipients", "remove", "taro@contoso.example", "--preview");
	assert.equal(preview.code, 0, preview.err);
	assert.equal((await line.json("notices", "recipients")).length, 1);
	line.now += 60_000;
	await done(line, "notices", "recipients", "remove", "taro@contoso.example");
	assert.equal((await line.json("notices", "recipients")).length, 0);
	assert.match(await refused(line, "notices", "recipients", "remove", "taro@contoso.example"), /not among/);
	line.answers = ["y"];
	const undone = await line.run("undo");
	assert.equal(undone.code, 0, undone.err);
	const [again] = await line.json("notices", "recipients");
	assert.deepEqual([again?.["address"], again?.["language"], again?.["least"]], ["taro@contoso.example", "ja", "error"]);
});

test("a webhook is added with its secret, tried, and removed; its address and its secret are shown to nobody", async (t) => {
	await using hooks = await openHookStandIn();
	const line = commandLine(t, { GENKAN_ALLOW_PRIVATE_ADDRESSES: "yes" });
	writeFileSync(join(line.folder, "ca.pem"), hooks.ca);
	const [added] = await line.json("webhooks", "add", `${hooks.url}/T0KEN-in-the-path`, "--topics", "incident.opened,incident.closed");
	const id = String(added?.["id"]);
	const secret = String(added?.["secret"]);
	assert.match(secret, /^whsec_/);
	const shown = (await done(line, "webhooks", "list")) + (await done(line, "audit")) + JSON.stringify(await line.json("audit"));
	assert.match(shown, new RegExp(id));
	assert.doesNotMatch(shown, /whsec_|T0KEN/);
	assert.match(await refused(line, "webhooks", "test", id), /no encrypted connection that can be trusted/);
	assert.equal(hooks.posted.length, 0);
	assert.match(await refused(line, "webhooks", "add", "https://example.com/", "--topics", "incident.opend"), /incident\.opened/);
	assert.match(await refused(line, "webhooks", "test", "hook-00000000"), /no webhook/);
	await done(line, "webhooks", "remove", id);
	assert.match(await done(line, "webhooks"), /No program/);
});

test("a test message goes at once, and what became of it is told", async (t) => {
	await using hooks = await openHookStandIn();
	await using mail = await openMailStandIn({ withoutTls: true });
	const folder = commandLine(t).folder;
	writeFileSync(join(folder, "ca.pem"), hooks.ca);
	const line = commandLine(t, {
		GENKAN_ALLOW_PRIVATE_ADDRESSES: "yes",
		GENKAN_WEBHOOK_CA_FILE: join(folder, "ca.pem"),
		GENKAN_SMTP_URL: `smtp://localhost:${mail.port}`,
		GENKAN_MAIL_FROM: "genkan@contoso.example",
	});
	const [added] = await line.json("webhooks", "add", `${hooks.url}/hook`);
	await done(line, "webhooks", "test", String(added?.["id"]));
	const [posted] = hooks.posted;
	const told = verifyWebhook(String(added?.["secret"]), posted?.headers ?? {}, posted?.body ?? "", new Set(), line.now);
	assert.equal(told?.type, "test");
	await done(line, "notices", "recipients", "add", "taro@contoso.example");
	await done(line, "notices", "recipients", "test", "taro@contoso.example");
	assert.equal(mail.mails[0]?.to, "taro@contoso.example");
	mail.moods.set("taro@contoso.example", "refuse");
	assert.match(await refused(line, "notices", "recipients", "test", "taro@contoso.example"), /the mail server answered 550/);
});

test("without the setting no webhook within the network can be added", async (t) => {
	const line = commandLine(t);
	await prepare(line, async () => undefined);
	assert.match(await refused(line, "webhooks", "add", "https://169.254.169.254/latest/meta-data"), /GENKAN_ALLOW_PRIVATE_ADDRESSES/);
	assert.match(await refused(line, "webhooks", "add", "http://hooks.example.com/"), /https:\/\//);
});
