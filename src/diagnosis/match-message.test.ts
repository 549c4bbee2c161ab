import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { reportChecks } from "../checks/index.ts";
import { longestMessage, matchMessage } from "./match-message.ts";
import { signatures, squeezed } from "./signatures.ts";

const { errors, messages } = signatures();

function codesOf(message: string): readonly string[] {
	const matched = matchMessage(message);
	assert.notEqual(matched, "too-long");
	return matched === "too-long" ? [] : matched.codes;
}

/** A message with a code of its own is named by it, and its causes are not. */
function expected(codes: readonly string[]): readonly string[] {
	const own = reportChecks.map(({ code }): string => code).filter((code) => codes.includes(code));
	return own.length > 0 ? own : codes;
}

const typed: readonly (readonly [string, ...string[]])[] = [
	["Connection to the server could not be established", "connection-not-established"],
	["profile installation failed connection to the server could not be established", "connection-not-established"],
	["connetion to the server could not be establisched", "connection-not-established"],
	["サーバーへの接続を確立できませんでした", "connection-not-established"],
	["「プロファイルのインストールに失敗しました。サーバーへの接続を確立できませんでした。」", "connection-not-established"],
	["ｻｰﾊﾞｰへの接続を確立できませんでした", "connection-not-established"],
	["The new MDM payload does not match the old payload", "payload-mismatch"],
	["新しいＭＤＭペイロードが古いペイロードと一致しません", "payload-mismatch"],
	["12012", "payload-mismatch"],
	["MCMDMErrorDomain 12012", "payload-mismatch"],
	["MDMエラー12012", "payload-mismatch"],
	["ＭＤＭエラー１２０１２", "payload-mismatch"],
	["NSError: Domain : MCMDMErrorDomain\nCode : 12012", "payload-mismatch"],
	["Error Domain=NSURLErrorDomain Code=-1009 “offline”", "device-network-error"],
	["NSURLErrorDomain −1009", "device-network-error"],
	["dmchttptransactionerrordomain:23001", "connection-not-established"],
	["The server certificate for “https://mdm.contoso.com/checkin” is invalid.", "server-certificate-untrusted"],
	["the server certificate for mdm.contoso.com is invalid", "server-certificate-untrusted"],
	["“https://mdm.contoso.com”のサーバ証明書が無効です。", "server-certificate-untrusted"],
	["The configuration for your iPhone could not be downloaded from Contoso: Invalid Profile", "invalid-profile"],
	["configuration for your iPad could not be downloaded from コントソ: Invalid Profile", "invalid-profile"],
	["Invalid Profile", "invalid-profile"],
	["Company Portal Temporarily Unavailable", "portal-unavailable"],
	["ポータルサイトは一時的に使用できません", "portal-unavailable"],
	["xpc_type_error connection invalid", "apple-service-unreachable"],
	["Your Apple Account does not support the expected services on this device.", "account-not-supported"],
	["Device Cap Reached", "device-cap-reached"],
	["デバイスキャップに達しました", "device-cap-reached"],
	["a network error has occurred", "device-network-error"],
	["Guided Access app unavailable", "stuck-at-configuration"],
];

for (const [message, ...codes] of typed) {
	test(`${message.replaceAll("\n", " ")}: ${codes.join(", ")}`, () => {
		assert.deepEqual(codesOf(message), codes);
	});
}

test("a title that many messages have names them all", () => {
	for (const title of ["Profile Installation Failed", "プロファイルのインストールに失敗しました"]) {
		const codes = codesOf(title);
		for (const code of ["connection-not-established", "device-network-error", "payload-mismatch"]) assert.ok(codes.includes(code), code);
		assert.ok(!codes.includes("personal-device-blocked"), "a cause of a message is judged, and not matched");
	}
});

test("of two messages of which one ends with the other, the longer is told", () => {
	const matched = matchMessage("The configuration for your iPhone could not be downloaded from Contoso: Invalid Profile");
	assert.ok(matched !== "too-long");
	assert.deepEqual(
		matched.matches.map(({ text }) => text),
		["The configuration for your iPhone could not be downloaded from “…”: Invalid Profile."],
	);
});

test("a message of no cause's own names every cause whose texts have it", () => {
	assert.deepEqual([...codesOf("NoEnrollmentPolicy")].sort(), [
		"platform-blocked",
		"push-certificate-expired",
		"push-certificate-invalid",
		"push-certificate-missing",
	]);
	assert.ok(codesOf("User Name Not Recognized").includes("user-not-licensed"));
});

test("every message and error is found by itself, and a message before its parts", () => {
	for (const { text, codes } of messages) {
		const found = matchMessage(text.replaceAll("…", "Contoso"));
		assert.ok(found !== "too-long");
		for (const code of expected(codes)) assert.ok(found.codes.includes(code), `${text}: ${code}`);
		assert.equal(found.matches[0]?.sureness, "exact", text);
	}
	for (const { domain, number, codes } of errors) assert.deepEqual([...codesOf(`${domain} ${number}`)].sort(), [...codes].sort());
});

const wide = (text: string) => text.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
const quotes = [
	["", ""],
	['"', '"'],
	["“", "”"],
	["「", "」"],
	["'", "' "],
] as const;

test("case, width, quotation marks, punctuation and spaces do not matter, nor does one typing error", () => {
	const long = messages.filter(({ text }) => squeezed(text).length >= 20);
	fc.assert(
		fc.property(
			fc.constantFrom(...messages),
			fc.record({ upper: fc.boolean(), wide: fc.boolean(), bare: fc.boolean(), quote: fc.constantFrom(...quotes), name: fc.domain() }),
			({ text, codes }, how) => {
				const named = text.replaceAll("…", how.name);
				const cased = how.upper ? named.toUpperCase() : named.toLowerCase();
				const punctuated = how.bare ? cased.replaceAll(/[.,。、:'’“”-]/gu, " ") : cased;
				const message = how.quote[0] + (how.wide ? wide(punctuated) : punctuated) + how.quote[1];
				for (const code of expected(codes)) assert.ok(codesOf(message).includes(code), `${message}: ${code}`);
			},
		),
		{ numRuns: 400 },
	);
	fc.assert(
		fc.property(fc.constantFrom(...long), fc.nat(), fc.constantFrom("drop", "change", "double", "swap"), ({ text, codes }, where, how) => {
			const letters = Array.from(text.replaceAll("…", "contoso"));
			const at = where % (letters.length - 1);
			const [one = "", next = ""] = letters.slice(at, at + 2);
			letters.splice(at, 2, ...{ drop: [next], change: ["q", next], double: [one, one, next], swap: [next, one] }[how]);
			for (const code of expected(codes)) assert.ok(codesOf(letters.join("")).includes(code), `${letters.join("")}: ${code}`);
		}),
		{ numRuns: 400 },
	);
});

test("what is no message matches nothing", () => {
	fc.assert(
		fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (text) => {
			assert.deepEqual(codesOf(text), []);
		}),
	);
	for (const text of [
		"",
		"  ",
		"error",
		"failed",
		"My phone does not work, please help me.",
		"登録できません。助けてください。",
		"iPhone 15 Pro 256",
		"03-1234-5678",
	]) {
		assert.deepEqual(codesOf(text), [], text);
	}
});

test("what is longer than any screen is no message, however long; and the longest is judged quickly", () => {
	assert.equal(matchMessage("x".repeat(5_000_000)), "too-long");
	const words = "Profile Instalation Failed and the conection to the server was ".repeat(100).slice(0, longestMessage);
	const before = process.threadCpuUsage();
	matchMessage(words);
	const { user, system } = process.threadCpuUsage(before);
	assert.ok(user + system < 500_000, `${user + system} microseconds`);
});

/** Microseconds of the processor, the least of three: the first is not compiled yet, and the machine may do something else. */
function worked(words: string): number {
	const times = [1, 2, 3].map(() => {
		const before = process.threadCpuUsage();
		matchMessage(words);
		const { user, system } = process.threadCpuUsage(before);
		return user + system;
	});
	return Math.min(...times);
}

test("words that are made to be as much work as can be keep nobody waiting", () => {
	const known = signatures().messages.map(({ text }) => squeezed(text));
	const stretches = known.flatMap((text) => Array.from({ length: text.length - 2 }, (_, at) => text.slice(at, at + 3))).join("");
	const harmless = worked("Yesterday the telephone would not do anything that was asked of it. ".repeat(100).slice(0, longestMessage));
	const rotated = known.map((text) => text.slice(text.length / 2) + text.slice(0, text.length / 2)).join("");
	for (const [what, words] of Object.entries({
		"like all messages, and none": stretches.slice(0, longestMessage),
		"halves of all messages": rotated.slice(0, longestMessage),
		"eighteen letters in one": "\ufdfa".repeat(longestMessage),
		"all of them sentences": "abcdefghijklm.".repeat(285),
	})) {
		const took = worked(words);
		// By what the same machine takes for as many words of no malice: it is twice that much.
		assert.ok(took < 5 * harmless, `${what}: ${took} microseconds, and ${harmless} for others`);
	}
});
