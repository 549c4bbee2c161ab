import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "../../src/store/open.ts";
import { done, phone, prepare, refused } from "./commands-fixture.ts";
import { commandLine, testNow } from "./terminal-fixture.ts";

test("devices: found by whatever is typed, shown without secrets or escapes", async (t) => {
	const line = commandLine(t);
	await prepare(line, (stores) => stores.devices.insert(phone));
	assert.match(await done(line, "devices"), /26P9VKLHC3 +- +18\.1 +managed +never/);
	for (const typed of ["26p9vklhc3", "２６Ｐ９ＶＫＬＨＣ３", phone.id.toUpperCase(), phone.udid.toLowerCase()]) {
		const shown = await done(line, "devices", "show", typed, "--lang", "ja");
		assert.match(shown, /バッテリー +75%/);
		assert.ok(!shown.includes("\u001b"));
	}
	const [data] = await line.json("devices", "show", "26P9VKLHC3");
	assert.deepEqual(
		Object.keys(data ?? {}).filter((key) => /token|magic|fingerprint/i.test(key)),
		[],
	);
	assert.match(await refused(line, "devices", "show", "26P9VKLHC4"), /Did you mean: 26P9VKLHC3/);
	assert.match(await done(line, "devices", "--search", "nothing"), /No device matches/);
	assert.equal((await line.json("devices", "--state", "managed")).length, 1);
});

test("a device is told what to do, and the service is asked to push", async (t) => {
	const line = commandLine(t);
	await prepare(line, (stores) => stores.devices.insert(phone));
	assert.match(await done(line, "devices", "lock", "26P9VKLHC3", "--message", "Lost?"), /will lock as soon as it is reached/);
	assert.match(await done(line, "devices", "sync", "26P9VKLHC3"), /will report/);
	assert.match(await done(line, "devices", "retire", "26P9VKLHC3"), /will leave management/);
	assert.match(await refused(line, "devices", "lock", "26P9VKLHC3"), /told so already \(state: being retired\)/);
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	t.after(() => store.close());
	assert.deepEqual((await store.read.commands.ofDevice(phone.id, 10)).map(({ requestType }) => requestType).toSorted(), [
		"DeviceInformation",
		"DeviceLock",
		"RemoveProfile",
	]);
	assert.equal(await store.read.jobs.countDue(testNow), 1);
});

test("nothing is erased unless the serial number is typed", async (t) => {
	const line = commandLine(t);
	await prepare(line, (stores) => stores.devices.insert(phone));
	const state = async () => (await line.json("devices"))[0]?.["state"];
	assert.match(await refused(line, "devices", "wipe", "26P9VKLHC3"), /--yes-erase 26P9VKLHC3/);
	assert.match(await refused(line, "devices", "wipe", "26P9VKLHC3", "--yes-erase", "26P9VKLHC4"), /Nothing was done/);
	line.answers = ["yes"];
	assert.match(await refused(line, "devices", "wipe", "26P9VKLHC3"), /Nothing was done/);
	line.answers = [];
	assert.match(await refused(line, "devices", "wipe", "26P9VKLHC3"), /Nothing was changed/);
	assert.equal(await state(), "managed");
	line.answers = [" 26p9vklhc3"];
	assert.match(await done(line, "devices", "wipe", "26P9VKLHC3"), /will be erased/);
	assert.equal(await state(), "wipe-pending");
	assert.match(await refused(line, "devices", "wipe", "26P9VKLHC3", "--yes-erase", "26P9VKLHC3"), /told so already/);
});

test("a serial number is blocked and unblocked", async (t) => {
	const line = commandLine(t);
	await prepare(line, (stores) => stores.devices.insert(phone));
	const blocked = await line.run("devices", "block", "26p9vklhc3", "--reason", "紛失");
	assert.match(blocked.err, /is enrolled and stays so/);
	assert.deepEqual(
		(await line.json("devices", "blocked")).map((one) => [one["serial"], one["reason"]]),
		[["26P9VKLHC3", "紛失"]],
	);
	assert.match(await done(line, "devices", "unblock", "26P9VKLHC3"), /can enroll again/);
	assert.match(await refused(line, "devices", "block", "x", "--reason", "y"), /cannot be a serial number/);
});
