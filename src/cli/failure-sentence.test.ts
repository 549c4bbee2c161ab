import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable } from "../evidence/work.ts";
import { CannotListen } from "../http/cannot-listen.ts";
import { failureSentence } from "./failure-sentence.ts";

const failure = (code: string, more: object = {}) => Object.assign(new Error(`${code}: no`), { code, ...more });

test("what the machine refuses is one sentence with what to do", () => {
	for (const [error, expected] of [
		[failure("EACCES", { path: "/var/lib/genkan" }), /^\/var\/lib\/genkan cannot be read or written by this user \(EACCES\)\..*--data\.$/],
		[failure("EROFS", { path: "/ro" }), /^\/ro cannot be read or written/],
		[failure("EACCES", { syscall: "listen", address: "0.0.0.0", port: 443 }), /^This user may not listen on port 443\..*GENKAN_PORT/],
		[failure("EADDRINUSE", { address: "::", port: 8443 }), /^Port 8443 on :: is in use.* GENKAN_PORT\.$/],
		[
			new CannotListen("GENKAN_PLAIN_PORT", failure("EADDRINUSE", { address: "127.0.0.1", port: 80 })),
			/^Port 80 on .* GENKAN_PLAIN_PORT\.$/,
		],
		[failure("ENOTFOUND", { hostname: "mdm.invalid" }), /^mdm\.invalid is not an address of this machine/],
		[failure("ENOSPC"), /^The disk is full/],
		[new StoreUnavailable("the disk is full (SQLITE_FULL)"), /^The disk is full/],
		[new StoreUnavailable("another process holds the database's lock (SQLITE_BUSY)"), /^Another process holds the lock/],
		[new StoreUnavailable("the database file is damaged (SQLITE_NOTADB)"), /^The database file is damaged\. Restore/],
		[new StoreUnavailable("connection refused"), /^The database does not answer: connection refused\./],
	] as const) {
		assert.match(failureSentence(error, "en") ?? "", expected);
		assert.match(failureSentence(error, "ja") ?? "", /(ください|ません)。/);
	}
});

test("a directory in the place of a file is named, which Node does not do", () => {
	assert.equal(failureSentence(failure("EISDIR"), "en", "/tmp"), "/tmp is a directory; a file is needed.");
});

test("a bug is not given a sentence", () => {
	for (const bug of [new TypeError("x is not a function"), failure("ERR_INVALID_ARG_TYPE"), "text", undefined])
		assert.equal(failureSentence(bug, "en"), undefined);
});
