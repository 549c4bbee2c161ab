import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { assertLinear } from "../../../test/linear-time.ts";
import { OpensslOracle } from "../cms/openssl-oracle.ts";
import { buildServerTokenFile } from "./build-server-token.ts";
import { openTokenFile } from "./open-token-file.ts";
import { readServerToken } from "./read-server-token.ts";
import type { ServerToken } from "./server-token.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const ours = oracle.identity("Genkan key pair");
const theirs = oracle.identity("Somebody else's key pair");

const token: ServerToken = {
	consumerKey:
		"CK_48dd68d198350f51258e885ce9a5c37ab7f98543c4a697323d75682a6c10a32501cb247e3db08105db868f73f2c972bdb6ae77112aea803b9219eb52689d42e6",
	consumerSecret:
		"CS_34c7b2b531a600d99a0e4edcf4a78ded79b86ef318118c2f5bcfee1b011108c32d5302df801adbe29d446eb78f02b13144e323eb9aad51c79f01e50cb45c3a68",
	accessToken:
		"AT_927696831c59ba510cfe4ec1a69e5267c19881257d4bca2906a99d0785b785a6f6fdeb09774954fdd5e2d0ad952e3af52c6d8d2f21c924ba0caf4a031c158b89",
	accessSecret:
		"AS_c31afd7a09691d83548489336e8ff1cb11b82b6bca13f793344496a556b1f4972eaff4dde6deb5ac9cf076fdfa97ec97699c34d515947b9cf9ed31c99dded6ba",
	expiresAt: Date.UTC(2027, 2, 3, 20, 1, 25),
};
const file = buildServerTokenFile(token, { certificate: ours.certificate });
const base64 = file.slice(file.indexOf("\r\n\r\n") + 4);
const der = Buffer.from(base64, "base64");

async function read(content: string | Uint8Array, recipients = [theirs, ours]) {
	const reading = await readServerToken(Buffer.from(content), recipients);
	if (!reading.ok) return reading.problem;
	assert.deepEqual(reading.token, token);
	assert.equal(reading.recipient, ours);
	return "ok";
}

const pem = (label: string, content = base64) => `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;

const forms: Record<string, string | Uint8Array> = {
	"as downloaded": file,
	"without its header": base64,
	"in one line": base64.replace(/\s/g, ""),
	"with the plain line ends of Unix": file.replaceAll("\r\n", "\n"),
	"with the line ends of an old Mac": file.replaceAll("\r\n", "\r"),
	"with an empty line between any two": file.replaceAll("\r\n", "\r\n\r\n"),
	"with a mark before it": `\ufeff${file}`,
	"quoted in a mail": `Here it is:\n\n${file.replace(/^/gm, "> ")}\n> -- \n> Hanako`,
	"quoted twice and indented": file.replace(/^/gm, "  >> \t"),
	"with spaces in its lines": base64.replace(/(.{20})/g, "$1 "),
	"with other headers in other letters": `RECEIVED: from mail\nCONTENT-TYPE: Application/PKCS7-MIME\ncontent-transfer-encoding: BASE64\n\n${base64}`,
	"in UTF-16": Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(file, "utf16le")]),
	"as BER": der,
	"as DER": Buffer.from(buildServerTokenFile(token, { certificate: ours.certificate, ber: false }).split("\r\n\r\n")[1] ?? "", "base64"),
	"as a PEM of PKCS7": pem("PKCS7"),
	"as a PEM of CMS": pem("CMS"),
	"with a text after it": `${base64.trim()}\n--boundary--\nSaitama\n`,
	"with triple DES": buildServerTokenFile(token, { certificate: ours.certificate, cipher: "des-ede3-cbc" }),
};

for (const [name, form] of Object.entries(forms)) {
	test(`a server token is read ${name}`, async () => assert.equal(await read(form), "ok"));
}

test("what is no token is told apart", async () => {
	const notAToken = { kind: "not-a-token" };
	const cases: [string, string | Uint8Array, object][] = [
		["nothing", "", { kind: "empty" }],
		["blank", "\ufeff \r\n\t\n", { kind: "empty" }],
		["a web page", `<!DOCTYPE html><html><body>${base64.slice(0, 70)}</body></html>`, notAToken],
		["an archive", Buffer.concat([Buffer.from("PK\x03\x04"), gzipSync(file)]), notAToken],
		["compressed", gzipSync(file), notAToken],
		["words", "please find the token attached", notAToken],
		["a private key", oracle.read(ours.keyFile), notAToken],
		["the certificate", oracle.read(ours.certificateFile), { kind: "is-certificate" }],
		["the certificate as DER", ours.certificate, { kind: "is-certificate" }],
		["the certificate as base64", Buffer.from(ours.certificate).toString("base64"), { kind: "is-certificate" }],
		[
			"a signed message",
			oracle.run(["cms", "-sign", "-signer", ours.certificateFile, "-inkey", ours.keyFile, "-outform", "DER"], Buffer.from("x")),
			notAToken,
		],
		["a renamed file", "serial,model\nABC,iPhone\n", notAToken],
		["the header alone", file.slice(0, file.indexOf("\r\n\r\n")), { kind: "cut-short" }],
	];
	for (const [name, content, problem] of cases) assert.deepEqual(await read(content), problem, name);
	assert.deepEqual(await read(file, [theirs]), { kind: "wrong-key-pair" });
	assert.deepEqual(await read(file, []), { kind: "wrong-key-pair" });
});

test("cut anywhere in its base64 or its bytes, it is cut short", async () => {
	const start = file.indexOf("\r\n\r\n") + 8;
	const ends = fc.integer({ min: start, max: file.trimEnd().length - 4 });
	await fc.assert(fc.asyncProperty(ends, async (end) => assert.deepEqual(await read(file.slice(0, end)), { kind: "cut-short" })));
	const octets = fc.integer({ min: 2, max: der.length - 1 });
	await fc.assert(fc.asyncProperty(octets, async (end) => assert.deepEqual(await read(der.subarray(0, end)), { kind: "cut-short" })));
});

function sealed(content: string): Uint8Array {
	return oracle.run(["cms", "-encrypt", "-binary", "-aes256", "-outform", "DER", ours.certificateFile], Buffer.from(content));
}

const good = {
	consumer_key: token.consumerKey,
	consumer_secret: token.consumerSecret,
	access_token: token.accessToken,
	access_secret: token.accessSecret,
	access_token_expiry: "2027-03-03T20:01:25Z",
};
const message = (fields: object) =>
	`Content-Type: text/plain\r\n\r\n-----BEGIN MESSAGE-----\r\n${JSON.stringify(fields)}\r\n-----END MESSAGE-----\r\n`;

test("what openssl encrypts is read, and what is in it is judged", async () => {
	assert.equal(await read(sealed(message(good))), "ok");
	assert.equal(await read(sealed(message({ ...good, access_token_expiry: "2027-03-03T20:01:25.000+00:00", more: [1] }))), "ok");
	for (const field of Object.keys(good)) {
		for (const value of [undefined, null, "", 7, "x".repeat(1001)]) {
			assert.deepEqual(await read(sealed(message({ ...good, [field]: value }))), { kind: "field-missing", field });
		}
	}
	assert.deepEqual(await read(sealed(message({ ...good, access_token_expiry: "next spring" }))), { kind: "expiry-unreadable" });
	const unreadable = ["", JSON.stringify(good), message([]), message(good).replace("END", "END OF"), message(good).replace("{", "")];
	for (const content of unreadable) assert.deepEqual(await read(sealed(content)), { kind: "content-unreadable" });
});

test("damage in the encrypted part is not a token of another key pair", async () => {
	const damaged = Buffer.from(der);
	const at = damaged.length - 40;
	damaged[at] = (damaged[at] ?? 0) ^ 1;
	assert.deepEqual(await read(damaged), { kind: "content-unreadable" });
	// Two key pairs whose certificates have one name and number, as a careless tool makes them.
	assert.deepEqual(await read(der, [{ ...ours, key: theirs.key }]), { kind: "content-unreadable" });
	const twins = await readServerToken(der, [{ ...ours, key: theirs.key }, ours]);
	assert.ok(twins.ok && twins.recipient === ours);
});

test("openssl decrypts what the stand-in builds, in either form", () => {
	for (const ber of [true, false]) {
		const built = buildServerTokenFile(token, { certificate: ours.certificate, ber });
		const args = ["smime", "-decrypt", "-binary", "-recip", ours.certificateFile, "-inkey", ours.keyFile];
		const opened = oracle.run(args, Buffer.from(built)).toString();
		assert.match(opened, /^Content-Type: text\/plain;charset=UTF-8\r\n[\s\S]*\r\n\r\n-----BEGIN MESSAGE-----\r\n/);
		assert.deepEqual(JSON.parse(opened.split("-----")[2] ?? ""), good);
		assert.equal(Buffer.from(built.split("\r\n\r\n")[1] ?? "", "base64")[1] === 0x80, ber);
	}
});

test("whatever the file is, reading it answers", async () => {
	await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => void (await readServerToken(bytes, [ours]))));
	const changes = fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { minLength: 1, maxLength: 4 });
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(Buffer.from(file), der), changes, async (bytes, changed) => {
			const copy = Buffer.from(bytes);
			for (const [at, octet] of changed) copy[at % copy.length] = octet;
			await readServerToken(copy, [ours]);
		}),
		{ numRuns: 300 },
	);
});

test("finding the base64 takes linear time", () => {
	for (const text of [" ", ">", "MI", "MI\n", "Content-Type:", "=", "-----BEGIN "]) {
		assertLinear(JSON.stringify(text), 250_000, (size) => {
			const bytes = Buffer.from(text.repeat(size / text.length));
			return () => void openTokenFile(bytes);
		});
	}
	assert.deepEqual(openTokenFile(Buffer.alloc(300_000, "MIAA")), { ok: false, problem: { kind: "not-a-token" } });
});
