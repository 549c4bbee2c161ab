import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { assertLinear } from "../../test/linear-time.ts";
import { LogScan, type ScannedLog } from "./scan-log.ts";

function scanned(log: string | Uint8Array, pieces: readonly number[] = []): ScannedLog {
	const bytes = Buffer.from(log);
	const scan = new LogScan();
	let from = 0;
	for (const to of [...pieces.toSorted((a, b) => a - b), bytes.length]) {
		scan.feed(bytes.subarray(from, to));
		from = to;
	}
	return scan.finish();
}

const codesOf = (log: string) => scanned(log).matched;
const errorsOf = (log: string) => scanned(log).errors.map(({ domain, code }) => `${domain} ${code}`);

// docs.microsoft.com, "Troubleshoot iOS/iPadOS device enrollment problems", section XPC_TYPE_ERROR, as it stands there.
const xpc = [
	'mobileassetd[83] <Notice>: 0x1a49aebc0 Client connection: XPC_TYPE_ERROR Connection invalid <error: 0x1a49aebc0> { count = 1, transaction: 0, voucher = 0x0, contents = "XPCErrorDescription" => <string: 0x1a49aee18> { length = 18, contents = "Connection invalid" } }',
	"iPhone mobileassetd[83] <Notice>: Client connection invalid (Connection invalid); terminating connection",
	"iPhone com.apple.accessibility.AccessibilityUIServer(MobileAsset)[288] <Notice>: [MobileAssetError:29] Unable to copy asset information from https://mesu.apple.com/assets/ for asset type com.apple.MobileAsset.VoiceServices.CombinedVocalizerVoices",
	'iPhone mobileassetd[83] <Notice>: 0x1a49aebc0 Client connection: XPC_TYPE_ERROR Connection invalid <error: 0x1a49aebc0> { count = 1, transaction: 0, voucher = 0x0, contents = "XPCErrorDescription" => <string: 0x1a49aee18> { length = 18, contents = "Connection invalid" }',
];

test("each of the lines of a phone that does not reach Apple is recognised as it stands", () => {
	const { lines, matched, matches } = scanned(`a phone\n${xpc.join("\n")}`);
	assert.deepEqual(matched, ["apple-service-unreachable"]);
	assert.equal(matches, 4);
	assert.deepEqual(
		lines.map(({ line, codes, text }) => ({ line, codes, text })),
		xpc.map((text, index) => ({ line: index + 2, codes: ["apple-service-unreachable"], text })),
	);
});

test("an error is recognised in each of the shapes in which logs write it", () => {
	for (const shape of [
		'Error Domain=MCMDMErrorDomain Code=12012 "The new…" UserInfo={…}',
		"MCMDMErrorDomain Code=12012",
		"MCMDMErrorDomain:12012",
		"(MCMDMErrorDomain error 12012.)",
		"<MCMDMErrorDomain, 12012>",
		"MCMDMErrorDomain (12012)",
		"mcmdmerrordomain 12012",
		'{"domain":"MCMDMErrorDomain","code":12012}',
		"NSError: Domain : MCMDMErrorDomain\\nCode   : 12012\\nType : MCFatalError",
		"Domain : MCMDMErrorDomain#012Code   : 12012",
		"NSError:\nDesc   : …\nDomain : MCMDMErrorDomain\nCode   : 12012\nType   : MCFatalError",
		"Domain : MCMDMErrorDomain\r\nType   : MCFatalError\r\nCode   : 12012\r\n",
	]) {
		assert.deepEqual(codesOf(`Mar 14 10:22:33 iPhone profiled[99]: ${shape}`).includes("payload-mismatch"), true, shape);
		assert.deepEqual(
			errorsOf(shape).map((one) => one.toLowerCase()),
			["mcmdmerrordomain 12012"],
			shape,
		);
	}
});

test("of an error within an error both are told, and what is not of Apple's management is not", () => {
	const log =
		'Error Domain=MCInstallationErrorDomain Code=4001 "Profile Installation Failed" UserInfo={NSUnderlyingError=0x1 {Error Domain=MCMDMErrorDomain Code=12012 "x" {Error Domain=NSCocoaErrorDomain Code=3840}}}';
	assert.deepEqual(errorsOf(log), ["MCInstallationErrorDomain 4001", "MCMDMErrorDomain 12012"]);
	assert.ok(codesOf(log).includes("payload-mismatch"));
});

test("a connection that failed counts where what installs profiles says so, not where any app does", () => {
	assert.equal(scanned("10:00:00 Music[300]: Task finished with error NSURLErrorDomain Code=-1202").matches, 0);
	assert.deepEqual(codesOf("10:00:00 profiled[99]: Error Domain=NSURLErrorDomain Code=-1202"), ["server-certificate-untrusted"]);
	assert.ok(codesOf("MCHTTPTransactionErrorDomain 23001 {Error Domain=NSURLErrorDomain Code=-1009}").includes("device-network-error"));
});

test("a domain whose number is nowhere near is not taken for an error", () => {
	assert.equal(scanned("MCMDMErrorDomain\na\nb\nc\nCode : 12012\n").matches, 0);
	assert.equal(scanned("MCMDMErrorDomain is a word, 12012 another\n").matches, 0);
	// The first is told although the second begins before its number came.
	assert.deepEqual(errorsOf("Domain : MCMDMErrorDomain\nDomain : MCSCEPErrorDomain\nCode : 22013\n"), ["MCSCEPErrorDomain 22013"]);
});

test("a sentence counts in any case, and whatever quotation marks a log puts around its parts", () => {
	for (const log of [
		'US Desc: "THE NEW MDM PAYLOAD does not match the old payload"',
		"Desc : 新しいMDMペイロードは古いペイロードと一致しません。",
	])
		assert.deepEqual(codesOf(log), ["payload-mismatch"], log);
	for (const log of ['The server certificate for "https://mdm.example/checkin" is invalid.', "“mdm.example”のサーバ証明書が無効です。"])
		assert.deepEqual(codesOf(log), ["server-certificate-untrusted"], log);
	assert.deepEqual(codesOf("US Desc: A connection to the server could not be established."), ["connection-not-established"]);
	assert.deepEqual(codesOf("Profile Installation Failed"), [], "the title of many messages says nothing");
	assert.deepEqual(codesOf("sandboxd: Access denied"), [], "what Intune's console shows means something else in a log");
});

test("the time stands as the log writes it", () => {
	for (const [log, time] of [
		["2024-03-14 10:22:33.123456+0900 profiled[1] ", "2024-03-14 10:22:33.123456+0900"],
		["Mar 14 10:22:33 iPhone profiled[1] ", "Mar 14 10:22:33"],
		["Thu Mar 14 10:22:33 2024 [99] <err> (0x16) ", "Thu Mar 14 10:22:33 2024"],
		["default\t14:45:45.123456+0900\tprofiled\t", "14:45:45.123456+0900"],
		["profiled ", null],
	] as const)
		assert.equal(scanned(`${log}MCMDMErrorDomain 12012`).lines[0]?.at, time);
});

test("of one message without end the first and last are kept, and how many there were; another is not pushed out", () => {
	const log = Array.from({ length: 5_000 }, (_, at) =>
		at === 2_500 ? "MCMDMErrorDomain 12012" : "XPC_TYPE_ERROR Connection invalid",
	).join("\n");
	const { lines, matches } = scanned(log);
	assert.equal(matches, 5_000);
	assert.deepEqual(
		lines.map(({ line }) => line),
		[...Array.from({ length: 50 }, (_, at) => at + 1), 2_501, ...Array.from({ length: 50 }, (_, at) => 4_951 + at)],
	);
});

test("a line without end is looked at through a window, and of it only what stands around the match is shown", () => {
	const log = `10:22:33 ${"x".repeat(300_000)} MCMDMErrorDomain Code=12012 ${"y".repeat(300_000)}\nMCSCEPErrorDomain 22013\n`;
	const [first, second] = scanned(log).lines;
	assert.equal(first?.at, "10:22:33");
	assert.match(first?.text ?? "", /^…x+ MCMDMErrorDomain Code=12012 y+…$/);
	assert.ok((first?.text.length ?? 0) <= 302);
	assert.equal(second?.line, 2);
});

test("a line that is full of errors is looked at only as far as it tells something new, however many such lines there are", () => {
	const line = `${"MCMDMErrorDomain 12012 ".repeat(300)}\n`;
	const { matches, lines } = scanned(line.repeat(600));
	assert.deepEqual([matches, lines.length], [600, 100]);
	assert.deepEqual(lines[0]?.errors, [{ domain: "MCMDMErrorDomain", code: 12012 }]);
	const different = Array.from({ length: 300 }, (_, at) => `MCMDMErrorDomain ${12_000 + at}`);
	assert.equal(scanned(different.join(" ")).errors.length, 30);
	// Where each error looked at all others of its line, eight times as many would be sixty-four times the work.
	assertLinear("errors in a line", 300, (errors) => {
		const log = `${"MCMDMErrorDomain 12012 ".repeat(errors)}\n`.repeat(300);
		return () => void scanned(log);
	});
});

test("nothing in a line steers a terminal, and bytes that are no UTF-8 do no harm", () => {
	const { lines } = scanned(
		Buffer.concat([Buffer.of(0xff, 0xfe - 1, 0x1b), Buffer.from("[2J\tMCMDMErrorDomain 12012 \u202e"), Buffer.of(0xc3)]),
	);
	assert.equal(lines.length, 1);
	assert.doesNotMatch(lines[0]?.text ?? "", /[\p{Cc}\u202e]/u);
});

test("wherever the pieces are cut, the same is found", () => {
	const filler = fc.oneof(
		fc.string({ maxLength: 80 }),
		fc.constantFrom("", "x".repeat(3_000), "プロファイル", `${"z".repeat(70_000)}`),
		fc.constantFrom(
			...xpc,
			"Domain : MCMDMErrorDomain",
			"Code : 12012",
			"Domain : MCSCEPErrorDomain",
			"MCSCEPErrorDomain 22013 ErrorDomain",
		),
		fc.constantFrom("新しいMDMペイロードは古いペイロードと一致しません。", "12:00:00 A Network Error Has Occurred."),
	);
	const log = fc.array(fc.tuple(filler, fc.constantFrom("\n", "\r\n", "", " ")), { maxLength: 14 }).map((all) => all.flat().join(""));
	fc.assert(
		fc.property(log, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (text, cuts) => {
			const length = Buffer.byteLength(text);
			const whole = scanned(text);
			assert.deepEqual(
				scanned(
					text,
					cuts.map((cut) => Math.floor(cut * length)),
				),
				whole,
			);
			assert.equal(whole.scanned.lines, text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0));
		}),
		{ numRuns: 150 },
	);
});
