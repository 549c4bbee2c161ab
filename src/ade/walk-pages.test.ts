import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppleDevice, DevicePage } from "../protocol/ade/device.ts";
import type { AppleAnswer } from "./ports.ts";
import { walkPages } from "./walk-pages.ts";

const page = (cursor: string, moreToFollow: boolean, devices: number): AppleAnswer<DevicePage> => {
	const value = { devices: Array<AppleDevice>(devices), unreadable: 0, cursor, moreToFollow, fetchedUntil: null };
	return { ok: true, skewMs: 0, value };
};

async function walked(ask: (cursor: string | null) => Promise<AppleAnswer<DevicePage>>, limit = 1000): Promise<string[]> {
	const seen: string[] = [];
	for await (const one of walkPages(ask, null, limit))
		seen.push("refusal" in one ? `${one.refusal.kind}: ${one.refusal.said}` : one.page.cursor);
	return seen;
}

test("the next page is asked for before the present one is taken, and never the one after it", async () => {
	const asked: (string | null)[] = [];
	const taken: number[] = [];
	const ask = async (cursor: string | null) => {
		asked.push(cursor);
		return page(String(asked.length), asked.length < 5, 1);
	};
	for await (const one of walkPages(ask, null, 1)) {
		assert.ok("page" in one);
		taken.push(asked.length);
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(asked.length, taken.at(-1), "two pages in memory, not more");
	}
	assert.deepEqual(taken, [2, 3, 4, 5, 5]);
	assert.deepEqual(asked, [null, "1", "2", "3", "4"]);
});

test("cursors that go round in a circle end the walk", async () => {
	let asked = 0;
	const seen = await walked(async () => page(["a", "b", "c"][asked++ % 3] ?? "", true, 1));
	assert.deepEqual(seen, ["a", "b", "c", "answer-unreadable: same cursor"]);
});

test("pages without a device that only promise more end the walk", async () => {
	let asked = 0;
	const seen = await walked(async () => page(`${asked++}`, true, 0));
	assert.equal(seen.at(-1), "answer-unreadable: pages without end");
	assert.ok(asked <= 60);
});

test("a page may be longer than asked for, but not twice", async () => {
	const of = (devices: number) => walked(async () => page("last", false, devices), 10);
	assert.deepEqual([await of(20), await of(21)], [["last"], ["answer-unreadable: more than asked"]]);
});

test("new cursors for ever end the walk at ten times what Apple can have", async () => {
	let asked = 0;
	const seen = await walked(async () => page(`${asked++}`, true, 1), 1000);
	assert.equal(seen.at(-1), "answer-unreadable: pages without end");
	assert.ok(asked >= 1000 && asked <= 2001, `${asked} pages`);
});

test("whoever goes away in the middle leaves no rejection behind", async () => {
	let asked = 0;
	const ask = async () => {
		asked++;
		if (asked === 2) throw new Error("stopped");
		return page(`${asked}`, true, 1);
	};
	for await (const one of walkPages(ask, null, 1)) {
		assert.ok("page" in one);
		break;
	}
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(asked, 2);
});
