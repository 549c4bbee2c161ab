import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Answer, type Client, hire, signedIn } from "./console-client.ts";

let house: House;
let boss: Client;

before(async () => {
	house = await openHouse();
	boss = await signedIn(house, await hire(house, "hanako", "administrator"));
});
after(() => house[Symbol.asyncDispose]());

const file = (text: string | Uint8Array) => Buffer.from(text).toString("base64");

interface Line {
	readonly line: number | null;
	readonly becomes: string;
	readonly serial: string | null;
	readonly present: string | null;
	readonly problem: string | null;
	readonly text: string | null;
}

const lines = async (text: string | Uint8Array, more: object = {}): Promise<{ lines: Line[]; counts: object }> => {
	const answer = await boss.send("POST", "/corporate-identifiers/lines?lang=en", { body: { file: file(text), ...more } });
	assert.equal(answer.status, 200, answer.text);
	return answer.json;
};

test("identifiers are added, found by any part of them, read in pages to the last, and taken away", async () => {
	for (const [serial, details] of [
		["c02 aaaa 0001", "棚3 東京"],
		["C02AAAA0002", "100% <b>x</b>"],
		["C02BBBB0003", ""],
	] as const)
		assert.equal((await boss.send("POST", "/corporate-identifiers", { body: { serial, details } })).status, 200);
	const found = async (search: string): Promise<string[]> => {
		const { json } = await boss.send("GET", `/corporate-identifiers?search=${encodeURIComponent(search)}`);
		return json.items.map(({ serial }: { serial: string }) => serial);
	};
	assert.deepEqual(await found("0003"), ["C02BBBB0003"]);
	assert.deepEqual(await found("aaaa"), ["C02AAAA0001", "C02AAAA0002"]);
	assert.deepEqual(await found("東京"), ["C02AAAA0001"]);
	assert.deepEqual([await found("%"), await found("_"), await found("'")], [["C02AAAA0002"], [], []]);
	const pages: string[] = [];
	let next: string | null = null;
	do {
		const cursor: string = next === null ? "" : `&cursor=${next}`;
		const { json }: Answer = await boss.send("GET", `/corporate-identifiers?limit=1${cursor}`);
		pages.push(...json.items.map(({ serial }: { serial: string }) => serial));
		next = json.next;
	} while (next !== null);
	assert.deepEqual(pages, ["C02AAAA0001", "C02AAAA0002", "C02BBBB0003"]);
	assert.equal((await boss.send("POST", "/corporate-identifiers/C02BBBB0003/remove")).status, 200);
	assert.deepEqual(await found("0003"), []);
	const wrong = await boss.send("POST", "/corporate-identifiers", { body: { serial: "356938035643809" } });
	assert.deepEqual([wrong.status, wrong.json.reason.kind], [422, "serial-malformed"]);
});

test("each line of a file says what would become of it before anything is imported, and the import does just that", async () => {
	const text = "C02AAAA0001,棚3 東京\nC02AAAA0002,shelf 9\nC02NEWW0001,\n356938035643809,imei\nC02NEWW0001,again\n";
	const judged = await lines(text);
	assert.deepEqual(judged.counts, { added: 1, overwritten: 0, unchanged: 1, refused: 3 });
	assert.deepEqual(
		judged.lines.map(({ line, becomes, problem }) => [line, becomes, problem]),
		[
			[1, "unchanged", null],
			[2, "refused", "other-details-on-record"],
			[3, "added", null],
			[4, "refused", "serial-malformed"],
			[5, "refused", "serial-twice"],
		],
	);
	assert.match(judged.lines[3]?.text ?? "", /IMEI/);
	const refused = await boss.send("POST", "/corporate-identifiers/import", { body: { file: file(text), overwrite: true } });
	assert.deepEqual([refused.status, refused.json.code], [422, "not-done"], "wholly or not at all");
	assert.equal(await house.domain.store.read.corporateIdentifiers.count(), 2);

	const good = text.split("\n").slice(0, 3).join("\n");
	const over = await lines(good, { overwrite: true });
	assert.deepEqual([over.lines[1]?.becomes, over.lines[1]?.present], ["overwritten", "100% <b>x</b>"]);
	const imported = await boss.send("POST", "/corporate-identifiers/import", { body: { file: file(good), overwrite: true } });
	assert.deepEqual(
		[imported.status, imported.json.data.added, imported.json.data.overwritten, imported.json.data.unchanged],
		[200, 1, 1, 1],
		imported.text,
	);
});

test("hostile files are told apart and change nothing: binary, workbooks, UTF-16, quotes without end, formulas, a million cells", async () => {
	const before = await house.domain.store.read.corporateIdentifiers.count();
	for (const [bytes, problem] of [
		[Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0]), "file-unreadable"],
		[Uint8Array.from([0xff, 0xfe, 0x43, 0, 0x30, 0]), "file-unreadable"],
		[Uint8Array.from([0xc3, 0x28, 0, 1, 2]), "file-unreadable"],
		["", "file-empty"],
		['C02QUOT0001,"never closed\nC02QUOT0002,x\n', "quote-never-closed"],
		["serial,details\nC02HEAD0001,x\n", "header-not-wanted"],
		["=cmd|'/c calc'!A1,x\n", "serial-malformed"],
		["<script>alert(1)</script>,x\n", "serial-malformed"],
		["../../etc/passwd,x\n", "serial-malformed"],
		[`C02LONG0001,${"長".repeat(129)}\n`, "details-too-long"],
		[`C02MANY0001${",x".repeat(100_000)}\n`, "wrong-number-of-fields"],
		[Array.from({ length: 5001 }, (_, i) => `C02ROWS${String(i).padStart(5, "0")},`).join("\n"), "too-many-rows"],
		["x".repeat(5 * 1024 * 1024 + 1), "file-too-large"],
	] as const) {
		const judged = await lines(bytes);
		assert.ok(
			judged.lines.some((one) => one.problem === problem && (one.text ?? "") !== ""),
			`${problem}: ${JSON.stringify(judged.lines.slice(0, 2))}`,
		);
		const { status } = await boss.send("POST", "/corporate-identifiers/import", { body: { file: file(bytes) } });
		assert.equal(status, 422, problem);
	}
	assert.equal((await boss.send("POST", "/corporate-identifiers/lines", { body: { file: "/etc/passwd!" } })).status, 400);
	assert.equal((await boss.send("POST", "/corporate-identifiers/import", { body: { file: "x".repeat(9_000_000) } })).status, 413);
	assert.equal(await house.domain.store.read.corporateIdentifiers.count(), before);
});

const words = (text: string) => ({ title: { en: "Terms", ja: "使用条件" }, body: { en: text, ja: `${text}です` } });
const setTerms = (body: object, etag: string) => boss.send("POST", "/terms/terms", { body, headers: { "if-match": etag } });

test("terms are written in both languages with a version, told as the text they are, and counted by who accepted them", async () => {
	const text = "1. <script>alert(1)</script>\n\n**Rules** {user}";
	const first = await setTerms(words(text), '"none"');
	assert.equal(first.status, 200, first.text);
	const { json } = await boss.send("GET", "/terms");
	const [terms] = json.items;
	assert.deepEqual([terms.version, terms.body.en, terms.body.ja], [1, text, `${text}です`]);
	await house.addUser("mei@contoso.example");
	const user = (await house.domain.store.read.users.byUpn("mei@contoso.example")) ?? assert.fail("she is there");
	const answer = { userId: user.id, termsId: "terms", version: 1, accepted: true, at: 1 };
	await house.domain.store.write((stores) => stores.terms.record(answer));
	assert.deepEqual((await boss.send("GET", "/terms/terms/answers")).json, { version: 1, accepted: 1, declined: 0 });

	const spelled = await setTerms({ ...words(`${text}.`), sameVersion: true }, terms.etag);
	assert.equal(spelled.json.data.version, 1, spelled.text);
	assert.equal((await setTerms(words("lost"), terms.etag)).status, 412, "somebody mended the spelling meanwhile");
	const now = (await boss.send("GET", "/terms")).json.items[0];
	const second = await setTerms(words("other words"), now.etag);
	assert.equal(second.json.data.version, 2, second.text);
	assert.deepEqual((await boss.send("GET", "/terms/terms/answers")).json, { version: 2, accepted: 0, declined: 0 });
});

test("a text cannot pass for another language's, and what is missing is refused", async () => {
	const { etag } = (await boss.send("GET", "/terms")).json.items[0];
	for (const body of [
		words("fine\n# ja: mine now\nevil"),
		words("fine\r＃ ｊａ： full width\nevil"),
		{ ...words("x"), title: { en: "a\nb", ja: "c" } },
	])
		assert.equal((await setTerms(body, etag)).status, 400, JSON.stringify(body));
	const empty = await setTerms({ ...words("x"), title: { en: "", ja: "x" } }, etag);
	assert.equal(empty.status, 422, empty.text);
	const cleared = await boss.send("POST", "/terms/terms/clear", { headers: { "if-match": etag } });
	assert.equal(cleared.status, 200, cleared.text);
	assert.deepEqual((await boss.send("GET", "/terms")).json.items, []);
	assert.equal((await boss.send("GET", "/terms/terms/answers")).status, 404);
});

test("who may enroll at all, and with which app, is told and changed", async () => {
	await house.domain.store.write((stores) => stores.groups.upsert({ id: "g1", name: "先行導入" }));
	const asked = async () => (await boss.send("GET", "/enrollment-requirements")).json;
	assert.equal((await asked()).group, null);
	const set = await boss.send("POST", "/enrollment-requirements/group", { body: { group: "先行導入" } });
	assert.equal(set.status, 200, set.text);
	assert.deepEqual((await asked()).group, { id: "g1", name: "先行導入", members: 0 });
	assert.equal((await boss.send("POST", "/enrollment-requirements/group", { body: { group: "no such" } })).status, 422);
	assert.equal((await boss.send("POST", "/enrollment-requirements/group", { body: { group: null } })).status, 200);
	assert.equal((await boss.send("POST", "/enrollment-requirements/portal-app", { body: { version: "5.2404.0" } })).status, 200);
	assert.deepEqual(await asked(), { group: null, minimumPortalApp: "5.2404.0" });
});
