import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Client, hire, signedIn } from "./console-client.ts";

let house: House;
let owner: Client;
let reader: Client;

before(async () => {
	house = await openHouse({
		settings: { GENKAN_SMTP_URL: "smtp://mailer:secret-of-mail@localhost:2525", GENKAN_MAIL_FROM: "genkan@contoso.example" },
	});
	owner = await signedIn(house, await hire(house, "hanako", "owner"));
	reader = await signedIn(house, await hire(house, "yumi", "readonly"));
});
after(() => house[Symbol.asyncDispose]());

test("the organisation is changed with a preview, on record, and taken back", async () => {
	// A name that looks like an option is a name.
	const body = { name: "--lang コントソ株式会社" };
	const previewed = await owner.send("POST", "/organization?preview=true&lang=ja", { body });
	assert.equal(previewed.status, 200, previewed.text);
	assert.ok(previewed.json.preview.changes[0].lines.some((line: string) => line.includes("コントソ株式会社")));
	assert.notEqual((await owner.send("GET", "/organization")).json.name, body.name);
	const done = await owner.send("POST", "/organization", { body });
	assert.equal(done.status, 200, done.text);
	assert.equal((await reader.send("GET", "/organization")).json.name, body.name);
	const [{ id, undo }] = done.json.entries;
	assert.equal(undo, true);
	assert.equal((await owner.send("POST", `/audit/${id}/undo`, { body: {} })).status, 200);
	assert.equal((await reader.send("GET", "/organization")).json.name, "");
	assert.equal((await reader.send("POST", "/organization", { body })).status, 403);
});

test("what is wrong with a change is said in the reader's language, and nothing is lost", async () => {
	const { status, json } = await owner.send("POST", "/organization?lang=ja", { body: { supportMail: "no address" } });
	assert.deepEqual([status, json.code], [422, "not-done"]);
	assert.match(json.detail, /メール|アドレス/);
	assert.equal((await owner.send("GET", "/organization")).json.supportMail, "");
});

test("a domain is added, verified and shown with the records to copy", async () => {
	assert.equal((await owner.send("POST", "/domains", { body: { name: "Fabrikam.example" } })).status, 200);
	const added = (await reader.send("GET", "/domains")).json.items.find(({ name }: { name: string }) => name === "fabrikam.example");
	assert.equal(added.verified, false);
	assert.equal((await owner.send("POST", "/domains/fabrikam.example/verify")).status, 200);
	const again = (await reader.send("GET", "/domains")).json.items.find(({ name }: { name: string }) => name === "fabrikam.example");
	assert.equal(again.verified, true);
	const discovery = await reader.send("GET", "/domains/fabrikam.example/discovery");
	assert.match(discovery.json.nginx, /return 302 https:\/\/localhost:\d+\/\.well-known\/com\.apple\.remotemanagement/);
});

test("enrollment is paused until a time, and goes on", async () => {
	const until = new Date(house.clock.now() + 3_600_000).toISOString();
	assert.equal((await owner.send("POST", "/maintenance/pause", { body: { until } })).status, 200);
	const paused = (await reader.send("GET", "/maintenance")).json;
	assert.equal(paused.paused, true);
	assert.ok(Math.abs(Date.parse(paused.until) - Date.parse(until)) < 60_000);
	assert.equal((await owner.send("POST", "/maintenance/resume")).status, 200);
	assert.equal((await reader.send("GET", "/maintenance")).json.paused, false);
});

test("a webhook's secret is shown once, and a recipient is told and told no more", async () => {
	const hook = await owner.send("POST", "/webhooks", { body: { url: "https://hooks.contoso.example/genkan" } });
	assert.equal(hook.status, 200, hook.text);
	const { secret, id } = hook.json.data;
	assert.ok(secret.length > 20);
	const listed = await owner.send("GET", "/webhooks");
	assert.ok(!listed.text.includes(secret) && listed.json.items.some((one: { id: string }) => one.id === id));
	assert.equal((await owner.send("POST", "/notices/recipients", { body: { address: "it@contoso.example", language: "ja" } })).status, 200);
	assert.equal((await reader.send("GET", "/notices/recipients")).json.items[0].address, "it@contoso.example");
	assert.equal((await owner.send("POST", "/notices/recipients/it@contoso.example/remove")).status, 200);
	assert.deepEqual((await reader.send("GET", "/notices/recipients")).json.items, []);
});

test("every setting of the service is shown, and no secret in any", async () => {
	const { status, json, text } = await reader.send("GET", "/service-settings");
	assert.equal(status, 200);
	assert.ok(json.items.length > 30);
	assert.ok(!text.includes("secret-of-mail"));
	const smtp = json.items.find(({ name }: { name: string }) => name === "GENKAN_SMTP_URL");
	assert.equal(smtp.set, true);
	assert.ok(json.items.filter(({ secret }: { secret: boolean }) => secret).every(({ value }: { value: unknown }) => value === null));
	const japanese = await reader.send("GET", "/service-settings", { headers: { "accept-language": "ja" } });
	const english = json.items.map(({ meaning }: { meaning: string }) => meaning);
	for (const { name, meaning } of japanese.json.items) assert.ok(/[ぁ-ん]/.test(meaning) && !english.includes(meaning), name);
});

test("the rules are judged by what is stored, and the certificate that this service presents among them", async () => {
	const { status, json, text } = await reader.send("GET", "/health/checks");
	assert.equal(status, 200, text);
	assert.equal(json.lookedOutside, false);
	const [tenant] = json.subjects;
	assert.equal(tenant.about, "tenant");
	const known = [...tenant.passed, ...tenant.wrong].map(({ code }: { code: string }) => code);
	assert.ok(known.includes("server-certificate-expiring"), known.join());
	assert.equal((await reader.send("POST", "/health/checks")).status, 403);
});
