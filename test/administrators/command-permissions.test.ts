import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionFor } from "../../src/administrators/permissions.ts";
import { commands } from "../../src/cli/commands.ts";

/** Ways to run another command, whose own permission counts, and what only says how things are. */
const others = new Set(["fix", "undo", "doctor"]);
/** Writes a file for a person at the machine. */
const here = new Set(["profile export"]);

test("every command that changes something has its permission, and none stands in the table that is no command", () => {
	const changing = commands.filter(({ store, name }) => store === "write" && !others.has(name) && !here.has(name));
	assert.ok(changing.length > 50);
	assert.deepEqual(
		changing.filter(({ name }) => permissionFor(name) === undefined).map(({ name }) => name),
		[],
	);
	for (const name of [...others, ...here, "nothing", "device", "adequate"]) assert.equal(permissionFor(name), undefined, name);
});

test("the longest words count", () => {
	assert.deepEqual(["devices wipe", "devices sync", "ade sync", "ade tokens delete", "administrators role", "devices"].map(permissionFor), [
		"devices.end",
		"devices.act",
		"apple.sync",
		"apple.change",
		"administrators.manage",
		"devices.act",
	]);
});
