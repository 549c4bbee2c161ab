import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { test } from "node:test";
import { publicLookup } from "./public-lookup.ts";

async function ask(answers: readonly string[], options: { readonly all?: boolean } = { all: true }) {
	let asked = 0;
	const look = publicLookup((_, __, done) => {
		asked++;
		done(
			null,
			answers.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
		);
	});
	const answer = await new Promise<string | LookupAddress[] | Error>((resolve) => {
		look("hooks.example.com", options, (error, address) => resolve(error ?? address));
	});
	assert.equal(asked, 1);
	return answer;
}

test("a name that leads to a private address is refused, also where another of its addresses is public", async () => {
	for (const bad of [
		"127.0.0.1",
		"169.254.169.254",
		"10.0.0.8",
		"::1",
		"::ffff:127.0.0.1",
		"fe80::1",
		"fd00::1",
		"0.0.0.0",
		"100.64.0.1",
	]) {
		for (const answers of [[bad], ["17.253.144.10", bad], [bad, "17.253.144.10"]]) {
			const answer = await ask(answers);
			assert.ok(answer instanceof Error && "code" in answer && answer.code === "EPRIVATE", answers.join(" "));
		}
	}
	assert.ok((await ask([])) instanceof Error);
});

test("what was checked is what is connected to", async () => {
	const both = ["17.253.144.10", "2620:149:af0::10"];
	assert.deepEqual(await ask(both), [
		{ address: both[0], family: 4 },
		{ address: both[1], family: 6 },
	]);
	assert.equal(await ask(both, {}), both[0]);
});
