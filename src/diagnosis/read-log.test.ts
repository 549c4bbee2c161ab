import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { type LogLimits, readLog, usualLimits } from "./read-log.ts";

const line = "10:22:33 mobileassetd[83]: XPC_TYPE_ERROR Connection invalid\n";

async function* inPieces(bytes: Uint8Array, size = 1_000): AsyncIterable<Uint8Array> {
	for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(bytes: string | Uint8Array, limits: LogLimits = usualLimits) {
	const result = await readLog(inPieces(Buffer.from(bytes)), limits);
	if (result.kind === "no-log") return result.why;
	return {
		lines: result.log.lines.map(({ file, line, codes }) => `${file ?? ""}:${line} ${codes.join(" ")}`),
		ended: result.ended,
		members: result.members,
		unifiedLog: result.unifiedLog,
	};
}

async function tarOf(members: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
	const tar = pack();
	for (const [name, content] of Object.entries(members)) tar.entry({ name }, Buffer.from(content));
	tar.finalize();
	const pieces: Buffer[] = [];
	for await (const piece of tar as AsyncIterable<Buffer>) pieces.push(piece);
	return Buffer.concat(pieces);
}

const found = (file = "") => [`${file}:1 apple-service-unreachable`];
const one = { lines: found(), ended: "whole", members: null, unifiedLog: false };

test("a log is the same as text, in gzip, and in UTF-16 as Console on a Mac may write it", async () => {
	assert.deepEqual(await read(line), one);
	assert.deepEqual(await read(gzipSync(line)), one);
	const wide = Buffer.from(`\ufeff${line}`, "utf16le");
	assert.deepEqual(await read(wide), one);
	assert.deepEqual(await read(Buffer.from(wide).swap16()), one);
	assert.deepEqual(await read(gzipSync(wide)), one);
});

test("of an archive the text is looked at, each member by its own lines, and the rest is counted", async () => {
	const tracev3 = Buffer.concat([Buffer.of(0, 0x10, 0, 0, 0x11, 0, 0, 0), randomBytes(5_000)]);
	const tar = await tarOf({
		"sysdiagnose/a.log": line,
		"../../etc/passwd\u001b[2J": `x\n${line}`,
		"sysdiagnose/shot.png": randomBytes(9_000),
		"empty.txt": "",
		"system_logs.logarchive/0001.tracev3": tracev3,
	});
	const all = {
		lines: ["sysdiagnose/a.log:1 apple-service-unreachable", "../../etc/passwd\ufffd[2J:2 apple-service-unreachable"],
		ended: "whole",
		members: { text: 2, other: 2 },
		unifiedLog: true,
	};
	assert.deepEqual(await read(tar), all);
	assert.deepEqual(await read(gzipSync(tar)), all);
});

test("what is no log is told by what it is", async () => {
	assert.equal(await read(""), "empty");
	assert.equal(await read(gzipSync("")), "empty");
	assert.equal(await read(randomBytes(10_000)), "binary");
	assert.equal(await read(gzipSync(randomBytes(10_000))), "binary");
	assert.equal(await read(gzipSync(gzipSync(line))), "binary");
	assert.equal(await read(Buffer.from("PK\u0003\u0004 and more")), "zip");
	assert.equal(await read(Buffer.of(0, 0x10, 0, 0, 0x11, 0, 0, 0, 1, 2)), "unified-log");
});

test("of an archive that was cut off or is damaged, what was found until then stands", async () => {
	const gzip = gzipSync(line + Array.from({ length: 20_000 }, (_, at) => `line ${at * 7919}`).join("\n"));
	assert.deepEqual(await read(gzip.subarray(0, gzip.length / 2)), { ...one, ended: "cut-off" });
	assert.deepEqual(await read(gzip.subarray(0, 4)), { ...one, lines: [], ended: "cut-off" });
	const noise = Buffer.from(gzip);
	noise.fill(0xff, noise.length - 2_000, noise.length - 1_000);
	assert.deepEqual(await read(noise), { ...one, ended: "damaged" });
	const tar = await tarOf({ "a.log": line, "b.log": line.repeat(1_000) });
	const cut = await read(tar.subarray(0, tar.length / 2));
	assert.deepEqual(typeof cut === "string" ? cut : [cut.ended, cut.lines.length > 1], ["cut-off", true]);
	const bad = Buffer.from(tar);
	bad.fill(0x41, 1_024, 1_536);
	assert.deepEqual(await read(bad), { lines: found("a.log"), ended: "damaged", members: { text: 1, other: 0 }, unifiedLog: false });
});

test("a gzip that lacks its end is always told of, wherever it is cut; several gzips in one file are whole, and so is one with zeros behind", async () => {
	const gzip = gzipSync(Array.from({ length: 400 }, (_, at) => `line ${at * 7919}`).join("\n"));
	const endedOf = async (bytes: Uint8Array, size: number) => {
		const result = await readLog(inPieces(bytes, size));
		return result.kind === "read" ? result.ended : result.why;
	};
	for (let length = 2; length < gzip.length; length += length < 20 || length > gzip.length - 20 ? 1 : 17)
		assert.equal(await endedOf(gzip.subarray(0, length), length % 2 === 0 ? 13 : 1_000), "cut-off", String(length));
	const second = gzipSync(line);
	const both = Buffer.concat([gzip, second]);
	assert.equal(await endedOf(both, 1_000), "whole");
	assert.deepEqual(await read(Buffer.concat([second, second])), { ...one, lines: [...found(), ":2 apple-service-unreachable"] });
	assert.equal(await endedOf(both.subarray(0, both.length - 1), 1_000), "cut-off");
	assert.equal(await endedOf(Buffer.concat([gzip, Buffer.alloc(512)]), 1_000), "whole");
	assert.equal(await endedOf(Buffer.concat([gzip, Buffer.alloc(5_000)]), 100), "whole");
});

test("what unpacks without end is left at its bound, with what was found until then", async () => {
	const limits = { ...usualLimits, file: 1_000_000, unpacked: 3_000_000 };
	const zeros = "0\n".repeat(20_000_000);
	const bomb = gzipSync(line + zeros);
	assert.ok(bomb.length < 100_000);
	assert.deepEqual(await read(bomb, limits), { ...one, ended: "too-long" });
	assert.deepEqual(await read(line + zeros.slice(0, 2_000_000), limits), { ...one, ended: "too-long" });
	// In an archive the next member is looked at all the same, until the whole is too much.
	const two = gzipSync(await tarOf({ "a.log": zeros.slice(0, 1_500_000), "b.log": line }));
	assert.deepEqual(await read(two, limits), {
		lines: found("b.log"),
		ended: "too-long",
		members: { text: 2, other: 0 },
		unifiedLog: false,
	});
	const many = gzipSync(await tarOf({ "a.log": line, "b.bin": Buffer.alloc(30_000_000) }));
	assert.deepEqual(await read(many, limits), {
		lines: found("a.log"),
		ended: "too-long",
		members: { text: 1, other: 1 },
		unifiedLog: false,
	});
});

test("of what is nothing but lines to look at only some are looked at, in whatever it is packed", async () => {
	const limits = { ...usualLimits, looks: 100 };
	const lines = Buffer.from(line.repeat(2_000_000));
	const looked = async (bytes: Uint8Array) => {
		const result = await readLog(inPieces(bytes, 65_536), limits);
		return result.kind === "read" ? [result.ended, result.log.matches] : result.why;
	};
	assert.deepEqual(await looked(lines.subarray(0, line.length * 100)), ["whole", 100]);
	for (const bytes of [lines, gzipSync(lines, { level: 1 }), gzipSync(await tarOf({ a: lines, b: lines }), { level: 1 })]) {
		const before = process.threadCpuUsage();
		assert.deepEqual(await looked(bytes), ["too-long", 100]);
		const { user, system } = process.threadCpuUsage(before);
		assert.ok(user + system < 1_000_000, `${user + system} microseconds`);
	}
});

test("an archive that is nothing but headers is left at its bound", async () => {
	const empty = (await tarOf({ "a.log": "" })).subarray(0, 512);
	const headers = Buffer.concat(Array.from({ length: 10_000 }, () => empty));
	const end = await tarOf({ "b.log": line });
	const limits = { ...usualLimits, headers: 2_000_000 };
	assert.deepEqual(await read(gzipSync(Buffer.concat([headers, end])), limits), {
		...{ lines: [], ended: "too-long", unifiedLog: false },
		members: { text: 0, other: 0 },
	});
	const content = await tarOf({ "a.log": "0\n".repeat(1_500_000), "b.log": line });
	assert.deepEqual(await read(gzipSync(content), limits), {
		...{ lines: found("b.log"), ended: "whole", unifiedLog: false },
		members: { text: 2, other: 0 },
	});
});

test("a source that breaks off is the caller's to hear of, not a damaged archive", async () => {
	async function* broken(bytes: Uint8Array): AsyncIterable<Uint8Array> {
		yield bytes.subarray(0, bytes.length / 2);
		throw new Error("the line broke");
	}
	for (const bytes of [
		Buffer.from(line),
		gzipSync(line.repeat(9_999)),
		await tarOf({ a: line }),
		gzipSync(await tarOf({ a: line.repeat(9_999) })),
	])
		await assert.rejects(readLog(broken(bytes)), /the line broke/);
});
