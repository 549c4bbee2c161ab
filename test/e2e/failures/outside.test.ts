import assert from "node:assert/strict";
import { after, test } from "node:test";
import { outsideScenarios } from "./outside-scenarios.ts";
import { domain, openWorld } from "./world.ts";

// Each scenario leaves the world in order.
const world = await openWorld();
const { stage } = world;
after(() => world[Symbol.asyncDispose]());

for (const { code, when, provoke, saw, fix, mend } of outsideScenarios) {
	test(`${code}: ${when}`, async () => {
		const open = async () => (await stage.house.domain.store.read.incidents.list({ open: true, limit: 100 })).map((one) => one.code);
		assert.deepEqual([await world.wrong(), await open()], [[], []], "before, everything is in order");

		await provoke(world);
		const found = (await world.wrong()).filter((one) => one.code === code);
		assert.deepEqual(
			found.map((one) => one.saw.kind),
			[saw],
		);
		assert.ok((await open()).includes(code));
		if (fix !== null) {
			assert.deepEqual(
				found.flatMap((one) => one.fixes.flatMap(({ command }) => command ?? [])),
				[`genkan ${fix}`],
			);
			assert.match(await stage.succeed(...fix.split(" ")), new RegExp(domain));
		}

		await mend(world);
		assert.deepEqual([await world.wrong(), await open()], [[], []], "its incident closes by itself");
	});
}

test("what nobody answers is no fault of the record: nothing is claimed", async () => {
	await using silent = await openWorld();
	silent.name(`EnterpriseEnrollment.${domain}`, { kind: "silent" });
	silent.name(`EnterpriseRegistration.${domain}`, { kind: "wrong-id", target: "elsewhere.example" });
	silent.time.behave({ kind: "unsynchronised" });
	silent.sites.set(domain, { kind: "breaks-off" });
	assert.deepEqual(await silent.wrong(), []);
});

test("a record of which one server has not heard yet may still spread, and is no incident for three days", async () => {
	await using young = await openWorld();
	await young.wrong();
	young.names[1].set(`EnterpriseRegistration.${domain}`, null);
	assert.deepEqual(await young.wrong(), []);
	young.pass(71 * 3_600_000);
	assert.deepEqual(await young.wrong(), []);
});
