import assert from "node:assert/strict";
import { test } from "node:test";
import { openTourStage } from "../tour/tour-stage.ts";

test("two demos that begin at once both begin, each at an address of its own", async () => {
	const stages = await Promise.allSettled([openTourStage(), openTourStage()]);
	const urls = stages.map((one) => (one.status === "fulfilled" ? one.value.stage.url : null));
	for (const one of stages) if (one.status === "fulfilled") await one.value[Symbol.asyncDispose]();
	assert.deepEqual(
		stages.map((one) => (one.status === "rejected" ? one.reason : null)),
		[null, null],
	);
	assert.equal(new Set(urls).size, 2, urls.join());
});
