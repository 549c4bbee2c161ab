import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assertLinear } from "../../../test/linear-time.ts";
import { Malformed } from "../malformed.ts";
import { APPLE_HEADER } from "./build.ts";
import { PLIST_LIMITS, type PlistLimits, parsePlist } from "./parse.ts";
import { PlistReal } from "./value.ts";

const parse = (text: string, limits?: Partial<PlistLimits>) => parsePlist(Buffer.from(text), limits);
const wrapped = (inner: string) => parse(`<plist version="1.0">${inner}</plist>`);

function refused(run: () => unknown, kind: string): void {
	assert.throws(run, (error) => error instanceof Malformed && error.codec === "plist" && error.kind === kind, kind);
}

test("each element becomes its value", () => {
	const dict = wrapped(
		"<dict><key>s</key><string>a&lt;b&#x1F600;</string><key>i</key><integer>-5</integer><key>r</key><real>1</real><key>t</key><true/>" +
			"<key>f</key><false></false><key>d</key><date>2024-02-29T12:00:00Z</date><key>b</key><data>\n\tAQID\n\tBA==\n</data>" +
			"<key>a</key><array><string/><dict/></array></dict>",
	);
	assert.deepEqual(
		{ ...(dict as object) },
		{
			s: "a<b😀",
			i: -5,
			r: new PlistReal(1),
			t: true,
			f: false,
			d: new Date("2024-02-29T12:00:00Z"),
			b: Buffer.from([1, 2, 3, 4]),
			a: ["", Object.create(null)],
		},
	);
});

test("integers stay exact to 64 bits", () => {
	const cases: [string, number | bigint][] = [
		["0", 0],
		["-0", 0],
		["+7", 7],
		["007", 7],
		[" 42\n", 42],
		["0x1F", 31],
		["9007199254740991", 9007199254740991],
		["9007199254740992", 9007199254740992n],
		["-9223372036854775808", -(2n ** 63n)],
		["18446744073709551615", 2n ** 64n - 1n],
		["0xffffffffffffffff", 2n ** 64n - 1n],
	];
	for (const [text, value] of cases) assert.equal(wrapped(`<integer>${text}</integer>`), value, text);
	for (const text of [
		"",
		" ",
		"1.0",
		"1e3",
		"--1",
		"1 2",
		"0x",
		"18446744073709551616",
		"-9223372036854775809",
		"9".repeat(100),
		"&#49;",
		"NaN",
	]) {
		refused(() => wrapped(`<integer>${text}</integer>`), "integer");
	}
});

test("reals, dates and data are read strictly", () => {
	for (const [text, value] of [
		["0.5", 0.5],
		["-1e-3", -0.001],
		[".5", 0.5],
		["+inf", Number.POSITIVE_INFINITY],
	] as const) {
		assert.deepEqual(wrapped(`<real>${text}</real>`), new PlistReal(value));
	}
	assert.ok(Number.isNaN((wrapped("<real>nan</real>") as PlistReal).real));
	for (const text of ["", "1,5", "0x10", "1e999", "one"]) refused(() => wrapped(`<real>${text}</real>`), "real");
	for (const text of [
		"",
		"2024-02-30T00:00:00Z",
		"2024-01-01",
		"2024-01-01T00:00:00",
		"2024-01-01T00:00:00+09:00",
		"2024-01-01T00:00:00.5Z",
		"2024-01-01T24:00:00Z",
		"2024-13-01T00:00:00Z",
	]) {
		refused(() => wrapped(`<date>${text}</date>`), "date");
	}
	assert.deepEqual(wrapped("<data/>"), Buffer.alloc(0));
	for (const text of ["A", "AA", "AAA", "A===", "AA=A", "A-_A", "AAAA=", "====", "&#65;AAA"])
		refused(() => wrapped(`<data>${text}</data>`), "data");
});

test("entities: the five, and numeric references to characters of XML", () => {
	assert.equal(wrapped("<string>&amp;lt;&quot;&apos;&gt;&#9;&#x10FFFF;</string>"), "&lt;\"'>\t\u{10ffff}");
	for (const text of [
		"&nbsp;",
		"&",
		"&;",
		"&lt",
		"& lt;",
		"&#0;",
		"&#8;",
		"&#xD800;",
		"&#xFFFE;",
		"&#x110000;",
		"&#99999999;",
		"&#-1;",
		"&lol9;",
	]) {
		refused(() => wrapped(`<string>${text}</string>`), "entity");
	}
});

test("CDATA is text, comments and instructions stand between elements, line ends become line feeds", () => {
	assert.equal(wrapped("<string>a<![CDATA[<&]]]>b<![CDATA[]]></string>"), "a<&]b");
	assert.equal(wrapped("<!-- - --><?pi x?><string>a\r\nb\rc&#13;</string><!---->"), "a\nb\nc\r");
	assert.deepEqual(
		parse("\ufeff<?xml version='1.0' encoding='utf-8' standalone='yes'?><!-- a --><!DOCTYPE plist><plist><true/></plist>\n<!-- z -->"),
		true,
	);
	refused(() => wrapped("<!-- a -- b --><true/>"), "comment");
	refused(() => wrapped("<?xml version='1.0'?><true/>"), "instruction");
	refused(() => wrapped("<string>a<!-- b --></string>"), "mis-nested");
	refused(() => wrapped("<integer><![CDATA[1]]></integer>"), "mis-nested");
});

test("what is no strict property list is refused, by kind", () => {
	const cases: [string, string][] = [
		["", "truncated"],
		["<plist>", "truncated"],
		["<plist></plist>", "value-expected"],
		["<plist><true/>", "truncated"],
		["<plist><true/></plist", "truncated"],
		["<plist><true/></plist>x", "trailing"],
		["<plist><true/></plist><plist><true/></plist>", "trailing"],
		["<plist><true/><true/></plist>", "mis-nested"],
		["x<plist><true/></plist>", "element"],
		[" <?xml version='1.0'?><plist><true/></plist>", "instruction"],
		["<dict/>", "element"],
		["<plist>x<true/></plist>", "text"],
		["<plist><array>x</array></plist>", "text"],
		["<plist><array><string>a</array></string></plist>", "mis-nested"],
		["<plist><array><true/></dict></plist>", "mis-nested"],
		["<plist><array><true/></arrayx></plist>", "mis-nested"],
		["<plist><true>x</true></plist>", "text"],
		["<plist><true/ ></plist>", "element"],
		['<plist><string id="1">a</string></plist>', "element"],
		['<plist a="1"><true/></plist>', "element"],
		["<plist><string><b>x</b></string></plist>", "mis-nested"],
		["<plist><foo/></plist>", "unknown-element"],
		["<plist><key>a</key></plist>", "value-expected"],
		["<plist><Dict/></plist>", "element"],
		["<plist><dict><true/></dict></plist>", "key-expected"],
		["<plist><dict><key>a</key></dict></plist>", "value-expected"],
		["<plist><dict><key>a</key><key>b</key></dict></plist>", "value-expected"],
		["<plist><dict><key>a</key><true/><key>&#97;</key><true/></dict></plist>", "duplicate-key"],
		["<plist><dict><key>__proto__</key><true/><key>__proto__</key><true/></dict></plist>", "duplicate-key"],
		["<plist><string>\u0001</string></plist>", "character"],
		["<plist><string>\uffff</string></plist>", "character"],
		["<?xml version='1.1'?><plist><true/></plist>", "declaration"],
		["<?xml version='1.0' encoding='UTF-16'?><plist><true/></plist>", "encoding"],
		["<?xml version='1.0' encoding='ISO-8859-1'?><plist><true/></plist>", "encoding"],
		["<!DOCTYPE html><plist><true/></plist>", "doctype"],
		["<!DOCTYPE plist><!DOCTYPE plist><plist><true/></plist>", "element"],
		['<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>', "doctype-subset"],
		['<!DOCTYPE plist SYSTEM "http://a/b" []><plist><true/></plist>', "doctype-subset"],
		['<!ENTITY a "b"><plist><true/></plist>', "element"],
		['<plist><!ENTITY a "b"><true/></plist>', "element"],
	];
	for (const [text, kind] of cases) refused(() => parse(text), kind);
	refused(() => parsePlist(Buffer.from("bplist00\xd0\x08", "latin1")), "binary");
	refused(() => parsePlist(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("<plist><true/></plist>", "utf16le")])), "encoding");
	refused(() => parsePlist(Buffer.from("<plist><string>\xff</string></plist>", "latin1")), "encoding");
	refused(() => parsePlist(Buffer.from("<plist><string>\xed\xa0\x80</string></plist>", "latin1")), "encoding");
});

test("a key named __proto__ is a key", () => {
	const dict = wrapped(
		"<dict><key>__proto__</key><dict><key>admin</key><true/></dict><key>constructor</key><string>x</string></dict>",
	) as Record<string, unknown>;
	assert.equal(Object.getPrototypeOf(dict), null);
	assert.deepEqual(Object.keys(dict), ["__proto__", "constructor"]);
	assert.equal(dict["admin"], undefined);
});

test("limits", () => {
	const nested = (depth: number) => `${"<array>".repeat(depth)}${"</array>".repeat(depth)}`;
	assert.ok(wrapped(nested(PLIST_LIMITS.maxDepth)));
	refused(() => wrapped(nested(PLIST_LIMITS.maxDepth + 1)), "too-deep");
	refused(() => parse("<plist><array><true/><true/></array></plist>", { maxNodes: 2 }), "too-many");
	assert.ok(parse("<plist><array><true/><true/></array></plist>", { maxNodes: 3 }));
	refused(() => parse("<plist><true/></plist>", { maxBytes: 21 }), "too-large");
	assert.equal(parse("<plist><true/></plist>", { maxBytes: 22 }), true);
});

test("every proper prefix of a document is refused", () => {
	const document = `${APPLE_HEADER}<plist version="1.0">\n<dict>\n\t<key>a</key>\n\t<array><data>AAAA</data><string>&amp;<![CDATA[x]]></string><real>1.5</real></array>\n</dict>\n</plist>`;
	assert.ok(parse(document));
	for (let length = 0; length < document.length; length++) {
		assert.throws(() => parse(document.slice(0, length)), Malformed, `prefix of ${length}`);
	}
});

test("any bytes and any broken document give a value or Malformed", () => {
	const pieces = fc.constantFrom(
		"<dict>",
		"</dict>",
		"<key>",
		"</key>",
		"<array>",
		"</array>",
		"<string>",
		"</string>",
		"<true/>",
		"<integer>1</integer>",
		"<data>",
		"</data>",
		"<plist>",
		"</plist>",
		"<!--",
		"-->",
		"<![CDATA[",
		"]]>",
		"<?",
		"?>",
		"&amp;",
		"&#x;",
		"&",
		"<",
		">",
		"/",
		"a",
		" ",
		"\r",
		"<!DOCTYPE plist",
		"[",
		"\u0000",
	);
	const check = (bytes: Uint8Array) => {
		try {
			parsePlist(bytes);
		} catch (error) {
			assert.ok(error instanceof Malformed, String(error));
		}
	};
	fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 1000 });
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => check(Buffer.from(parts.join("")))),
		{ numRuns: 2000 },
	);
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => check(Buffer.from(`<plist>${parts.join("")}</plist>`))),
		{ numRuns: 2000 },
	);
});

test("hostile documents of a megabyte take linear time", () => {
	const million = 1 << 20;
	const all = { maxBytes: 64 * million, maxNodes: 10_000_000 };
	type Fill = (piece: string) => string;
	const keys = (size: number, key: (index: number) => string) =>
		Array.from({ length: Math.floor(size / 5) }, (_, index) => `<key>${key(index)}</key><true/>`).join("");
	const hostile: [string, (fill: Fill, size: number) => string][] = [
		["arrays without end", (fill) => `<plist>${fill("<array>")}`],
		["keys", (_, size) => `<plist><dict>${keys(size, (index) => `k${index}`)}</dict></plist>`],
		["keys that look like indexes", (_, size) => `<plist><dict>${keys(size, (index) => String(index * 20_011))}</dict></plist>`],
		["entities", (fill) => `<plist><string>${fill("&amp;")}</string></plist>`],
		["ampersands", (fill) => `<plist><string>${fill("&")}</string></plist>`],
		["text", (fill) => `<plist><string>${fill("a")}</string></plist>`],
		["returns", (fill) => `<plist><string>${fill("\r")}</string></plist>`],
		["CDATA", (fill) => `<plist><string>${fill("<![CDATA[a]]>")}</string></plist>`],
		["open CDATA", (fill) => `<plist><string>${fill("<![CDATA[")}</string></plist>`],
		["comments", (fill) => `${fill("<!---->")}<plist><true/></plist>`],
		["open comments", (fill) => `<plist>${fill("<!--")}`],
		["instructions", (fill) => `<plist>${fill("<?a?>")}<true/></plist>`],
		["white space", (fill) => `<plist>${fill(" ")}<true/></plist>`],
		["white space in a tag", (fill) => `<plist><true${fill(" ")}/></plist>`],
		["white space in plist", (fill) => `<plist${fill(" ")}x><true/></plist>`],
		["white space in the declaration", (fill) => `<?xml${fill(" ")}x`],
		["DOCTYPE", (fill) => `<!DOCTYPE plist PUBLIC "${fill("a")}`],
		["white space in DOCTYPE", (fill) => `<!DOCTYPE${fill(" ")}plist${fill(" ")}PUBLIC${fill(" ")}x`],
		["digits", (fill) => `<plist><integer>${fill("0")}</integer></plist>`],
		["digits of a real", (fill) => `<plist><real>${fill("9")}</real></plist>`],
		["white space around a date", (fill) => `<plist><date>${fill(" ")}</date></plist>`],
		["base64", (fill) => `<plist><data>${fill("AAAA")}</data></plist>`],
		["base64 in pieces", (fill) => `<plist><data>${fill("A \n")}</data></plist>`],
		["tag name", (fill) => `<plist><${fill("a")}`],
		["less-than signs", (fill) => `<plist>${fill("<")}`],
	];
	for (const [name, document] of hostile) {
		assertLinear(name, million, (size) => {
			const bytes = Buffer.from(document((piece) => piece.repeat(Math.floor(size / piece.length)), size));
			return () => {
				try {
					parsePlist(bytes, all);
				} catch (error) {
					assert.ok(error instanceof Malformed, `${name}: ${String(error)}`);
				}
			};
		});
	}
});

test("a document deeper than the stack is refused, not crashed on, whatever the limit asked for", () => {
	refused(() => parse(`<plist>${"<array>".repeat(100_000)}`, { maxDepth: 1_000_000 }), "too-deep");
});
