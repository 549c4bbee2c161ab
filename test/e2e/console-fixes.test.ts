import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { runCommandFor } from "../../src/command-composition.ts";
import { authorityFact } from "../../src/tenant/authority.ts";
import { hire } from "../api/console-client.ts";
import { eventually } from "../eventually.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { openConsole } from "./console-browser.ts";
import { refused } from "./failures/refused.ts";
import { openStage } from "./failures/stage.ts";
import { openHouse } from "./harness.ts";

/** The button of a fix wherever it stands beside a try (console-tries) and the tests of a person (console-users): looked at first, done, taken back. */
let browser: Browser;
const skip = noChromium();

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	browser = await launchChromium();
});
after(() => browser?.close());

test("an incident is mended from its page after a look at what would come of it, and that is taken back", { skip }, async () => {
	await using stage = await openStage();
	const { house } = stage;
	const boss = await hire(house, "hanako@contoso.example", "administrator");
	await stage.succeed("restrictions", "set", "Default", "--block-personal");
	await stage.succeed("corporate-identifiers", "add", "C02ANOTHER01");
	await refused(await stage.newcomer());
	await refused(await stage.newcomer());
	await using seen = await openConsole({ browser, house, as: boss, language: "en" });
	const { page } = seen;
	const { audit } = house.domain.store.read;
	const onRecord = async () => (await audit.list({ limit: 100 })).length;
	await seen.open("/incidents");
	await page.getByRole("row").filter({ hasText: "Personal devices are blocked" }).getByText("2", { exact: true }).waitFor();
	await page.getByRole("link", { name: "Personal devices are blocked" }).click();
	const before = await onRecord();
	await page.getByRole("button", { name: /^Mend it: Allow personal devices/ }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("It can be taken back.").waitFor();
	assert.equal(await onRecord(), before, "looking changes nothing");
	await dialog.getByRole("button", { name: "Cancel" }).click();
	await dialog.waitFor({ state: "detached" });
	assert.equal(await onRecord(), before, "and whoever closes it has done nothing");
	await page.getByRole("button", { name: /^Mend it: Allow personal devices/ }).click();
	await dialog.getByText("It can be taken back.").waitFor();
	await dialog.getByRole("button", { name: "Mend it" }).click();
	await dialog.waitFor({ state: "detached" });
	const [done] = await audit.list({ limit: 1 });
	assert.equal(done?.action, "restrictions set");
	await page.getByRole("main").getByRole("button", { name: "Undo" }).click();
	await page.getByRole("main").getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
	assert.equal((await audit.list({ limit: 1 }))[0]?.undoes, done?.id);
	assert.deepEqual(seen.complaints, []);
});

test("what is wrong with the organisation is mended on the health page, where it is gone then", { skip }, async () => {
	await using house = await openHouse({ ready: false, judgeEvery: 50 });
	const boss = await hire(house, "hanako@contoso.example", "administrator");
	await using seen = await openConsole({ browser, house, as: boss, language: "ja" });
	const { page } = seen;
	await seen.open("/health");
	const wrong = page.getByText("MDM機関が設定されていません").first();
	await wrong.waitFor();
	await page.getByRole("button", { name: /MDM機関を選択します/ }).click();
	const dialog = page.getByRole("dialog");
	await dialog.locator("button[type=submit]:enabled").waitFor();
	assert.equal(await authorityFact(house.domain.store.read), "unknown", "looking changes nothing");
	await dialog.locator("button[type=submit]").click();
	await dialog.waitFor({ state: "detached" });
	assert.equal(await authorityFact(house.domain.store.read), "intune");
	await wrong.waitFor({ state: "detached" });
	assert.deepEqual(seen.complaints, []);
});

test("somebody else mends it while its dialog stands open: it goes from the page, and the dialog stays until it is closed", {
	skip,
}, async () => {
	await using house = await openHouse({ ready: false, judgeEvery: 50 });
	const boss = await hire(house, "hanako@contoso.example", "administrator");
	await using seen = await openConsole({ browser, house, as: boss, language: "en", expects: /^422 .*\/fixes$/ });
	const { page } = seen;
	await page.clock.install();
	await seen.open("/health");
	const mends = page.getByRole("button", { name: /^Mend it: Choose the MDM authority/, includeHidden: true });
	await mends.click();
	const dialog = page.getByRole("dialog");
	await dialog.locator("button[type=submit]:enabled").waitFor();
	const asked = { given: { authority: "intune" }, preview: false, language: "en", who: "jiro", from: "192.0.2.1" } as const;
	assert.ok((await runCommandFor(house.domain, { command: "authority set", ...asked })).ok);
	await eventually("the page, which asks each minute, knows", async () => {
		await page.clock.fastForward(60_000);
		return (await mends.count()) === 0;
	});
	assert.ok(await dialog.isVisible());
	await dialog.locator("button[type=submit]:enabled").click();
	await dialog.getByRole("alert").waitFor();
	assert.deepEqual(seen.complaints, []);
});
