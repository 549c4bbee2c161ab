import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createMailSender, type MailOptions } from "../../src/notices/mail-sender.ts";
import { eventually } from "../eventually.ts";
import { type MailStandIn, mailPassword, mailUser, openMailStandIn } from "./mail-stand-in.ts";
import { hour, minute, type Office, openOffice } from "./outbox-fixture.ts";

const webhook = async () => ({ result: "never", error: "no webhooks here" }) as const;

async function openMailOffice(
	t: TestContext,
	mail: MailStandIn,
	change: Partial<MailOptions> & { readonly url?: string } = {},
): Promise<Office> {
	return openOffice(t, { mail: createMailSender({ ...mailOptions(mail, change.url), ...change }), webhook });
}

function mailOptions(mail: MailStandIn, url?: string): MailOptions {
	const user = `${mailUser}:${encodeURIComponent(mailPassword)}@`;
	const server = { url: url ?? `smtp://${user}localhost:${mail.port}`, from: "Genkan <genkan@contoso.example>", ca: mail.ca };
	return { server, publicUrl: "https://genkan.contoso.example", timeZone: "Asia/Tokyo" };
}

/** The parts of a mail, decoded. */
function read(raw: string): string {
	return raw
		.split(/\r\n--[^\r\n]+\r\n/)
		.map((part) => {
			const [head = "", ...rest] = part.split("\r\n\r\n");
			const body = rest.join("\r\n\r\n");
			if (/transfer-encoding: base64/i.test(head)) return `${head}\n\n${Buffer.from(body, "base64").toString("utf8")}`;
			const joined = body.replaceAll("=\r\n", "");
			const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
			return `${head}\n\n${/quoted-printable/i.test(head) ? Buffer.from(bytes, "latin1").toString("utf8") : body}`;
		})
		.join("\n");
}

test("an incident is told by e-mail, over TLS, in the reader's language, as text and as HTML; its end too", async (t) => {
	await using mail = await openMailStandIn();
	const office = await openMailOffice(t, mail);
	await office.target("taro@contoso.example", { language: "ja" });
	await office.target("anna@contoso.example");
	await office.incident("<b>Head & office</b>");
	await office.look();
	assert.deepEqual(mail.mails.map(({ to }) => to).sort(), ["anna@contoso.example", "taro@contoso.example"]);
	assert.ok(mail.mails.every(({ secure, user }) => secure && user === mailUser));
	const english = read(mail.mails.find(({ to }) => to.startsWith("anna"))?.raw ?? "");
	assert.match(english, /Subject: Error: .*token/i);
	assert.match(english, /Auto-Submitted: auto-generated/);
	assert.match(english, /Message-ID: <[0-9a-f-]{36}@genkan\.contoso\.example>/i);
	assert.match(english, /genkan incidents show [0-9a-f-]{36}/);
	assert.match(english, /genkan ade tokens renew|genkan ade/);
	assert.match(english, /Token &lt;b&gt;Head &amp; office&lt;\/b&gt;/);
	assert.match(english, /genkan notices recipients remove anna@contoso\.example/);
	const japanese = read(mail.mails.find(({ to }) => to.startsWith("taro"))?.raw ?? "");
	assert.match(japanese, /対処方法/);
	assert.match(japanese, /lang="ja"/);
	for (const text of [english, japanese]) assert.doesNotMatch(text, new RegExp(encodeURIComponent(mailPassword)));

	await office.close("<b>Head & office</b>");
	office.now += 15 * minute;
	await office.look();
	assert.equal(mail.mails.length, 4);
	assert.match(read(mail.mails.at(-1)?.raw ?? ""), /Mended:|=\?UTF-8\?/);
	assert.deepEqual(office.complaints, []);
});

test("of whom the server refuses, the others get their mail once, 4xx is tried again, and 5xx is given up and shown", async (t) => {
	await using mail = await openMailStandIn();
	const office = await openMailOffice(t, mail);
	const people = Array.from({ length: 6 }, (_, n) => `p${n}@contoso.example`);
	for (const one of people) await office.target(one);
	for (const one of people.slice(0, 2)) mail.moods.set(one, "refuse");
	mail.moods.set("p2@contoso.example", "put-off");
	await office.incident("a");
	await office.look();
	assert.deepEqual(mail.mails.map(({ to }) => to).sort(), people.slice(3));
	const list = await office.store.read.noticeDeliveries.list({ limit: 10 });
	const stateOf = (address: string) => {
		const { state, lastError, tries } = list.find(({ targetId }) => targetId === address) ?? {};
		return { state, lastError, tries };
	};
	assert.deepEqual(stateOf("p0@contoso.example"), { state: "given-up", lastError: "smtp-550", tries: 1 });
	assert.deepEqual(stateOf("p2@contoso.example"), { state: "waiting", lastError: "smtp-451", tries: 1 });
	assert.deepEqual(stateOf("p3@contoso.example"), { state: "sent", lastError: null, tries: 1 });
	mail.moods.delete("p2@contoso.example");
	mail.moods.delete("p0@contoso.example");
	assert.equal(await office.after(5_000), 0);
	assert.equal(await office.after(10_000), 1);
	assert.deepEqual(mail.mails.map(({ to }) => to).sort(), people.slice(2));
	await office.after(48 * hour);
	assert.equal(mail.mails.length, 4);
	assert.equal(mail.asked.filter((to) => to === "p0@contoso.example").length, 1);
	assert.ok(office.complaints.every((line) => !line.includes("no such user here")));
});

test("a server that drops the connection while it reads: the same message again, with the same id", async (t) => {
	await using mail = await openMailStandIn();
	const office = await openMailOffice(t, mail);
	await office.target("p@contoso.example");
	mail.moods.set("p@contoso.example", "drop-in-data");
	await office.incident("a");
	await office.look();
	const [waiting] = await office.store.read.noticeDeliveries.list({ limit: 1 });
	assert.equal(waiting?.state, "waiting");
	assert.match(waiting?.lastError ?? "", /^(connection-lost|timed-out)$/);
	mail.moods.clear();
	// What is mended meanwhile does not change what this message says.
	await office.close("a");
	await office.after(15_000);
	assert.equal(mail.mails.length, 1);
	assert.match(mail.mails[0]?.raw ?? "", new RegExp(`Message-ID: <${waiting?.id}@`, "i"));
	assert.match(mail.mails[0]?.raw ?? "", /Subject: Error/);
});

test("content that the server will not take is given up; a hanging server costs its time and no more, and others are served", async (t) => {
	await using mail = await openMailStandIn();
	const [hasty, patient] = [createMailSender({ ...mailOptions(mail), patience: 1500 }), createMailSender(mailOptions(mail))];
	const office = await openOffice(t, {
		mail: (message, signal) => (message.target.id.startsWith("hang") ? hasty : patient)(message, signal),
		webhook,
	});
	for (const one of ["spam", "hang", "good"]) await office.target(`${one}@contoso.example`);
	mail.moods.set("spam@contoso.example", "refuse-content");
	mail.moods.set("hang@contoso.example", "hang");
	await office.incident("a");
	const looking = office.look();
	await eventually("the others are served while one hangs", () => mail.mails.length === 1);
	await looking;
	const list = await office.store.read.noticeDeliveries.list({ limit: 10 });
	const errors = Object.fromEntries(list.map(({ targetId, state, lastError }) => [targetId.split("@")[0], `${state} ${lastError}`]));
	assert.deepEqual(errors, { spam: "given-up smtp-554", hang: "waiting timed-out", good: "sent null" });
});

test("a service that stops waits for no mail server, not even for one that it was about to call", async (t) => {
	await using mail = await openMailStandIn();
	mail.moods.set("hang@contoso.example", "hang");
	const office = await openMailOffice(t, mail);
	await office.target("hang@contoso.example");
	const target = (await office.store.read.noticeTargets.byId("hang@contoso.example")) ?? assert.fail();
	const at = { createdAt: office.now, dueAt: office.now, endedAt: null };
	const delivery = {
		id: "m1",
		targetId: target.id,
		kind: "mail",
		topic: "test",
		events: [],
		total: 0,
		state: "waiting",
		tries: 0,
	} as const;
	const send = createMailSender(mailOptions(mail));
	const began = performance.now();
	const sent = await send({ delivery: { ...delivery, ...at, lastError: null }, target, events: [] }, AbortSignal.abort());
	assert.deepEqual(sent, { result: "again", error: "cut-off" });
	assert.ok(performance.now() - began < 10_000);
});

test("a wrong password, a server without TLS, one that is not there: nothing is sent in the clear, and it is tried for a day", async (t) => {
	await using mail = await openMailStandIn();
	await using plain = await openMailStandIn({ withoutTls: true });
	const user = `${mailUser}:wrong@`;
	for (const [url, word, server] of [
		[`smtp://${user}localhost:${mail.port}`, "smtp-535", mail],
		[`smtp://${user}localhost:${plain.port}`, "tls", plain],
		["smtp://localhost:1", "connection-refused", mail],
	] as const) {
		const office = await openMailOffice(t, server, { url, server: { url, from: "genkan@contoso.example", ca: server.ca } });
		await office.target("p@contoso.example");
		await office.incident("a");
		await office.look();
		const first = (await office.store.read.noticeDeliveries.list({ limit: 1 }))[0];
		assert.equal(`${first?.state} ${first?.lastError}`, `waiting ${word}`);
		for (let hours = 0; hours < 36; hours++) await office.after(hour);
		const last = (await office.store.read.noticeDeliveries.list({ limit: 1 }))[0];
		assert.equal(last?.state, "given-up");
		assert.ok((last?.tries ?? 0) >= 10);
		assert.equal(server.mails.length, 0);
	}
	// A relay on this machine needs neither name nor TLS.
	const url = `smtp://localhost:${plain.port}`;
	const office = await openMailOffice(t, plain, { url, server: { url, from: "genkan@contoso.example", ca: null } });
	await office.target("p@contoso.example");
	await office.incident("a");
	await office.look();
	assert.equal(plain.mails.length, 1);
});

test("a thousand incidents are one message and one digest; the reader learns how many there are", async (t) => {
	await using mail = await openMailStandIn();
	const office = await openMailOffice(t, mail);
	await office.target("p@contoso.example");
	await office.incident("first");
	await office.look();
	for (let n = 0; n < 1000; n++) await office.incident(`storm-${n}`);
	await office.look();
	await office.look();
	assert.equal(mail.mails.length, 1);
	office.now += 15 * minute;
	await office.look();
	await office.look();
	assert.equal(mail.mails.length, 2);
	const digest = read(mail.mails[1]?.raw ?? "");
	assert.match(digest, /Subject: 1000 incidents: 1000 open, 0 over/);
	assert.match(digest, /And 950 more/);
});
