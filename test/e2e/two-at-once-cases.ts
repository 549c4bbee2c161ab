import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../eventually.ts";
import { noChromium } from "./chromium.ts";
import type { PoliciesHouse } from "./policies-house.ts";

const skip = noChromium();

/** Two administrators who change the same thing. */
export function twoAtOnceCases(at: () => PoliciesHouse): void {
	test("of two who change the same policy the second sees whose and what, and neither loses anything", { skip }, async () => {
		const { opened, order, policies, run } = at();
		await using seen = await opened("en", /^412 /);
		const { page } = seen;
		const meanwhile = page.getByRole("alert").filter({ hasText: "hanako changed this meanwhile" });
		await seen.open("/policies/restrictions");
		await page.getByRole("button", { name: "Second", exact: true }).click();
		await page.getByLabel("Oldest system").fill("17.0");
		await run("restrictions set", { policy: "Second", "block-personal": true, "os-min": "16.0", "os-max": "18.9" });
		await page.getByRole("button", { name: "Review and save" }).click();
		await meanwhile.waitFor();
		const dialog = page.getByRole("dialog", { name: "Change Second" });
		const pairs = dialog.locator("dl");
		await pairs.nth(2).waitFor();
		assert.deepEqual(await pairs.allInnerTexts(), [
			"Theirs\nBlock\nYours\nNot touched: stays as theirs",
			"Theirs\n16.0\nYours\n17.0",
			"Theirs\n18.9\nYours\nNot touched: stays as theirs",
		]);
		assert.equal(await dialog.getByRole("button", { name: "Save", exact: true }).isEnabled(), false);
		await seen.look("changed-meanwhile");
		await meanwhile.getByRole("button", { name: "Keep mine" }).click();
		await dialog.getByText("lowest system: 16.0 → 17.0").waitFor();
		await dialog.getByRole("button", { name: "Save", exact: true }).click();
		await dialog.waitFor({ state: "detached" });
		const second = async () => (await policies()).find(({ name }) => name === "Second")?.settings;
		assert.deepEqual(await second(), { platformBlocked: false, personalBlocked: true, osMinimum: "17.0", osMaximum: "18.9" });

		// Theirs is taken: the panel shows it, and nothing is unsaved.
		await page.getByRole("button", { name: "Second", exact: true }).click();
		const oldest = page.getByLabel("Oldest system");
		await oldest.fill("18.0");
		await run("restrictions set", { policy: "Second", "os-min": "16.2" });
		await page.getByRole("button", { name: "Review and save" }).click();
		await meanwhile.getByRole("button", { name: "Take theirs" }).click();
		await dialog.waitFor({ state: "detached" });
		await eventually("theirs is in the panel", async () => (await oldest.inputValue()) === "16.2");

		// It is deleted: what was typed becomes a new one.
		await oldest.fill("18.1");
		await run("restrictions delete", { policy: "Second" });
		await page.getByRole("button", { name: "Review and save" }).click();
		await dialog.getByText("kept as a new policy").waitFor();
		await meanwhile.getByRole("button", { name: "Keep mine" }).click();
		await page.getByRole("button", { name: "Create", exact: true }).click();
		await page.getByText("iOS 18.1 to 18.9").waitFor();
		assert.deepEqual(await order(), ["First", "Third", "Second", "Default"]);
		await run("restrictions order", { kind: "platform", policy: ["First", "Second", "Third"] });
		assert.deepEqual(seen.complaints, []);
	});

	test("an order that somebody else changed meanwhile is kept, with what came since, or given up for theirs", { skip }, async () => {
		const { opened, order, run } = at();
		await using seen = await opened("en", /^412 /);
		const { page } = seen;
		await seen.open("/policies/restrictions");
		const dialog = page.getByRole("dialog", { name: "Save the new order?" });
		const up = async () => {
			await page.getByRole("button", { name: "Move Third up" }).click();
			await page.getByText("not in force yet").waitFor();
		};
		await up();
		await run("restrictions create", { name: "Fourth", kind: "platform", group: ["営業部"], priority: 1 });
		await page.getByRole("button", { name: "Save the order" }).click();
		await dialog.getByText("hanako changed this meanwhile").waitFor();
		const lists = dialog.locator("dd");
		await lists.nth(1).waitFor();
		assert.deepEqual(await lists.allInnerTexts(), ["1. Fourth\n2. First\n3. Second\n4. Third", "1. First\n2. Third\n3. Second\n4. Fourth"]);
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await dialog.getByText("→ First, Third, Second, Fourth").waitFor();
		await dialog.getByRole("button", { name: "Save the order" }).click();
		await dialog.waitFor({ state: "detached" });
		assert.deepEqual(await order(), ["First", "Third", "Second", "Fourth", "Default"]);
		await up();
		await run("restrictions delete", { policy: "Fourth" });
		await page.getByRole("button", { name: "Save the order" }).click();
		await dialog.getByRole("button", { name: "Take theirs" }).click();
		await page.getByText("not in force yet").waitFor({ state: "detached" });
		assert.deepEqual(await order(), ["First", "Third", "Second", "Default"]);
		await run("restrictions order", { kind: "platform", policy: ["First", "Second", "Third"] });
		assert.deepEqual(seen.complaints, []);
	});
}
