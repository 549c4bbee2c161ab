import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { run } from "../../src/cli/run.ts";
import type { Edge } from "../../src/cli/terminal.ts";
import { explain } from "../../src/diagnosis/explain.ts";
import { renderExplanation } from "../../src/diagnosis/render-explanation.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { parseSignedData } from "../../src/protocol/cms/signed-data.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildAcknowledged, buildError } from "../../src/protocol/mdm/build-result.ts";
import { parseCommand } from "../../src/protocol/mdm/commands.ts";
import { parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import { type Answer, deviceWith, identityFor, newDevice, rows, type TestDevice } from "./enrolled-device.ts";
import type { GivenProfile } from "./give-profile.ts";
import { type House, openHouse, password } from "./harness.ts";
import { type Seen, type Visitor, visitor } from "./visitor.ts";

let house: House;
const upn = "hana@contoso.example";

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" }, pushEvery: 3_600_000 });
	await house.addUser(upn);
});
after(() => house[Symbol.asyncDispose]());

/** What a database, a page, a shell and a terminal would each take for an order. */
const attacks = [
	"'; drop table devices; --",
	'" or 1=1 /*',
	"<script>alert(1)</script>",
	`'"><img src=x onerror=alert(1)>`,
	"\u009b2J\u009b31mred\u0085",
	"\u202egnihtemos\u2066 else\u2028",
	"$(touch /tmp/genkan-owned)`id`; rm -rf ~ & | \\",
	"{reference} $\u007bprocess.env} %s %n {{7*7}} __proto__ constructor",
	'=HYPERLINK("http://evil.example")',
	"-rf --help",
	"🙈".repeat(200),
	"%_%",
] as const;

/** The profile as the portal's own button gives it. */
async function downloaded(person: Visitor): Promise<GivenProfile> {
	const response = await fetch(`http://127.0.0.1:${house.service.plainPort}/enroll/profile`, {
		headers: { cookie: `genkan-visit=${person.session}` },
	});
	assert.equal(response.headers.get("content-type"), "application/x-apple-aspen-config");
	const { content } = parseSignedData(Buffer.from(await response.arrayBuffer()));
	assert.ok(content);
	const read = parseEnrollmentProfile(content);
	const { challenge, url } = read.scep;
	assert.ok(challenge !== undefined);
	const attempt = await house.attempt(new URL(url).pathname.split("/").at(-1) ?? "");
	return { attempt, bytes: content, read, challenge, plainScepUrl: `http://127.0.0.1:${house.service.plainPort}${new URL(url).pathname}` };
}

const introduce = (device: TestDevice, about: { readonly [field: string]: string }): Promise<Answer> =>
	device.message({
		messageType: "Authenticate",
		enrollment: { udid: device.udid },
		topic: device.given.read.mdm.topic,
		osVersion: "18.1",
		...about,
	});

function safePage({ html }: Seen): void {
	assert.doesNotMatch(
		html.replaceAll(/<script src="\/enroll\/assets\/[^"]*" defer><\/script>/g, ""),
		/<script|<img|\sonerror=(?!alert\(1\)&gt;)/,
	);
}

/** Text for a terminal: nothing in it steers one. */
function safeText(text: string): void {
	const at = text.replaceAll("\n", " ").search(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
	assert.equal(at, -1, `steers a terminal: ${JSON.stringify(text.slice(Math.max(0, at - 100), at + 20))}`);
}

async function explainedSafely(reference: string): Promise<string> {
	const attempt = await house.attempt(reference);
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	for (const language of ["en", "ja"] as const) {
		const explanation = explain({ attempt, steps, decision: attempt.decision }, language);
		safeText(renderExplanation(explanation, { color: false, language }));
		for (const { command } of explanation.fixes) {
			if (command === null) continue;
			safeText(command);
			// A shell reads it back as words, and runs nothing but the first.
			const words = execFileSync("sh", ["-c", command.replace(/^genkan /, "printf '%s\\n' ")], { encoding: "utf8", cwd: "/" });
			assert.ok(words.length > 0);
		}
	}
	return renderExplanation(explain({ attempt, steps, decision: attempt.decision }, "en"), { color: false, language: "en" });
}

test("a phone that says the worst of itself enrolls, and is what it says and nothing more", async () => {
	const tables = rows(house, "users", "settings");
	const person = visitor(house);
	for (const [n, attack] of attacks.entries()) {
		const name = `user${n}@contoso.example`;
		await house.addUser(name);
		assert.equal((await person.signIn(name, password)).page, "install");
		const given = await downloaded(person);
		const device = deviceWith(house, given, await identityFor(house, given), { serial: attack });
		const about = {
			serialNumber: attack,
			productName: `iPhone${attack}`,
			buildVersion: attack,
			imei: attack,
			deviceName: attack,
			model: attack,
		};
		assert.equal((await introduce(device, about)).status, 200, attack);
		assert.equal((await device.tokenUpdate()).status, 200);

		for (let left = 10; left > 0; left--) {
			const body = (await device.idle()).body;
			if (body === "") break;
			const { commandUuid, requestType } = parseCommand(Buffer.from(body));
			const chain = [{ code: 12_012, domain: attack, localized: attack, usEnglish: attack }];
			const information = {
				QueryResponses: { DeviceName: attack, OSVersion: attack, BuildVersion: attack, SerialNumber: "other", ModelName: attack },
			};
			const answer =
				requestType === "DeviceInformation"
					? buildAcknowledged({ udid: device.udid }, commandUuid, information)
					: buildError({ udid: device.udid }, commandUuid, chain);
			assert.equal((await device.send(answer, { checkIn: false })).status, 200);
		}
		assert.equal((await device.idle()).body, "", "every command is done with");

		const record = await house.domain.store.read.devices.byUdid(device.udid);
		assert.deepEqual(
			[record?.serial, record?.state, record?.name, record?.product],
			[attack, "managed", attack.slice(0, 256), `iPhone${attack}`],
		);
		assert.equal((await house.domain.store.read.devices.bySerial(attack))?.id, record?.id);
		// Found by what it says, as text.
		const found = await house.domain.store.read.devices.list({ search: attack, limit: 100 });
		assert.deepEqual(
			found.map(({ id }) => id),
			[record?.id],
			attack,
		);
		const managed = await person.get("/enroll");
		assert.equal(managed.page, "managed");
		safePage(managed);
		await explainedSafely(given.attempt.reference);
		await person.post("/enroll/again", {});
	}
	assert.deepEqual(
		(rows(house, "users")["users"] as readonly unknown[]).length,
		(tables["users"] as readonly unknown[]).length + attacks.length,
	);
	assert.deepEqual(rows(house, "settings")["settings"], tables["settings"]);
});

test("a refusal that lists such phones is fit to read, on the page and in a terminal", async () => {
	const person = visitor(house);
	await person.signIn(upn, password);
	for (let n = 0; n < 15; n++) {
		const device = await newDevice(house, upn);
		const attack = attacks[n % attacks.length] ?? "";
		assert.equal(
			(await introduce(device, { serialNumber: `${attack} of ${n}`, productName: "iPhone15,2", deviceName: attack })).status,
			200,
		);
		assert.equal((await device.tokenUpdate()).status, 200);
	}
	const install = await person.get("/enroll");
	assert.equal(install.page, "install");
	assert.ok(install.html.includes("drop table devices"));
	safePage(install);
	const given = await downloaded(person);
	const device = deviceWith(house, given, await identityFor(house, given));
	const answer = await device.authenticate();
	assert.equal(answer.status, 403);
	assert.equal(JSON.parse(answer.body).code, "org.genkan.device-cap-reached");
	const refused = await person.get("/enroll");
	assert.deepEqual([refused.page, refused.code], ["refused", "device-cap-reached"]);
	safePage(refused);
	const told = await explainedSafely(given.attempt.reference);
	assert.match(told, /drop table devices/);
	assert.match(told, /genkan devices retire/);
});

test("a product, a system or a topic that is none is refused by name, safely", async () => {
	await house.addUser("kai@contoso.example");
	for (const attack of attacks) {
		const device = await newDevice(house, "kai@contoso.example");
		const answer = await introduce(device, { serialNumber: attack, productName: attack });
		assert.equal(answer.status, 403);
		safeText(answer.body);
		assert.ok(!answer.body.includes(attack));
		assert.match(await explainedSafely(device.given.attempt.reference), /device-type-not-supported/);
	}
	const device = await newDevice(house, "kai@contoso.example");
	for (const topic of attacks) {
		const body = buildCheckIn({
			messageType: "Authenticate",
			enrollment: { udid: device.udid },
			topic,
			productName: "iPhone15,2",
			osVersion: "18.1",
		});
		assert.equal((await device.send(body)).status, 403);
		assert.match(await explainedSafely(device.given.attempt.reference), /push-topic-changed/);
	}
});

test("names that are typed at the door are text, too", async () => {
	const person = visitor(house);
	for (const attack of attacks) {
		const seen = await person.signIn(`${attack}@contoso.example`, attack);
		assert.equal(seen.page, "sign-in");
		safePage(seen);
		await explainedSafely(seen.reference ?? "");
	}
	for (const { upn: typed } of await house.domain.store.read.attempts.list({ limit: 1000 })) assert.ok((typed ?? "").length <= 256);
});

/** A command line over the house's own data, on a terminal without colours. */
async function genkan(...words: readonly string[]): Promise<{ readonly exit: number; readonly out: string }> {
	let out = "";
	const say = (text: string | Uint8Array) => {
		out += Buffer.from(text).toString();
	};
	const terminal = {
		columns: 100,
		color: false,
		interactive: false,
		out: say,
		err: say,
		ask: nobody,
		askSecret: nobody,
		input: async function* () {},
		readInput: nothing,
	};
	const { clock, randomness, config } = house.domain;
	const environment = { GENKAN_DATA: config.data, GENKAN_DATABASE: config.database, GENKAN_PUBLIC_URL: house.url, TZ: "UTC" };
	const edge: Edge = { terminal, environment, clock, randomness, onEnd: () => undefined, cut: () => undefined };
	return { exit: await run(words, edge), out };
}
const nobody = (): Promise<undefined> => Promise.resolve(undefined);
const nothing = (): Promise<Buffer> => Promise.resolve(Buffer.alloc(0));

test("on the command line, for people and for programs", async () => {
	await house.domain.store.write((stores) => changeUser(stores, { upn, change: { displayName: attacks.join(" ") }, now: 1 }));
	const { attempts, devices } = house.domain.store.read;
	const tries = (await attempts.list({ limit: 24 })).map(({ reference }) => ["explain", reference]);
	const known = (await devices.list({ limit: 14 })).flatMap(({ id, serial }) => [
		["devices", "show", id],
		["devices", "show", "--", serial ?? ""],
	]);
	const lists = [
		["attempts", "--limit", "500"],
		["attempts", "--faults"],
		["devices"],
		["users", "list"],
		["users", "show", upn],
		["status"],
		["licences"],
	];
	const typed = attacks.map((attack) => ["explain", "--", attack]);
	for (const words of [...lists, ...tries, ...known, ...typed]) {
		for (const way of [["--lang", "en"], ["--lang", "ja"], ["--json"]]) {
			const { exit, out } = await genkan(...way, ...words);
			assert.ok(exit === 0 || exit === 1, `${words.join(" ")}: ${exit} ${out}`);
			safeText(out);
		}
	}
	const { out } = await genkan("--json", "attempts", "--limit", "500");
	const told = out
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line).serial);
	assert.ok(told.includes("\u009b2J\u009b31mred\u0085"), "a program gets what the phone said");
});

test("nothing of all this is an error of the service, and nothing ran", () => {
	assert.ok(!existsSync("/tmp/genkan-owned"));
	assert.deepEqual(house.complaints, []);
});
