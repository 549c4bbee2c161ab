import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { within } from "../within.ts";
import { enrolledDevice, faultsOf, put, rows, type TestDevice, unchanged } from "./enrolled-device.ts";
import { type House, openHouse } from "./harness.ts";

const upn = "hana@contoso.example";
const second = 1000;
const patience = 60 * second;
let house: House;
let device: TestDevice;

before(async () => {
	house = await openHouse({
		settings: { GENKAN_PLAIN_PORT: "0" },
		pushEvery: 3_600_000,
		// Short enough to wait for, and long enough for who is honest on a busy machine.
		patience: {
			requestTimeout: 5 * second,
			headersTimeout: 4 * second,
			handshakeTimeout: 4 * second,
			connectionsCheckingInterval: 100,
			uploadTimeout: 8 * second,
		},
	});
	await house.addUser(upn);
	device = await enrolledDevice(house, upn);
});
after(() => house[Symbol.asyncDispose]());

interface Heard {
	/** Status codes of all answers, in order. */
	readonly statuses: readonly number[];
	readonly text: string;
	/** Whether the server closed the connection within the time. */
	readonly closed: boolean;
}

/** Sends bytes as they are and listens until the server closes, at most for a minute. Each part goes out `pause` ms after the one before. */
function raw(parts: Iterable<string | Buffer>, { tls = true, pause = 0 } = {}): Promise<Heard> {
	const { port, plainPort } = house.service;
	const socket: Socket = tls
		? connectTls({ port, host: "127.0.0.1", servername: "localhost", ca: house.root })
		: connectPlain({ port: plainPort ?? 0, host: "127.0.0.1" });
	return new Promise((resolve) => {
		let text = "";
		const end = (closed: boolean) => {
			clearTimeout(timer);
			socket.destroy();
			const statuses = [...text.matchAll(/(?:^|\r\n|\})HTTP\/1\.1 (\d{3}) /g)]
				.map(([, status]) => Number(status))
				.filter((status) => status !== 100);
			assert.ok(!statuses.includes(401));
			resolve({ statuses, text, closed });
		};
		const timer = setTimeout(() => end(false), patience);
		socket.setEncoding("latin1");
		socket.on("data", (data: string) => {
			text += data;
		});
		socket.on("close", () => end(true));
		socket.on("error", () => undefined);
		const write = async () => {
			for (const part of parts) {
				if (socket.destroyed) return;
				socket.write(part);
				if (pause > 0) await wait(pause);
			}
		};
		socket.once(tls ? "secureConnect" : "connect", () => void write());
	});
}

const head = (line: string, ...headers: readonly string[]) => [`${line} HTTP/1.1`, "Host: localhost", ...headers, "", ""].join("\r\n");
const attempts = (): number => (rows(house, "attempts")["attempts"] as readonly unknown[]).length;

test("more than a megabyte is refused at once, told or not told beforehand, and on record", async () => {
	const large = Buffer.alloc(4 << 20, 0x61);
	const chunks = Array.from({ length: 64 }, () =>
		Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536, 0x61), Buffer.from("\r\n")]),
	);
	for (const tls of [true, false]) {
		const ways: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
			["with Content-Length", [head("PUT /mdm", `Content-Length: ${large.length}`), large]],
			["without", [head("PUT /mdm", "Transfer-Encoding: chunked"), ...chunks, "0\r\n\r\n"]],
			["only announced", [head("PUT /mdm", "Content-Length: 99999999999")]],
			["asking first", [head("PUT /mdm", `Content-Length: ${large.length}`, "Expect: 100-continue")]],
		];
		for (const [name, parts] of ways) {
			const faults = await faultsOf(house, () =>
				unchanged(house, async () => {
					const { statuses, closed } = await raw(parts, { tls });
					assert.deepEqual([statuses, closed], [[413], true], `${name}, ${tls ? "TLS" : "plain"}`);
				}),
			);
			assert.deepEqual(
				faults.map(({ face, code, detail }) => [face, code, detail]),
				[["mdm", "message-malformed", "http: too-large"]],
			);
		}
	}
	assert.equal((await device.idle()).status, 200);
});

test("a megabyte less a little is read", async () => {
	const { status } = await put(house, { path: "/mdm", body: Buffer.alloc(1_048_576, 0x20) });
	assert.equal(status, 400);
	const [fault] = await house.domain.store.read.faults.list(1);
	assert.match(fault?.detail ?? "", /^plist: /);
});

test("who is slow is cut off in time, and keeps nobody else waiting", async () => {
	/** One part at a time, for as long as anybody listens: whoever waits for a pause waits for ever. */
	function* inDrops(beginning: string, drop: (n: number) => string): Iterable<string> {
		yield beginning;
		for (let n = 0; ; n++) yield drop(n);
	}
	const slowly = (beginning: string, drop: (n: number) => string = () => "x") => raw(inDrops(beginning, drop), { pause: 100 });
	const form = "Content-Type: application/x-www-form-urlencoded";
	const slow: readonly (readonly [string, Promise<Heard>])[] = [
		["body that never comes", raw([head("PUT /mdm", "Content-Length: 1000")])],
		["body in drops", slowly(head("PUT /mdm/checkin", "Content-Length: 1000"))],
		["form in drops", slowly(head("POST /enroll/sign-in", "Content-Length: 1000", form))],
		["SCEP request in drops", slowly(head("POST /scep?operation=PKIOperation", "Content-Length: 1000"))],
		["headers in drops", slowly("PUT /mdm HTTP/1.1\r\nHost: localhost\r\n", (n) => `X-${n}: y\r\n`)],
	];
	const many = Array.from({ length: 200 }, () => raw(["PUT /mdm HTTP/1.1\r\n"], { tls: false }));
	// A connection that never says anything in TLS.
	const silent = connectPlain({ port: house.service.port, host: "127.0.0.1" });
	silent.on("error", () => undefined);
	const silentClosed = new Promise((resolve) => silent.once("close", resolve));
	let cutOff = 0;
	for (const heard of [...slow.map(([, one]) => one), ...many]) void heard.then(() => cutOff++);
	assert.equal((await device.idle()).status, 200);
	assert.equal(cutOff, 0, "an honest device is served while they are there");
	for (const [name, heard] of slow) {
		const { statuses, closed } = await heard;
		assert.deepEqual([statuses, closed], [[408], true], name);
	}
	for (const { closed } of await Promise.all(many)) assert.ok(closed);
	await within("the end of a connection that says nothing", silentClosed);
});

test("what a proxy and a server could read differently is read by nobody", async () => {
	const smuggled = "GET /enroll HTTP/1.1\r\nHost: localhost\r\n\r\n";
	const before = attempts();
	const ways: readonly (readonly [string, string])[] = [
		["both lengths", `${head("PUT /mdm", `Content-Length: ${5 + smuggled.length}`, "Transfer-Encoding: chunked")}0\r\n\r\n${smuggled}`],
		["both lengths, the other way round", `${head("PUT /mdm", "Transfer-Encoding: chunked", "Content-Length: 4")}5c\r\n${smuggled}`],
		["two lengths", `${head("PUT /mdm", "Content-Length: 0", `Content-Length: ${smuggled.length}`)}${smuggled}`],
		["a list of lengths", `${head("PUT /mdm", `Content-Length: 0, ${smuggled.length}`)}${smuggled}`],
		["a length with a sign", `${head("PUT /mdm", "Content-Length: +0")}${smuggled}`],
		["a length in hexadecimal", `${head("PUT /mdm", "Content-Length: 0x0")}${smuggled}`],
		["space before the colon", `${head("PUT /mdm", "Content-Length : 0")}${smuggled}`],
		["an encoding that is not", `${head("PUT /mdm", "Transfer-Encoding: xchunked")}${smuggled}`],
		["chunked, but not last", `${head("PUT /mdm", "Transfer-Encoding: chunked, identity")}0\r\n\r\n${smuggled}`],
		["a chunk's size that is not", `${head("PUT /mdm", "Transfer-Encoding: chunked")}zz\r\n\r\n${smuggled}`],
		["a folded header", `${head("PUT /mdm", "Transfer-Encoding:\r\n chunked", "Content-Length: 0")}0\r\n\r\n${smuggled}`],
		["lines that end in LF", head("PUT /mdm", "Content-Length: 0").replaceAll("\r\n", "\n") + smuggled],
		["NUL in a header", `${head("PUT /mdm", "X: a\0b", "Content-Length: 0")}${smuggled}`],
		["no host", "PUT /mdm HTTP/1.1\r\nContent-Length: 0\r\n\r\n"],
		["a method that is not", head("STEAL /mdm", "Content-Length: 0")],
		["HTTP/2 without TLS's word for it", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
		["no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
	];
	for (const [name, text] of ways) {
		for (const tls of [true, false]) {
			const { statuses, closed } = await raw([text], { tls });
			assert.deepEqual([statuses, closed], [[400], true], name);
		}
	}
	assert.equal(attempts(), before, "the request that was hidden in another one never ran");
});

test("headers beyond all measure", async () => {
	const { statuses } = await raw([head("PUT /mdm", `Mdm-Signature: ${"A".repeat(40_000)}`, "Content-Length: 0")]);
	assert.deepEqual(statuses, [431]);
	const many = Array.from({ length: 1500 }, (_, n) => `X-${n}: y`);
	assert.deepEqual((await raw([head("PUT /mdm", ...many, "Content-Length: 1"), "x"])).statuses, [431]);
	// A signature that is as large as it may be, and none.
	const large = head("PUT /mdm", `Mdm-Signature: ${"A".repeat(30_000)}`, "Content-Length: 1", "Connection: close");
	assert.deepEqual((await raw([large, "x"])).statuses, [400]);
});

test("an address belongs to one face, however it is written", async () => {
	const before = attempts();
	const close = ["Connection: close", "Content-Length: 0"];
	const mdm = [
		"/mdm",
		"/mdm?x=/enroll",
		"/mdm/checkin",
		"/mdm/checkin/",
		"/mdm/checkin/../../enroll",
		"/mdm/checkin/AB-CDEF",
		`/mdm/checkin/${"A".repeat(9000)}`,
		"/mdm/checkin/%00",
		"/mdm/checkin?reference=AB-CDEF",
	];
	for (const path of mdm) assert.deepEqual((await raw([head(`PUT ${path}`, ...close)], { tls: false })).statuses, [400], path);
	const nowhere = [
		"//mdm",
		"/MDM",
		"/mdm/",
		"/mdm/../enroll",
		"/mdm/..%2fenroll",
		"/mdm/x",
		"/%6ddm",
		"/./mdm",
		"/enroll/../mdm",
		"/enroll/..;/mdm",
		"/mdm\\checkin",
		"/mdm;x",
		"http://localhost/mdm",
		"https://evil.example/mdm",
		"/enroll/assets/../../../../etc/passwd",
		"/enroll/assets/%2e%2e%2f%2e%2e%2fpackage.json",
		"/enroll%00",
		"/enroll/%zz",
		"/.git/config",
		"/data/master.key",
	];
	for (const path of nowhere) {
		for (const method of ["PUT", "GET"]) {
			const { statuses, text } = await raw([head(`${method} ${path}`, ...close)], { tls: false });
			assert.ok(statuses.length === 1 && [400, 404].includes(statuses[0] ?? 0), `${method} ${path}: ${statuses.join()}`);
			assert.ok(!/root:x|PRIVATE KEY|devDependencies/.test(text));
		}
	}
	for (const method of ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "PATCH"]) {
		for (const path of ["/mdm", device.path]) {
			const { statuses, text } = await raw([head(`${method} ${path}`, ...close)], { tls: false });
			assert.deepEqual(statuses, [405], method);
			assert.match(text, /allow: PUT/i);
		}
	}
	const tunnel = await raw([head("CONNECT localhost:22")], { tls: false });
	assert.deepEqual([tunnel.statuses.filter((status) => status < 400), tunnel.closed], [[], true]);
	const upgrade = await raw([head("GET /mdm", "Connection: Upgrade, close", "Upgrade: websocket")], { tls: false });
	assert.deepEqual(upgrade.statuses, [405]);
	assert.equal(attempts(), before);
});

test("a connection that breaks in the middle leaves nothing behind", async () => {
	await unchanged(house, async () => {
		for (let n = 0; n < 50; n++) {
			const socket = connectPlain({ port: house.service.plainPort ?? 0, host: "127.0.0.1" });
			socket.on("error", () => undefined);
			await once(socket, "connect");
			socket.write(
				`${head(n % 2 === 0 ? "PUT /mdm" : "POST /enroll/sign-in", "Content-Length: 1000", "Content-Type: application/x-www-form-urlencoded")}upn=`,
			);
			socket.resetAndDestroy();
		}
	});
	assert.equal((await device.idle()).status, 200);
});

test("nothing of all this is an error of the service", () => {
	assert.deepEqual(house.complaints, []);
});
