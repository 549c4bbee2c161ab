import assert from "node:assert/strict";
import { after, test } from "node:test";
import { eventually } from "../../eventually.ts";
import { organizationScenarios, somebodyEnrolls } from "./organization-scenarios.ts";
import { wordsOf } from "./typed-command.ts";
import { openWorld } from "./world.ts";

const quick = 50;
// Each scenario leaves the organisation in order.
const world = await openWorld({ judgeEvery: quick, renewEvery: quick, settings: { GENKAN_IDENTITY_DAYS: "30" } });
const { stage } = world;
after(() => world[Symbol.asyncDispose]());

for (const { code, when, severity, provoke, saw, fix, mend } of organizationScenarios) {
	test(`${code}: ${when}`, async () => {
		const open = async () => (await stage.house.domain.store.read.incidents.list({ open: true, limit: 100 })).map((one) => one.code);
		assert.deepEqual([await world.wrong(), await open()], [[], []], "before, everything is in order");

		await provoke(world);
		await eventually("the service finds it by itself", async () => (await open()).includes(code));
		const found = (await world.wrong()).filter((one) => one.code === code);
		assert.deepEqual(
			found.map((one) => [one.severity, one.saw.kind]),
			[[severity, saw]],
		);
		const commands = found.flatMap((one) => one.fixes.flatMap(({ command }) => command ?? []));
		const wanted = commands.find((one) => one.startsWith(`genkan ${fix}`)) ?? assert.fail(`${fix} is not among ${commands.join("; ")}`);
		const named = wordsOf(wanted).slice(1);

		if (mend === undefined) await stage.succeed(...named);
		else await mend(world, named);
		await eventually("its incident closes by itself", async () => (await open()).length === 0);
		assert.deepEqual(await world.wrong(), []);
		await somebodyEnrolls(world);
	});
}
