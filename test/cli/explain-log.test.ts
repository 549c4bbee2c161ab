import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { prepare } from "./commands-fixture.ts";
import { commandLine } from "./terminal-fixture.ts";

const log = [
	"Mar 14 10:22:30 iPhone SpringBoard[60] <Notice>: nothing",
	"Mar 14 10:22:34 iPhone profiled[99] <Error>: Error Domain=MCInstallationErrorDomain Code=4001 {Error Domain=MCMDMErrorDomain Code=12012}",
].join("\n");

interface Explained {
	readonly matched: readonly string[];
	readonly candidates: readonly { readonly code: string; readonly verdict: string }[];
	readonly lines: readonly { readonly line: number; readonly code: string | null; readonly time: string | null; readonly text: string }[];
}

test("a log is explained from a file, packed or not, and from standard input, with line and time", async (t) => {
	const line = commandLine(t);
	await prepare(line, async () => undefined);
	const plain = join(line.folder, "device.log");
	const packed = join(line.folder, "device.txt");
	writeFileSync(plain, log);
	writeFileSync(packed, gzipSync(log));
	line.input = log;
	for (const file of [plain, packed, "-"]) {
		const [explained] = await line.json<Explained>("explain", "--log", file);
		assert.deepEqual(explained?.matched, ["payload-mismatch"], file);
		assert.deepEqual(
			explained?.lines.map(({ line, code, time }) => ({ line, code, time })),
			[{ line: 2, code: "payload-mismatch", time: "Mar 14 10:22:34" }],
		);
		const [first] = explained?.candidates ?? [];
		assert.deepEqual([first?.code, first?.verdict], ["payload-mismatch", "proven"]);
	}
	const { code, out } = await line.run("explain", "--log", plain);
	assert.equal(code, 0);
	assert.match(out, /1 of 2 lines tell something:\n {2}2 {2}Mar 14 10:22:34 iPhone profiled/);
});

test("what is no log, and a log that tells nothing, are told by what they are", async (t) => {
	const line = commandLine(t);
	await prepare(line, async () => undefined);
	const write = (name: string, content: string | Uint8Array) => {
		const path = join(line.folder, name);
		writeFileSync(path, content);
		return path;
	};
	for (const [path, sentence] of [
		[join(line.folder, "none"), /There is no file/],
		[line.folder, /is a directory/],
		["FILE", /stands for a file/],
		[write("empty", ""), /is empty/],
		[write("binary", randomBytes(5_000)), /is no text/],
		[write("zip", "PK\u0003\u0004"), /ZIP archive/],
	] as const) {
		const { code, out, err } = await line.run("explain", "--log", path);
		assert.deepEqual([code, out], [1, ""], path);
		assert.match(err, sentence);
	}
	const silent = await line.run("explain", "--log", write("silent", "one\ntwo\n"));
	assert.equal(silent.code, 1);
	assert.match(silent.out, /known about enrolling stands in the 2 lines/);
	const unjudged = await line.run("explain", "--log", write("wrapper", "MCInstallationErrorDomain Code=4001\n"));
	assert.equal(unjudged.code, 1);
	assert.match(unjudged.out, /none whose cause is known/);
	const cut = gzipSync(`${log}\n${randomBytes(50_000).toString("hex")}`);
	const { code, out, err } = await line.run("explain", "--log", write("cut", cut.subarray(0, cut.length / 2)));
	assert.equal(code, 0);
	assert.match(out + err, /is cut short/);
	assert.equal((await line.run("explain", "--log", "x", "--message", "y")).code, 2);
});
