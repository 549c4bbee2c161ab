import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createWellKnownFace } from "./well-known.ts";

test("the answer waits for no record, whose time would tell whom the directory knows; that it failed is logged", async (t) => {
	const complaints: string[] = [];
	const complain = (_: object, message: string) => void complaints.push(message);
	const ended = Promise.withResolvers<void>();
	const face = createWellKnownFace({
		refuse: () => ended.promise,
		languageOf: () => "en",
		words: () => "not this way",
		log: { debug() {}, info() {}, warn: complain, error: complain },
	});
	let handled: Promise<void> | undefined;
	const server = createServer((request, response) => {
		handled = face.handle(request, response, "user-identifier=hanako%40contoso.example");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	const signal = AbortSignal.timeout(60_000);
	const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { signal, headers: { connection: "close" } });
	assert.equal(answer.status, 403);
	assert.match(await answer.text(), /not this way/);
	ended.reject(new Error("out of order"));
	await handled;
	assert.deepEqual(complaints, ["well-known: a message could not be handled"]);
});
