import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import type { Sealer } from "../../src/evidence/sealer.ts";
import type { Sender } from "../../src/notices/outbox.ts";
import { addWebhook, type WebhookWish } from "../../src/notices/targets.ts";
import { openWebhook } from "../../src/notices/webhook-address.ts";
import { createWebhookSender, type WebhookOptions } from "../../src/notices/webhook-sender.ts";
import { createSealer } from "../../src/pki/seal.ts";
import { eventually } from "../eventually.ts";
import { type HookStandIn, openHookStandIn, verifyWebhook } from "./hook-stand-in.ts";
import { hour, minute, type Office, openOffice } from "./outbox-fixture.ts";

const randomness = { bytes: (length: number) => randomBytes(length) };
const mail = async () => ({ result: "never", error: "no mails here" }) as const;

interface HookOffice extends Office {
	readonly sealer: Sealer;
	/** The webhook's id and secret. */
	add(url: string, change?: Partial<WebhookWish>): Promise<{ readonly id: string; readonly secret: string }>;
	/** State and last error of the newest delivery to it. */
	newest(id: string): Promise<string>;
}

/** @param hasty by path, for how long whoever never answers there is waited for, milliseconds: a busy machine takes its time for the others */
async function openHookOffice(
	t: TestContext,
	hooks: HookStandIn | null,
	change: Partial<WebhookOptions> = {},
	hasty: Readonly<Record<string, number>> = {},
): Promise<HookOffice> {
	const sealer = createSealer(randomBytes(32), randomness);
	const clock = { now: () => office.now };
	const options = { clock, sealer, publicUrl: "https://genkan.contoso.example", allowPrivate: true, ca: hooks?.ca ?? null, ...change };
	const webhook: Sender = (message, signal) => {
		const patience = hasty[new URL(openWebhook(sealer, message.target).url).pathname];
		return createWebhookSender(patience === undefined ? options : { ...options, patience })(message, signal);
	};
	const office = await openOffice(t, { mail, webhook });
	return Object.assign(office, {
		sealer,
		async add(url: string, wish: Partial<WebhookWish> = {}) {
			const whole: WebhookWish = { url, topics: [], language: "en", least: "warning", now: office.now, allowPrivate: true, ...wish };
			const added = await office.store.write((stores) => addWebhook(stores, whole, { sealer, randomness }));
			if (!added.ok) throw new Error(added.problem.kind);
			return { id: added.target.id, secret: added.secret };
		},
		async newest(id: string) {
			const [delivery] = await office.store.read.noticeDeliveries.list({ targetId: id, limit: 1 });
			return `${delivery?.state} ${delivery?.lastError}`;
		},
	});
}

test("an incident is posted, signed so that the documented code believes it once, and nothing else", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks);
	const { secret } = await office.add(`${hooks.url}/hook?key=1`, { language: "ja" });
	await office.incident("a");
	await office.look();
	const [first] = hooks.posted;
	assert.ok(first !== undefined && hooks.posted.length === 1);
	assert.equal(first.path, "/hook?key=1");
	const seen = new Set<string>();
	const told = verifyWebhook(secret, first.headers, first.body, seen, office.now);
	assert.equal(told?.type, "incident.opened");
	assert.equal(told?.id, first.headers["webhook-id"]);
	const [incident] = told?.data.incidents ?? [];
	assert.equal(incident?.["code"], "ade-token-expired");
	assert.match(String(incident?.["title"]), /トークン/);
	assert.ok(Array.isArray(incident?.["fixes"]) && incident["fixes"].length > 0);
	assert.equal(verifyWebhook(secret, first.headers, first.body, seen, office.now), null, "sent again by somebody");
	const fresh = () => new Set<string>();
	assert.equal(verifyWebhook(secret, first.headers, first.body, fresh(), office.now + 6 * minute), null, "kept by somebody");
	assert.equal(verifyWebhook(secret, first.headers, `${first.body} `, fresh(), office.now), null, "changed");
	assert.equal(verifyWebhook(`whsec_${randomBytes(32).toString("base64")}`, first.headers, first.body, fresh(), office.now), null);

	await office.close("a");
	office.now += 15 * minute;
	await office.look();
	const last = hooks.posted.at(-1);
	assert.equal(verifyWebhook(secret, last?.headers ?? {}, last?.body ?? "", seen, office.now)?.type, "incident.closed");
});

test("a webhook hears of the topics and severities that it wants", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks);
	await office.add(`${hooks.url}/closed`, { topics: ["incident.closed"] });
	await office.add(`${hooks.url}/errors`, { least: "error" });
	await office.add(`${hooks.url}/all`);
	await office.incident("a", { severity: "warning" });
	await office.look();
	assert.deepEqual(
		hooks.posted.map(({ path }) => path),
		["/all"],
	);
	await office.close("a");
	office.now += 15 * minute;
	await office.look();
	assert.deepEqual(hooks.posted.map(({ path }) => path).sort(), ["/all", "/all", "/closed"]);
});

test("a target that answers 500 for a day is asked less and less, then given up and shown; it delays no other", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks);
	hooks.answers.set("/broken", (_, response) => void response.writeHead(500).end("secret of theirs"));
	const broken = await office.add(`${hooks.url}/broken`);
	const good = await office.add(`${hooks.url}/good`);
	await office.incident("a");
	await office.look();
	assert.equal(await office.newest(good.id), "sent null");
	assert.equal(await office.newest(broken.id), "waiting http-500");
	const at: number[] = [];
	for (let minutes = 0; minutes < 36 * 60; minutes += 1) if ((await office.after(minute)) > 0) at.push(minutes);
	assert.equal(await office.newest(broken.id), "given-up http-500");
	assert.ok(at.length >= 10 && at.length <= 16, `${at.length} tries`);
	assert.ok((at.at(-1) ?? 0) > 20 * 60 && (at.at(-1) ?? 0) < 28 * 60, `given up after ${at.at(-1)} minutes`);
	assert.equal(hooks.posted.filter(({ path }) => path === "/good").length, 1);
	const ids = new Set(hooks.posted.filter(({ path }) => path === "/broken").map(({ headers }) => headers["webhook-id"]));
	assert.equal(ids.size, 1);
	const bodies = new Set(hooks.posted.filter(({ path }) => path === "/broken").map(({ body }) => body));
	assert.equal(bodies.size, 1);
	assert.ok(office.complaints.some((line) => line.includes("given up")));
	assert.ok(office.complaints.every((line) => !line.includes("secret of theirs") && !line.includes("/broken")));
});

test("a target that hangs, one that drips, and one that never ends its answer cost their time, and delay no other", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks, {}, { "/hang": 3000, "/drip": 3000 });
	hooks.answers.set("/hang", () => undefined);
	let sent = 0;
	hooks.answers.set("/giant", (_, response) => {
		response.writeHead(200);
		const more = () => {
			while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
			response.once("drain", more);
		};
		response.on("error", () => undefined);
		more();
	});
	hooks.answers.set("/headers", (_, response) => {
		response.socket?.on("error", () => undefined);
		response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(1_000_000)}\r\n\r\n`);
	});
	hooks.answers.set("/drip", (_, response) => void response.writeHead(200).write("a"));
	hooks.answers.set("/cut", (request) => request.socket.destroy());
	hooks.answers.set("/other", ({ socket }) => {
		socket.on("error", () => undefined);
		socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
	});
	const ids: Record<string, string> = {};
	for (const path of ["hang", "giant", "headers", "drip", "cut", "other", "good"])
		ids[path] = (await office.add(`${hooks.url}/${path}`)).id;
	await office.incident("a");
	const looking = office.look();
	await eventually("the good one is served while others hang", async () => (await office.newest(ids["good"] ?? "")) === "sent null");
	assert.equal(await office.newest(ids["hang"] ?? ""), "waiting null");
	await looking;
	assert.equal(await office.newest(ids["hang"] ?? ""), "waiting timed-out");
	assert.equal(await office.newest(ids["giant"] ?? ""), "sent null");
	assert.equal(await office.newest(ids["drip"] ?? ""), "sent null");
	assert.equal(await office.newest(ids["headers"] ?? ""), "waiting protocol");
	assert.equal(await office.newest(ids["cut"] ?? ""), "waiting connection-lost");
	assert.equal(await office.newest(ids["other"] ?? ""), "waiting protocol", "an answer that changes the protocol is waited for no longer");
	assert.ok(sent < 20_000_000, `${sent} bytes were taken`);
});

test("redirects are not followed, and 410 ends that webhook", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks);
	hooks.answers.set("/moved", (_, response) => void response.writeHead(307, { location: `${hooks.url}/inside` }).end());
	hooks.answers.set("/gone", (_, response) => void response.writeHead(410).end());
	const moved = await office.add(`${hooks.url}/moved`);
	const gone = await office.add(`${hooks.url}/gone`);
	await office.incident("a");
	await office.look();
	assert.deepEqual(hooks.posted.map(({ path }) => path).sort(), ["/gone", "/moved"]);
	assert.equal(await office.newest(moved.id), "waiting http-307");
	assert.equal(await office.newest(gone.id), "given-up http-410");
	assert.equal((await office.store.read.noticeTargets.byId(gone.id))?.state, "stopped");
	await office.incident("b");
	office.now += 15 * minute;
	await office.look();
	assert.equal(hooks.posted.filter(({ path }) => path === "/gone").length, 1);
	// Nothing is even written for it, which would be given up and shown as a failure each time.
	assert.equal((await office.store.read.noticeDeliveries.list({ targetId: gone.id, limit: 10 })).length, 1);
});

test("without the setting nothing is asked within the network: by address, by a name that leads there, or without TLS", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks, { allowPrivate: false });
	const port = new URL(hooks.url).port;
	const ids: string[] = [];
	// They were added while the setting allowed them. `localhost` is a name that leads to 127.0.0.1 and ::1.
	for (const url of [
		hooks.url,
		`https://127.0.0.1:${port}/`,
		`https://[::ffff:127.0.0.1]:${port}/`,
		`https://2130706433:${port}/`,
		`http://localhost:${port}/`,
	])
		ids.push((await office.add(url)).id);
	await office.incident("a");
	await office.look();
	assert.deepEqual(hooks.posted, []);
	for (const id of ids) assert.equal(await office.newest(id), "waiting private-address");
	for (const [url, kind] of [
		["http://hooks.example.com/", "webhook-not-https"],
		["https://169.254.169.254/latest", "webhook-private-address"],
		["https://[::1]/", "webhook-private-address"],
		["https://0x7f.1/", "webhook-private-address"],
		["ftp://hooks.example.com/", "webhook-address-malformed"],
		["https://user:password@hooks.example.com/", "webhook-address-malformed"],
		["hooks.example.com", "webhook-address-malformed"],
	] as const)
		await assert.rejects(office.add(url, { allowPrivate: false }), { message: kind });
	await assert.rejects(office.add("https://hooks.example.com/", { topics: ["incident.opend"] }), { message: "topic-unknown" });
});

test("what was under way when the service stopped is sent after it starts again", async (t) => {
	await using hooks = await openHookStandIn();
	const office = await openHookOffice(t, hooks);
	hooks.answers.set("/hang", () => undefined);
	const hook = await office.add(`${hooks.url}/hang`);
	await office.incident("a");
	const looking = office.look();
	await eventually("it is under way", () => hooks.posted.length === 1);
	await office.outbox.stop();
	await looking.catch(() => undefined);
	assert.equal(await office.newest(hook.id), "waiting null");
	const [free] = await office.store.write((stores) =>
		stores.noticeDeliveries.claim({ kind: "webhook", now: office.now, leaseUntil: office.now + hour, limit: 1, except: [] }),
	);
	assert.equal(free?.tries, 0);
});
