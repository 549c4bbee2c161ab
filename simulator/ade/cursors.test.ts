import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { createCursors, type Place } from "./cursors.ts";

const cursors = createCursors(Buffer.alloc(32, 7));
const server = { uuid: "A", cursorEpoch: 0 };
const place = fc.record(
	{ phase: fc.constantFrom("fetch" as const, "sync" as const), position: fc.nat(), since: fc.nat() },
	{ noNullPrototype: true },
);

test("a cursor gives back its place, to its own server only", () => {
	fc.assert(
		fc.property(place, fc.nat(), (where: Place, at) => {
			const cursor = cursors.seal(server, where, at);
			assert.deepEqual(cursors.open(server, cursor, at), where);
			for (const other of [
				{ ...server, uuid: "B" },
				{ ...server, cursorEpoch: 1 },
			]) {
				assert.deepEqual(cursors.open(other, cursor, at), { error: "INVALID_CURSOR" });
			}
			assert.deepEqual(createCursors(Buffer.alloc(32, 8)).open(server, cursor, at), { error: "INVALID_CURSOR" });
		}),
	);
});

test("nothing else is a cursor: not one that was changed in one character, nor anything at all", () => {
	const invalid = { error: "INVALID_CURSOR" };
	fc.assert(
		fc.property(place, fc.nat(), fc.string({ minLength: 1, maxLength: 1, unit: "binary" }), (where, index, character) => {
			const cursor = cursors.seal(server, where, 0);
			const changed = cursor.slice(0, index % cursor.length) + character + cursor.slice((index % cursor.length) + 1);
			fc.pre(changed !== cursor);
			assert.deepEqual(cursors.open(server, changed, 0), invalid);
			assert.deepEqual(cursors.open(server, cursor + character, 0), invalid);
		}),
	);
	fc.assert(fc.property(fc.anything(), (anything) => assert.deepEqual(cursors.open(server, anything, 0), invalid)));
});
