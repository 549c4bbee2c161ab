import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { assertLinear } from "../../../test/linear-time.ts";
import { Malformed } from "../malformed.ts";
import { implicitOctets, toDer } from "./ber.ts";
import { DerReader } from "./reader.ts";
import { tlv } from "./writer.ts";

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");
const converts = (ber: string, der: string): void => {
	assert.equal(Buffer.from(toDer(bytes(ber))).toString("hex"), der.replaceAll(" ", ""));
};
const refuses = (kind: string, offset: number, hex: string): void => {
	assert.throws(
		() => toDer(bytes(hex)),
		(error) => {
			assert.ok(error instanceof Malformed);
			assert.deepEqual([error.kind, error.offset], [kind, offset]);
			return true;
		},
	);
};

/** A tree of elements, written both ways. */
interface Tree {
	readonly der: Buffer;
	readonly ber: Buffer;
}

const header = (tag: number, length: number, padding: number): Buffer => {
	const digits = [length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
	return Buffer.from([tag, 0x80 | (4 + padding), ...new Array<number>(padding).fill(0), ...digits]);
};
const leaf: fc.Arbitrary<Tree> = fc
	.tuple(fc.constantFrom(0x02, 0x04, 0x0c, 0x80), fc.uint8Array({ maxLength: 300 }), fc.nat(3), fc.boolean())
	.map(([tag, content, padding, minimal]) => {
		const der = tlv(tag, content);
		return { der, ber: minimal ? der : Buffer.concat([header(tag, content.length, padding), content]) };
	});
const pieces: fc.Arbitrary<Tree> = fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 5 }).map((parts) => {
	const half = Math.floor(parts.length / 2);
	const nested = tlv(0x24, ...parts.slice(half).map((part) => tlv(0x04, part)));
	const flat = parts.slice(0, half).map((part) => tlv(0x04, part));
	return { der: tlv(0x04, ...parts), ber: Buffer.concat([Buffer.of(0x24, 0x80), ...flat, nested, Buffer.of(0, 0)]) };
});
const tree = fc.letrec<{ node: Tree }>((tie) => ({
	node: fc.oneof(
		{ maxDepth: 5 },
		leaf,
		pieces,
		fc
			.tuple(
				fc.constantFrom(0x30, 0x31, 0xa0, 0xa3),
				fc.array(tie("node"), { maxLength: 4 }),
				fc.constantFrom("indefinite", "padded", "definite"),
			)
			.map(([tag, children, form]) => {
				const ber = Buffer.concat(children.map((child) => child.ber));
				const der = tlv(tag, ...children.map((child) => child.der));
				if (form === "indefinite") return { der, ber: Buffer.concat([Buffer.of(tag, 0x80), ber, Buffer.of(0, 0)]) };
				return { der, ber: form === "padded" ? Buffer.concat([header(tag, ber.length, 2), ber]) : tlv(tag, ber) };
			}),
	),
})).node;

describe("toDer", () => {
	it("gives back the very input when it is DER", () => {
		const der = bytes("30 0b 30 06 02 01 05 04 01 ff 02 01 7f");
		assert.equal(toDer(der), der);
	});

	it("makes lengths definite and minimal", () => {
		converts("30 80 02 01 05 00 00", "30 03 02 01 05");
		converts("30 80 30 80 00 00 30 80 05 00 00 00 00 00", "30 06 30 00 30 02 05 00");
		converts("30 81 03 02 01 05", "30 03 02 01 05");
		converts("30 84 00000004 02 81 01 05", "30 03 02 01 05");
		converts("30 80 30 03 02 01 05 00 00", "30 05 30 03 02 01 05");
		converts(`30 80 04 81 80 ${"aa".repeat(128)} 00 00`, `30 81 83 04 81 80 ${"aa".repeat(128)}`);
	});

	it("joins OCTET STRINGs that come in pieces", () => {
		converts("24 80 04 01 61 04 02 62 63 00 00", "04 03 61 62 63");
		converts("24 06 04 01 61 04 01 62", "04 02 61 62");
		converts("a0 80 24 80 24 80 04 01 61 00 00 24 00 04 01 62 00 00 00 00", "a0 04 04 02 61 62");
		converts("24 80 00 00", "04 00");
	});

	it("leaves implicitly tagged pieces to the reader that knows the schema", () => {
		const der = toDer(bytes("30 80 a0 80 04 01 61 24 80 04 01 62 00 00 00 00 00 00"));
		const element = new DerReader(der).sequence().element();
		assert.equal(Buffer.from(implicitOctets(element)).toString(), "ab");
		assert.equal(Buffer.from(implicitOctets(new DerReader(bytes("80 02 61 62")).element())).toString(), "ab");
		assert.throws(() => implicitOctets(new DerReader(bytes("a0 02 05 00")).element()), Malformed);
	});

	it("refuses what is no BER, and says where", () => {
		refuses("truncated", 0, "");
		refuses("truncated", 0, "30");
		refuses("truncated", 2, "30 80");
		refuses("truncated", 5, "30 80 02 01 05");
		refuses("truncated", 5, "30 80 02 01 05 00");
		refuses("truncated", 0, "30 84 ffffffff");
		refuses("truncated", 2, "30 02 04 05 00 00 00 00 00");
		refuses("truncated", 4, "30 04 30 80 05 00 00 00 00 00".replace("30 04", "30 02"));
		refuses("end-of-contents", 2, "30 02 00 00");
		refuses("end-of-contents", 0, "00 00");
		refuses("indefinite-primitive", 0, "04 80 00 00");
		refuses("constructed-octet-string", 2, "24 02 05 00");
		refuses("length", 0, "30 ff 00");
		refuses("high-tag", 0, "3f 81 00");
		refuses("trailing-bytes", 2, "05 00 00");
		refuses("too-deep", 64, `${"30 80 ".repeat(33)}${"00 00 ".repeat(33)}`);
	});

	it("says the same as the tree that was written", () => {
		fc.assert(
			fc.property(tree, ({ der, ber }) => {
				assert.equal(Buffer.from(toDer(ber)).toString("hex"), der.toString("hex"));
				assert.equal(toDer(der), der);
			}),
			{ numRuns: 500 },
		);
	});

	it("gives DER or Malformed for any bytes", () => {
		const octet = fc.oneof(fc.constantFrom(0x30, 0x80, 0x00, 0x24, 0x04, 0x02, 0x81, 0x01, 0xa0), fc.integer({ min: 0, max: 255 }));
		fc.assert(
			fc.property(fc.array(octet, { maxLength: 60 }), (input) => {
				try {
					const der = toDer(Uint8Array.from(input));
					assert.equal(toDer(der), der);
					new DerReader(der).element();
				} catch (error) {
					assert.ok(error instanceof Malformed, String(error));
				}
			}),
			{ numRuns: 5000 },
		);
	});

	it("takes linear time on hostile input", () => {
		const fill = (length: number, ...pattern: number[]): Buffer => Buffer.alloc(length - (length % pattern.length), Buffer.from(pattern));
		const wrapped = (inner: Buffer): Buffer => Buffer.concat([Buffer.of(0x30, 0x80), inner, Buffer.of(0, 0)]);
		const deep = (size: number): Buffer => Buffer.concat([fill(size, 0x30, 0x80), fill(size, 0, 0)]);
		const column = [...fill(60, 0x30, 0x80), ...fill(60, 0, 0)];
		const inputs: [string, (size: number) => Buffer, "deep"?][] = [
			["nested, at the usual depth", deep],
			["nested, without a limit that bites", deep, "deep"],
			["nested and never closed", (size) => fill(size, 0x30, 0x80), "deep"],
			["wide", (size) => wrapped(fill(size, 0x30, 0x80, 0, 0))],
			["wide, empty", (size) => wrapped(fill(size, 0x05, 0x00))],
			["pieces of one octet", (size) => Buffer.concat([Buffer.of(0x24, 0x80), fill(size, 0x04, 0x01, 0x61), Buffer.of(0, 0)])],
			["pieces in pieces", (size) => Buffer.concat([fill(size, 0x24, 0x80), fill(size, 0, 0)]), "deep"],
			["columns 31 deep", (size) => wrapped(fill(size, ...column))],
			["long lengths of zero", (size) => wrapped(fill(size, 0x04, 0xfe, ...Buffer.alloc(126)))],
		];
		const largest = 200_000;
		for (const [name, make, depth] of inputs) {
			assertLinear(name, largest, (size) => {
				const input = make(size);
				return () => {
					try {
						toDer(input, depth === undefined ? undefined : { maxDepth: largest });
					} catch (error) {
						assert.ok(error instanceof Malformed, String(error));
					}
				};
			});
		}
		assert.equal(toDer(deep(largest), { maxDepth: largest }).length > 0, true);
	});

	it("reads what OpenSSL streams", () => {
		const folder = mkdtempSync(join(tmpdir(), "ber-"));
		try {
			const run = (...args: string[]): Buffer => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
			writeFileSync(join(folder, "body"), Buffer.alloc(20_000, "body "));
			run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=ber", "-days", "2");
			run(
				"cms",
				"-sign",
				"-in",
				"body",
				"-signer",
				"cert.pem",
				"-inkey",
				"key.pem",
				"-nodetach",
				"-binary",
				"-stream",
				"-outform",
				"DER",
				"-out",
				"ber",
			);
			const ber = readFileSync(join(folder, "ber"));
			assert.equal(ber[1], 0x80, "OpenSSL did not stream");
			const der = toDer(ber);
			assert.notEqual(der, ber);
			assert.equal(toDer(der), der);
			writeFileSync(join(folder, "der"), der);
			assert.deepEqual(run("cms", "-verify", "-inform", "DER", "-in", "der", "-noverify", "-binary"), readFileSync(join(folder, "body")));
			run("cms", "-encrypt", "-aes256", "-in", "body", "-binary", "-stream", "-outform", "DER", "-out", "enc", "cert.pem");
			writeFileSync(join(folder, "encder"), toDer(readFileSync(join(folder, "enc"))));
			assert.deepEqual(
				run("cms", "-decrypt", "-inform", "DER", "-in", "encder", "-inkey", "key.pem", "-recip", "cert.pem", "-binary"),
				readFileSync(join(folder, "body")),
			);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
