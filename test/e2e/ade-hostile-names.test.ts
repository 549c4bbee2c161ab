import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answered, createLine, type Line } from "../../simulator/line.ts";
import { run } from "../../src/cli/run.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { setOrganization } from "../../src/tenant/organization.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { password } from "./harness.ts";

/** Names that administrators, people, phones and Apple give, each of which a page, a shell and a terminal would take for an order. */
let ade: AdeHouse;
let line: Line;
const upn = "hana@contoso.example";
const inPage = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
const steers = "\u001b[2J\u009b31mred\u0007\u202egnihtemos\u2028";
const attack = `${inPage}${steers}{name} $(id)`;

before(async () => {
	ade = await openAdeHouse();
	line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
	await ade.house.addUser(upn);
	const { store } = ade.house.domain;
	const says = { department: attack, supportPhone: attack, supportMail: attack, description: attack, nameTemplate: attack };
	await ade.addProfile("web", { signIn: "web", ...says });
	await ade.addProfile("kiosk", { signIn: "none" });
	await store.write(async (stores) => {
		const text = { en: attack, ja: attack };
		const organization = await setOrganization(stores, { change: { name: '"><script>alert(1)</script>' }, now: 1 });
		assert.ok(organization.ok, JSON.stringify(organization));
		assert.ok((await setTerms(stores, { id: "rules", title: text, body: text, now: 1 })).ok);
		assert.ok((await changeUser(stores, { upn, change: { displayName: attack }, now: 1 })).ok);
		for (const id of ["web", "kiosk"]) await stores.adeProfiles.update(id, { name: `${attack} ${id}` });
		const account = { serverName: attack, serverUuid: null, adminId: attack, orgName: attack, orgId: null, orgType: null, pageLimit: 100 };
		await stores.adeTokens.update("head-office", { name: attack, appleId: attack, account });
	});
});
after(async () => {
	line.close();
	await ade[Symbol.asyncDispose]();
});

async function ask(
	path: string,
	headers: Readonly<Record<string, string>> = {},
	fields?: Readonly<Record<string, string>>,
): Promise<Answered> {
	const body = fields === undefined ? {} : { body: Buffer.from(new URLSearchParams(fields).toString()) };
	const form = { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" };
	const method = fields === undefined ? "GET" : "POST";
	const answer = await line.exchange(new URL(path, ade.house.url), { method, headers: { ...form, ...headers }, ...body });
	assert.ok(answer.ok, JSON.stringify(answer));
	return answer;
}

const locationOf = (answer: Answered) => answer.headers.location ?? assert.fail(`no redirect: ${answer.status} ${answer.body.toString()}`);

function safePage(answer: Answered, holds = ""): void {
	const page = answer.body.toString();
	assert.match(page, /<html/);
	assert.doesNotMatch(
		page.replaceAll(/<script src="\/enroll\/assets\/[^"]*" defer><\/script>/g, ""),
		/<script|<img|\sonerror=(?!alert\(1\)&gt;)/,
	);
	assert.ok(page.includes(holds), `${holds} is not on the page`);
}

/** Nothing in it steers a terminal. */
function safeText(text: string): void {
	const at = text.replaceAll("\n", " ").search(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
	assert.equal(at, -1, `steers a terminal: ${JSON.stringify(text.slice(Math.max(0, at - 100), at + 20))}`);
}

const device = { serial: "F2LXN0001A", udid: "00008110-0000000000000109" };
const header = (change: { readonly serial?: string; readonly product?: string } = {}) => ({
	"x-apple-aspen-deviceinfo": Buffer.from(ade.describe({ ...device, ...change })).toString("base64"),
});

test("the pages in Setup Assistant show names as text, whoever gave them", async () => {
	await ade.assign(device.serial, "web");
	const escaped = "&lt;script&gt;alert(1)";
	safePage(await ask("/ade/sign-in/web"), escaped);
	safePage(await ask(`/ade/sign-in/web?serial=${encodeURIComponent(inPage)}`, header()), escaped);
	safePage(await ask("/ade/sign-in/web", header({ serial: inPage })), escaped);
	const start = locationOf(await ask("/ade/sign-in/web", header({ product: `iPhone${inPage}` })));
	safePage(await ask(start), escaped);
	safePage(await ask(start.replace("?", "/sign-in?"), {}, { upn: inPage, password: "wrong" }), escaped);
	safePage(await ask(start.replace(/lang=.*/, `lang=${encodeURIComponent(inPage)}`)), escaped);
	const terms = locationOf(await ask(start.replace("?", "/sign-in?"), {}, { upn, password }));
	const shown = await ask(terms);
	safePage(shown, escaped);
	assert.match(shown.body.toString(), /rules:1/);
	safePage(await ask(terms.replace("?", "/terms?"), {}, { answer: "decline", version: "rules:1" }), escaped);
});

/** A command line over the house's own data, on a terminal without colours. */
async function genkan(...words: readonly string[]): Promise<{ readonly exit: number; readonly out: string }> {
	let out = "";
	const say = (text: string | Uint8Array) => {
		out += Buffer.from(text).toString();
	};
	const nobody = () => Promise.resolve(undefined);
	const nothing = () => Promise.resolve(Buffer.alloc(0));
	const inputs = { ask: nobody, askSecret: nobody, input: async function* () {}, readInput: nothing };
	const terminal = { columns: 100, color: false, interactive: false, out: say, err: say, ...inputs };
	const { clock, randomness, config } = ade.house.domain;
	const environment = { GENKAN_DATA: config.data, GENKAN_DATABASE: config.database, GENKAN_PUBLIC_URL: ade.house.url, TZ: "UTC" };
	const edge = { terminal, environment, clock, randomness, onEnd: () => undefined, cut: () => undefined };
	return { exit: await run(words, edge), out };
}

test("what the command line says of Automated Device Enrollment steers no terminal, whoever named what it is about", async () => {
	const { store, clock } = ade.house.domain;
	const hostile = "F2L\u009b31M\u0007;$(ID)";
	await store.write(async (stores) => {
		const now = clock.now();
		const [known] = await stores.adeDevices.bySerial(device.serial);
		assert.ok(known);
		const { tokenId: _token, generation: _generation, ...apple } = known;
		const named = {
			model: attack,
			description: attack,
			color: attack,
			assetTag: attack,
			family: attack,
			os: attack,
			serverAssignedBy: attack,
		};
		const rows = [device.serial, hostile].map((serial) => ({ ...apple, ...named, serial, op: "modified" as const, opAt: now + 1 }));
		await stores.adeDevices.applyPage("head-office", rows, { generation: null, now });
		await stores.devices.insert(managedDevice("hostile", { serial: hostile, name: attack }));
		const about = { status: 400, said: "CONFIG_NAME_INVALID", kind: "profile-name-invalid" as const, retryAfterMs: null, skewMs: null };
		await stores.adeProfiles.update("web", { refusal: { ...about, since: now, at: now } });
	});
	const kiosk = { ...device, serial: "F2LXN0002A", udid: "00008110-0000000000000209", awaitsConfiguration: false };
	await ade.assign(kiosk.serial, "kiosk");
	const [attempt] = await store.read.attempts.list({ serial: device.serial, limit: 1 });
	const told = [
		["ade", "tokens"],
		["ade", "tokens", "show", attack],
		["ade", "profiles"],
		["ade", "profiles", "show", `${attack} web`],
		["ade", "devices"],
		["ade", "devices", "--search", "F2L"],
		["ade", "devices", "show", device.serial],
		["ade", "devices", "show", hostile],
		["ade", "assign", hostile, "--profile", `${attack} kiosk`],
		["ade", "unassign", hostile],
		["ade", "doctor"],
		["ade", "doctor", attack],
		["ade", "doctor", device.serial],
		["ade", "doctor", hostile],
		["ade", "sync", `${attack} none`],
		["status"],
		["organization"],
		["explain", attempt?.reference ?? ""],
	];
	for (const words of told) {
		for (const way of [["--lang", "en"], ["--lang", "ja"], ["--json"]]) {
			const { exit, out } = await genkan(...way, ...words);
			assert.ok(exit <= 2 && out !== "", `${words.join(" ")}: ${exit} ${out}`);
			safeText(out);
		}
	}
	const { out } = await genkan("ade", "devices", "show", device.serial);
	assert.match(out, /alert\(1\)/);
	assert.deepEqual(ade.house.complaints, []);
});
