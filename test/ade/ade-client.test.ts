import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import type { AdeMisbehaviour } from "../../simulator/ade/misbehave.ts";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";
import { createHold } from "../../simulator/hold.ts";
import type { AdeApi, AppleAnswer } from "../../src/ade/ports.ts";
import { type AdeClientOptions, createAdeClient } from "../../src/apple/ade-client.ts";
import type { AppleProfile } from "../../src/protocol/ade/profile.ts";
import type { Refusal } from "../../src/protocol/ade/refusal.ts";
import { within } from "../within.ts";
import { keepingLog, startApple } from "./apple-fixture.ts";

const minute = 60_000;
const profile: AppleProfile = {
	profile_name: "Sales",
	url: "https://mdm.example.jp/ade/profile/1",
	is_supervised: true,
	is_mandatory: true,
	is_mdm_removable: true,
	await_device_configured: false,
	skip_setup_items: [],
};

function value<T>(answer: AppleAnswer<T>): T {
	if (!answer.ok) assert.fail(`refused: ${JSON.stringify(answer.refusal)}`);
	return answer.value;
}

function refusal(answer: AppleAnswer<unknown>): Refusal {
	if (answer.ok) assert.fail("was not refused");
	return answer.refusal;
}

test("account, devices, profile, assignment and its end: each call is answered, over one session and with Apple's headers", async (t) => {
	const { api, server, apple, log, secrets } = await startApple(t);
	const serials = server.addDevices({ count: 250, seed: "C" });
	const account = value(await api.account());
	assert.equal(account.serverName, "Head office");
	assert.equal(account.adminId, "admin@example.com");
	assert.equal(account.pageLimit, 1000);

	const first = value(await api.fetchPage({ cursor: null, limit: 200 }));
	assert.deepEqual([first.devices.length, first.moreToFollow], [200, true]);
	const second = value(await api.fetchPage({ cursor: first.cursor, limit: 200 }));
	assert.deepEqual([second.devices.length, second.moreToFollow], [50, false]);
	server.modify(serials.slice(0, 3));
	const changes = value(await api.syncPage({ cursor: second.cursor, limit: 200 }));
	assert.deepEqual(
		new Set(changes.devices.map(({ serial, op }) => `${op} ${serial}`)),
		new Set(serials.slice(0, 3).map((s) => `modified ${s}`)),
	);

	const { uuid } = value(await api.defineProfile(profile));
	const asked = [...serials.slice(0, 2), "NOTOURS1"];
	const assigned = value(await api.assign(uuid, asked));
	assert.deepEqual([...assigned.results.values()], ["SUCCESS", "SUCCESS", "NOT_ACCESSIBLE"]);
	const details = value(await api.details(asked));
	assert.deepEqual([...details.keys()], serials.slice(0, 2));
	assert.equal(details.get(serials[0] ?? "")?.profileUuid, uuid);
	assert.deepEqual([...value(await api.unassign(serials.slice(0, 1))).results.values()], ["SUCCESS"]);
	assert.equal(server.device(serials[0] ?? "")?.profileUuid, null);

	assert.equal(apple.requests.filter(({ path }) => path === "/session").length, 1);
	for (const secret of [secrets.consumerSecret, secrets.accessToken, secrets.accessSecret, ...serials.slice(0, 2)])
		assert.ok(!log.lines.join("\n").includes(secret));
	assert.ok(log.lines.some((line) => line.includes("/profile/devices") && line.includes("200")));
});

test("a session that Apple replaces is followed, and one that has ended is opened anew", async (t) => {
	const { api, clock, server } = await startApple(t, { apple: { sessions: { rotateEvery: 2, lifetime: 5 * minute } } });
	for (let round = 0; round < 9; round++) value(await api.account());
	assert.equal(server.sessionsOpened, 1);
	clock.at += 6 * minute;
	value(await api.account());
	assert.equal(server.sessionsOpened, 2);
	server.endSessions();
	value(await api.account());
	assert.equal(server.sessionsOpened, 3);
});

test("calls that come at once share one new session, at the beginning and when it ends", async (t) => {
	const { api, server } = await startApple(t);
	const many = () => Promise.all(Array.from({ length: 20 }, () => api.account()));
	for (const answer of await many()) value(answer);
	assert.equal(server.sessionsOpened, 1);
	server.endSessions();
	for (const answer of await many()) value(answer);
	assert.equal(server.sessionsOpened, 2);
});

test("401 again after a new session is a refusal, not a loop; the next call begins with another session", async (t) => {
	const { api, apple, server } = await startApple(t);
	value(await api.account());
	apple.misbehave({ kind: "error", error: "UNAUTHORIZED", path: "/account" });
	const before = apple.requests.length;
	const { kind, status } = refusal(await api.account());
	assert.deepEqual([kind, status], ["unauthorized", 401]);
	assert.deepEqual(
		apple.requests.slice(before).map(({ path }) => path),
		["/account", "/session", "/account"],
	);
	apple.behave();
	value(await api.account());
	assert.equal(server.sessionsOpened, 3);
});

test("a token that Apple does not accept any more is refused at /session, once for each call", async (t) => {
	const { api, apple, download } = await startApple(t);
	value(await api.account());
	await download();
	const before = apple.requests.length;
	const { kind, said } = refusal(await api.account());
	assert.deepEqual([kind, said], ["unauthorized", "token_rejected"]);
	assert.deepEqual(
		apple.requests.slice(before).map(({ path }) => path),
		["/account", "/session"],
	);
	refusal(await api.account());
	assert.deepEqual(
		apple.requests.slice(before + 2).map(({ path }) => path),
		["/session"],
	);
});

test("a renewed token has a session of its own under the same id", async (t) => {
	const { client, api, download, apple, server } = await startApple(t);
	value(await api.account());
	const renewed = client.open({ id: "t1" }, await download());
	const before = apple.requests.length;
	value(await renewed.account());
	assert.deepEqual(
		apple.requests.slice(before).map(({ path }) => path),
		["/session", "/account"],
	);
	assert.equal(server.sessionsOpened, 2);
});

for (const [error, kind] of [
	["ACCESS_DENIED", "access-denied"],
	["T_C_NOT_SIGNED", "terms-not-signed"],
] as const) {
	test(`403 ${error} is never asked again, in whichever form it comes`, async (t) => {
		const { api, apple } = await startApple(t);
		value(await api.account());
		for (const form of ["bare", "quoted", "json"] as const) {
			apple.behave();
			apple.misbehave({ kind: "error", error, form });
			const before = apple.requests.length;
			const { kind: told, status, said } = refusal(await api.account());
			assert.deepEqual([told, status, said], [kind, 403, error]);
			assert.equal(apple.requests.length, before + 1);
		}
	});
}

test("403 FORBIDDEN of a kept session is asked again once with a new one, and of a new one never", async (t) => {
	const { api, apple, server } = await startApple(t, { apple: { unknownSession: "FORBIDDEN" } });
	value(await api.account());
	server.endSessions();
	value(await api.account());
	assert.equal(server.sessionsOpened, 2);

	apple.misbehave({ kind: "error", error: "FORBIDDEN", path: "/account" });
	const paths = async () => {
		const before = apple.requests.length;
		assert.equal(refusal(await api.account()).kind, "access-denied");
		return apple.requests.slice(before).map(({ path }) => path);
	};
	assert.deepEqual(await paths(), ["/account", "/session", "/account"]);
	assert.deepEqual(await paths(), ["/session", "/account"]);
});

const oddities: readonly { readonly name: string; readonly how: AdeMisbehaviour; readonly expected: Partial<Refusal> }[] = [
	{ name: "a web page", how: { kind: "html" }, expected: { kind: "answer-unreadable", status: 200, said: "not-json" } },
	{ name: "nothing at all", how: { kind: "empty" }, expected: { kind: "answer-unreadable", status: 200, said: "empty" } },
	{
		name: "JSON of another shape",
		how: { kind: "answer", status: 200, body: "[]" },
		expected: { kind: "answer-unreadable", said: "not-an-object" },
	},
	{ name: "a redirect", how: { kind: "answer", status: 302 }, expected: { kind: "not-understood", status: 302 } },
	{
		name: "500",
		how: { kind: "answer", status: 500, body: "<html><title>Oops</title>" },
		expected: { kind: "server-error", status: 500, said: "Oops" },
	},
	{
		name: "503 with Retry-After",
		how: { kind: "answer", status: 503, retryAfter: 120 },
		expected: { kind: "too-many-requests", status: 503, retryAfterMs: 120_000 },
	},
	{
		name: "429 with a date",
		how: { kind: "answer", status: 429, retryAfter: "Fri, 20 Nov 2026 09:01:00 GMT" },
		expected: { kind: "too-many-requests", status: 429, retryAfterMs: 60_000 },
	},
	{
		name: "a dropped connection",
		how: { kind: "drop", when: "before" },
		expected: { kind: "unreachable", status: null, said: "ECONNRESET" },
	},
	{ name: "half an answer", how: { kind: "cut-short" }, expected: { kind: "unreachable", status: null } },
];
for (const { name, how, expected } of oddities) {
	test(`${name} is a refusal, at a call and at the session, and the next call goes well`, async (t) => {
		const { api, apple } = await startApple(t);
		for (const path of ["/session", "/account"]) {
			apple.misbehave({ ...how, path, times: 1 });
			const told = refusal(await api.account());
			for (const [key, wanted] of Object.entries(expected)) assert.equal(told[key as keyof Refusal], wanted, `${path}: ${key}`);
		}
		value(await api.account());
	});
}

test("a clock that is ten minutes off: refused by OAuth, and the answer tells by how much", async (t) => {
	const { api, apple, clock } = await startApple(t);
	apple.misbehave({ kind: "clock", offset: 10 * minute, times: 1 });
	const { kind, said, skewMs } = refusal(await api.account());
	assert.deepEqual([kind, said, skewMs], ["unauthorized", "timestamp_refused", 10 * minute]);
	const good = await api.account();
	assert.ok(good.ok);
	assert.equal(good.skewMs, 0);
	apple.misbehave({ kind: "clock", offset: -3 * minute, path: "/account" });
	const late = await api.account();
	assert.ok(late.ok);
	assert.equal(late.skewMs, -3 * minute);
	assert.ok(clock.at > 0);
});

test("an answer that does not come ends at the time limit", async (t) => {
	const { api, apple } = await startApple(t, { client: { timeoutMs: 300 } });
	const hold = createHold();
	t.after(() => hold.release());
	apple.misbehave({ kind: "held", by: hold });
	const { kind, said } = refusal(await within("the time limit", api.account()));
	assert.deepEqual([kind, said], ["unreachable", "timeout"]);
});

test("a token that waits for its answer holds up no other", async (t) => {
	const { client, api, apple, secrets } = await startApple(t);
	const hold = createHold();
	t.after(() => hold.release());
	apple.misbehave({ kind: "held", by: hold, path: "/account", times: 1 });
	const slow = api.account();
	await hold.arrived;
	value(await within("the other's answer", client.open({ id: "t2" }, secrets).account()));
	hold.release();
	value(await slow);
});

test("closing answers the calls under way as unreachable, and those that come later", async (t) => {
	const { client, api, apple } = await startApple(t);
	value(await api.account());
	const hold = createHold();
	t.after(() => hold.release());
	apple.misbehave({ kind: "held", by: hold, path: "/account" });
	const slow = api.account();
	await hold.arrived;
	client.close();
	for (const answer of [await within("the end of the call", slow), await api.account()]) assert.equal(refusal(answer).said, "stopping");
});

test("a profile or a cursor that Apple does not take is told by its own kind", async (t) => {
	const { api, server } = await startApple(t);
	server.addDevices({ count: 2, seed: "K" });
	assert.equal(refusal(await api.defineProfile({ ...profile, department: "x".repeat(126) })).kind, "department-invalid");
	assert.equal(refusal(await api.assign("0".repeat(32), ["A"])).kind, "profile-not-found");
	assert.equal(refusal(await api.syncPage({ cursor: "nonsense", limit: 100 })).kind, "cursor-invalid");
	await assert.rejects(async () => api.assign("0".repeat(32), Array(1001).fill("A")), RangeError);
});

/** Listens and does with each connection what the test says. */
async function listenRaw(t: TestContext, server: ReturnType<typeof createServer>): Promise<number> {
	const sockets = new Set<Socket>();
	server.on("connection", (socket: Socket) => sockets.add(socket));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

async function apiAt(t: TestContext, url: string, options: Partial<AdeClientOptions> = {}): Promise<AdeApi> {
	const { clock, secrets } = await startApple(t);
	const randomness = { bytes: (length: number) => Buffer.alloc(length, 7) };
	const client = createAdeClient({ url, clock, randomness, log: keepingLog(), ...options });
	t.after(() => client.close());
	return client.open({ id: "t1" }, secrets);
}

test("whatever is wrong with the connection is a refusal: nobody listens, nobody answers, another certificate, no TLS", async (t) => {
	const silent = await listenRaw(t, createServer());
	const plain = await listenRaw(
		t,
		createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n").on("error", () => {})),
	);
	const closed = createServer();
	const nobody = await listenRaw(t, closed);
	await new Promise((resolve) => closed.close(resolve));
	const { url: stranger } = await startApple(t);

	const said = async (url: string, options?: Partial<AdeClientOptions>) => {
		const told = refusal(await (await apiAt(t, url, options)).account());
		assert.deepEqual([told.kind, told.status], ["unreachable", null]);
		return told.said;
	};
	assert.equal(await said(`https://127.0.0.1:${nobody}`), "ECONNREFUSED");
	assert.equal(await said(`https://127.0.0.1:${silent}`, { connectTimeoutMs: 200 }), "connect timeout");
	assert.match(await said(stranger), /SELF_SIGNED|UNABLE_TO_VERIFY/);
	assert.match(await said(`https://127.0.0.1:${plain}`), /SSL|EPROTO/);
});

test("an answer without end is given up at 8 MB, and is kept in no refusal", async (t) => {
	const certificate = createServerCertificate({ now: Date.UTC(2026, 10, 20) });
	const piece = Buffer.alloc(1024 * 1024, 0x20);
	let sent = 0;
	const server = createTlsServer({ cert: certificate.certificatePem, key: certificate.keyPem }, (socket) => {
		socket.on("error", () => {});
		socket.once("data", () => {
			socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
			const more = () => {
				while (!socket.destroyed && sent < 200) {
					sent += 1;
					if (!socket.write(piece)) return void socket.once("drain", more);
				}
			};
			more();
		});
	});
	const api = await apiAt(t, `https://127.0.0.1:${await listenRaw(t, server)}`, { ca: certificate.certificatePem });
	const { kind, said } = refusal(await within("the end of an endless answer", api.account()));
	assert.deepEqual([kind, said], ["answer-unreadable", "too-large"]);
	assert.ok(sent < 30, `${sent} MB`);
});

test("a plain address is no address of the device service", () => {
	const rest = { clock: { now: () => 0 }, randomness: { bytes: (length: number) => Buffer.alloc(length) }, log: keepingLog() };
	assert.throws(() => createAdeClient({ url: "http://127.0.0.1:1", ...rest }), RangeError);
});
