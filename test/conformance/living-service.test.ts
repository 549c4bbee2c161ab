import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { parsePlist } from "../../src/protocol/plist/parse.ts";
import { openHouse, password } from "../e2e/harness.ts";
import { appleSchemas } from "./apple-schema.ts";
import type { Situation } from "./validate.ts";
import { validateCommand, validateProfile } from "./validate-message.ts";

const { skip } = appleSchemas;
const systems: readonly Situation[] = ["15.0", "17.5", "18.1"].map((osVersion) => ({
	platform: "iOS",
	osVersion,
	enrollment: "device",
	channel: "device",
	supervised: false,
}));

test("what a phone gets from the service: openssl verifies the profile, Apple's schemas allow it and every command", { skip }, async () => {
	await using house = await openHouse();
	await house.addUser("aiko@contoso.example");
	const [device] = makeFleet("schema", 1);
	assert.ok(device !== undefined);
	const folder = mkdtempSync(join(tmpdir(), "genkan-profile-"));
	for (const language of ["en", "ja"] as const) {
		const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", language, roots: [house.root], portalUrl: house.url });
		phone.browser.cookies.clear();
		await phone.openPortal();
		await phone.signIn("aiko@contoso.example", password);
		const downloaded = await phone.downloadProfile();
		assert.ok(downloaded.ok, downloaded.ok ? "" : (downloaded.page.kind ?? ""));
		const [signed, root, content] = ["profile.mobileconfig", "root.pem", "profile.plist"].map((name) => join(folder, name)) as [
			string,
			string,
			string,
		];
		writeFileSync(signed, downloaded.bytes);
		writeFileSync(root, house.root);
		const verified = spawnSync("openssl", [
			"cms",
			"-verify",
			"-inform",
			"DER",
			"-in",
			signed,
			"-CAfile",
			root,
			"-purpose",
			"any",
			"-out",
			content,
		]);
		assert.equal(verified.status, 0, verified.stderr.toString());
		const profile = parsePlist(readFileSync(content));
		for (const system of systems) assert.deepEqual(validateProfile(profile, system), [], `${language}, iOS ${system.osVersion}`);
		if (language === "ja") assert.match(readFileSync(content, "utf8"), /管理/);
		if (language === "en") assert.ok((await phone.installProfile(downloaded.bytes)).ok);
		phone.close();
	}
	rmSync(folder, { recursive: true });
	const [enrolled] = await house.domain.store.read.devices.list({ state: "managed", limit: 1 });
	assert.ok(enrolled !== undefined);
	const commands = await house.domain.store.read.commands.ofDevice(enrolled.id, 50);
	assert.deepEqual(commands.map(({ requestType }) => requestType).toSorted(), [
		"DeviceInformation",
		"InstalledApplicationList",
		"ProfileList",
		"SecurityInfo",
	]);
	// An older system leaves out of its answer what it does not know (Apple mdm/commands/information.device.yaml), so the newest judges the questions.
	const newest = systems.at(-1);
	assert.ok(newest !== undefined);
	for (const { body, requestType } of commands) assert.deepEqual(validateCommand(body, newest), [], requestType);
});
