import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { createTestPhone } from "../../simulator/test-phone.ts";
import { eventually } from "../eventually.ts";
import { explained, rows, unchanged } from "./enrolled-device.ts";
import { type House, openHouse, password } from "./harness.ts";
import { type Seen, type Visitor, visitor } from "./visitor.ts";

const upn = "hana@contoso.example";
const unlicensed = "no.licence@contoso.example";
const connection = "Profile Installation Failed. Connection to the server could not be established.";
const log = [
	"Mar 14 10:22:30 iPhone SpringBoard[60] <Notice>: the secret diary of Hana",
	"Mar 14 10:22:33 iPhone mobileassetd[83] <Notice>: 0x1a49aebc0 Client connection: XPC_TYPE_ERROR Connection invalid",
	"Mar 14 10:22:34 iPhone profiled[99] <Error>: Error Domain=MCMDMErrorDomain Code=12012",
].join("\n");
let house: House;
let peers = 0;

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_TRUSTED_PROXIES: "127.0.0.1" }, pushEvery: 3_600_000 });
	await house.addUser(upn);
	await house.addUser(unlicensed, { licences: "" });
});
after(() => house[Symbol.asyncDispose]());

/** Each visitor behind an address of its own. */
const guest = (): Visitor => visitor(house, `203.0.113.${++peers}`);

interface HandedIn {
	readonly message?: string;
	readonly log?: Uint8Array | string;
}

async function handIn(who: Visitor, { message = "", log }: HandedIn): Promise<Seen> {
	const form = new FormData();
	form.set("message", message);
	// Without a name nothing was chosen.
	form.set("log", new Blob([log ?? ""]), log === undefined ? "" : "device.log");
	return who.ask("POST", "/enroll/report", form);
}

const told = ({ html }: Seen) => /data-report="([^"]*)"/.exec(html)?.[1];
const causes = ({ html }: Seen) => [...html.matchAll(/data-cause="([^"]*)"/g)].map(([, code]) => code);
const meanings = ({ html }: Seen) => [...html.matchAll(/data-meaning="([^"]*)"/g)].map(([, code]) => code);

async function reportedSteps(reference: string | null) {
	const attempt = await house.attempt(reference ?? "");
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	return steps.filter(({ name }) => name === "reported").map(({ evidence }) => evidence);
}

test("whoever has signed in reads what is the cause in their case; the administrator finds what was reported on the try", async () => {
	const { browser } = createTestPhone(house, { language: "en" });
	const opened = await browser.open(`${house.url}/enroll`);
	assert.ok(opened.kind === "page");
	const refused = await browser.submit(opened.page, "sign-in", { upn: unlicensed, password });
	assert.ok(refused.kind === "page" && refused.page.code === "user-not-licensed");
	const answer = await browser.submit(refused.page, "report", { message: "connection to the server could not be establishd" });
	assert.ok(answer.kind === "page");
	const { page } = answer;
	assert.deepEqual([page.kind, page.reference], ["reported", refused.page.reference]);
	assert.match(page.html, /data-cause="user-not-licensed"/);
	assert.match(page.html, /<h2>This is the cause<\/h2>/);
	assert.match(page.html, /\d+ other possible causes were checked, and are in order/);
	const { findings } = await explained(house, page.reference ?? "");
	for (const { saw } of findings) assert.ok(!page.html.includes(saw), "evidence is the administrator's");
	assert.deepEqual(await reportedSteps(page.reference), [{ from: "person", codes: ["connection-not-established"], errors: [], lines: [] }]);

	const logged = await browser.send(page, "report", {}, { log: { name: "device.log", bytes: gzipSync(log) } });
	assert.ok(logged.kind === "page");
	const { steps } = await explained(house, page.reference ?? "");
	const lines = (steps as readonly string[]).filter((line) => /^ {4}/.test(line));
	assert.deepEqual(
		lines.map((line) => line.trim().replace(/\s+/, " ").slice(0, 30)),
		["2 Mar 14 10:22:33 iPhone mobile", "3 Mar 14 10:22:34 iPhone profil"].map((line) => line.slice(0, 30)),
	);
	assert.ok(!JSON.stringify(rows(house, "attemptSteps")).includes("diary"), "nothing is kept but the lines that matched");
});

test("a try that has become another's says nothing to whoever signed in before", async () => {
	const me = guest();
	const { reference } = await me.signIn(unlicensed, password);
	assert.deepEqual(causes(await handIn(me, { message: connection })), ["user-not-licensed"]);
	const { id, updatedAt } = await house.attempt(reference ?? "");
	const other = await house.domain.store.read.users.byUpn(upn);
	assert.ok(other !== undefined);
	await house.domain.store.write(({ attempts }) => attempts.update(id, { userId: other.id, upn, updatedAt }));
	assert.deepEqual(causes(await handIn(me, { message: connection })), []);
	await house.domain.store.write(({ users }) => users.upsert({ ...other, enabled: false }));
	const seen = await handIn(me, { message: connection });
	await house.domain.store.write(({ users }) => users.upsert(other));
	assert.deepEqual(causes(seen), []);
	assert.deepEqual(meanings(seen), ["connection-not-established"]);
});

test("who has not signed in reads what the words mean, and nothing that is true of somebody", async () => {
	const answers = await Promise.all(
		[null, unlicensed, upn, "nobody@contoso.example"].map(async (name) => {
			const stranger = guest();
			await stranger.get("/enroll");
			if (name !== null) await stranger.signIn(name, "a wrong password");
			const seen = await handIn(stranger, { message: connection });
			assert.deepEqual(
				[seen.status, seen.page, told(seen), causes(seen), meanings(seen)],
				[200, "reported", "known", [], ["connection-not-established"]],
			);
			return seen.html.replaceAll(seen.reference ?? "?", "");
		}),
	);
	assert.equal(new Set(answers).size, 1);
	assert.match(answers[0] ?? "", /Once you have signed in/);
});

test("words that nobody knows, and a log that tells nothing, are said to be so and not kept", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const words = await handIn(me, { message: "Battery at 10%" });
	assert.deepEqual([told(words), meanings(words)], ["unknown", []]);
	const silent = await handIn(me, { log: "Mar 14 10:22:30 iPhone SpringBoard[60] <Notice>: nothing\n" });
	assert.equal(told(silent), "unknown");
	assert.deepEqual(await reportedSteps(words.reference), []);
});

test("tired words stay in the field, and what was perhaps meant is asked", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const tired = await handIn(me, { message: "profile install fail" });
	assert.equal(told(tired), "unknown");
	assert.match(tired.html, /<ul data-near><li>Profile Installation Failed/);
	assert.match(tired.html, />profile install fail<\/textarea>/);
	const hostile = await handIn(me, { message: "</textarea><script>1</script>" });
	assert.match(hostile.html, />&lt;\/textarea&gt;&lt;script&gt;/);
	const known = await handIn(me, { message: "Connection to the server could not be established" });
	assert.match(known.html, /><\/textarea>/);
	assert.deepEqual(await reportedSteps(tired.reference).then((steps) => steps.length), 1, "only what was known is kept");
});

test("what cannot be looked at is told in a sentence, and nothing of it is kept", async () => {
	const me = guest();
	await me.signIn(upn, password);
	for (const [handed, problem, sentence] of [
		[{}, "nothing", /Type what your iPhone shows/],
		[{ message: "x".repeat(5_000_000) }, "message-too-long", /longer than any message/],
		[{ message: "x".repeat(5_000) }, "message-too-long", /longer than any message/],
		[{ log: "" }, "empty", /The file is empty/],
		[{ log: randomBytes(3_000_000) }, "binary", /no text/],
		[{ log: gzipSync(randomBytes(100_000)) }, "binary", /no text/],
		[{ log: Buffer.concat([Buffer.from("PK\u0003\u0004"), randomBytes(10_000)]) }, "zip", /ZIP archive/],
		[{ log: Buffer.concat([Buffer.of(0, 0x10, 0, 0, 0x11, 0, 0, 0), randomBytes(10_000)]) }, "unified-log", /Console app/],
	] as const satisfies readonly (readonly [HandedIn, string, RegExp])[]) {
		const seen = await handIn(me, handed);
		assert.deepEqual([seen.status, told(seen)], [200, problem]);
		assert.match(seen.html, sentence);
		assert.deepEqual(await reportedSteps(seen.reference), []);
	}
});

test("a small file that unpacks without end, and one that was cut off, say so beside what was found until then", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const bomb = gzipSync(Buffer.concat([Buffer.from(`${log}\n`), Buffer.alloc(250_000_000, "0\n")]), { level: 1 });
	const large = await handIn(me, { log: bomb });
	assert.match(large.html, /more than can be looked through/);
	assert.equal(told(large), "known");
	const packed = gzipSync(`${log}\n${randomBytes(100_000).toString("hex")}`);
	const cut = await handIn(me, { log: packed.subarray(0, packed.length / 2) });
	assert.match(cut.html, /is cut short/);
	assert.equal(told(cut), "known");
});

test("a try keeps the first ten reports, however many come", async () => {
	const me = guest();
	await me.signIn(upn, password);
	let last: Seen | undefined;
	for (let time = 0; time < 12; time++) last = await handIn(me, { message: connection });
	assert.equal(last?.status, 200);
	assert.equal((await reportedSteps(last?.reference ?? null)).length, 10);
});

test("a form from elsewhere, one that is none, and one that is too large are not taken", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const form = { "content-type": "multipart/form-data; boundary=x" };
	await unchanged(house, async () => {
		const elsewhere = await me.ask("POST", "/enroll/report", "--x--", { ...form, "sec-fetch-site": "cross-site" });
		assert.equal(elsewhere.status, 403);
		for (const [body, headers] of [
			["--x\r\nContent-Disp", form],
			['--x\r\nContent-Disposition: form-data; name="log"; filename="a"\r\n\r\nhalf', form],
			["nothing of the kind", form],
			["--x--", { "content-type": "multipart/form-data" }],
		] as const)
			assert.equal((await me.ask("POST", "/enroll/report", body, headers)).status, 400, body);
		assert.equal((await me.ask("POST", "/enroll/sign-in", "--x--", form)).status, 400, "no other form takes files");
	});
	const { status, text } = await slow(me, { "content-length": "300000000" }).answered;
	assert.equal(status, 413);
	assert.match(text, /larger than 200 MB/);
});

test("one log at a time of one visitor, and a message meanwhile; whose line breaks gives the place back", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const large = `${log}\n${"x".repeat(100_000)}`;
	const first = slow(me, { "content-length": "500000" });
	await first.taken;
	const second = await handIn(me, { log: large });
	assert.deepEqual([second.status, told(second)], [503, "busy"]);
	const small = await handIn(me, { log });
	assert.deepEqual([small.status, told(small)], [503, "busy"], "a small file may unpack to a large one");
	assert.equal(told(await handIn(me, { message: connection })), "known");
	assert.equal(told(await handIn(guest(), { log: large })), "known", "nobody else is held up");
	first.breakOff();
	await first.answered.catch(() => undefined);
	await eventually("the place is free again", async () => told(await handIn(me, { log: large })) === "known");
});

test("whoever holds many addresses of one line has one place, not all", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const first = slow(me, { "content-length": "500000", "x-forwarded-for": "2001:db8:7::1" });
	await first.taken;
	const second = await handIn(visitor(house, "2001:db8:7::2"), { log });
	assert.deepEqual([second.status, told(second)], [503, "busy"]);
	first.breakOff();
	await first.answered.catch(() => undefined);
});

/** An upload of which only the beginning comes. */
function slow(who: Visitor, headers: Readonly<Record<string, string>>) {
	const asked = request({
		port: house.service.plainPort ?? 0,
		host: "127.0.0.1",
		method: "POST",
		path: "/enroll/report",
		headers: {
			"content-type": "multipart/form-data; boundary=x",
			"x-forwarded-for": `203.0.113.${peers}`,
			"accept-language": "en",
			cookie: `genkan-visit=${who.session ?? ""}`,
			// Its answer says that the service has begun with the request.
			expect: "100-continue",
			...headers,
		},
	});
	asked.flushHeaders();
	const taken = new Promise<void>((resolve) => asked.once("continue", () => resolve()));
	void taken.then(() => asked.write('--x\r\nContent-Disposition: form-data; name="log"; filename="a.log"\r\n\r\nthe beginning\n'));
	const answered = new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
		asked.on("error", reject);
		asked.on("response", (response) => {
			let text = "";
			response.setEncoding("utf8");
			response.on("error", reject);
			response.on("data", (piece: string) => {
				text += piece;
			});
			response.on("end", () => resolve({ status: response.statusCode, text }));
		});
	});
	answered.catch(() => undefined);
	return { taken, answered, breakOff: () => asked.destroy() };
}
