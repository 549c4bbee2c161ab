import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { listPolicies } from "../../src/tenant/policies.ts";
import { type Hired, hire, password, signedIn } from "../api/console-client.ts";
import { within } from "../within.ts";
import { noChromium } from "./chromium.ts";
import { sessionCookie } from "./console-browser.ts";
import type { House } from "./harness.ts";
import type { PoliciesHouse } from "./policies-house.ts";

const skip = noChromium();

/** What somebody typed, when they leave the page or their session ends. */
export function unsavedCases(at: () => PoliciesHouse): void {
	test("what was typed is not lost without a word: not to another page, not to the window's end, not to Escape", { skip }, async () => {
		const { opened } = at();
		await using seen = await opened();
		const { page } = seen;
		const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
		const stay = question.getByRole("button", { name: "Stay here" });
		await seen.open("/audit");
		await page.getByRole("link", { name: "Restrictions", exact: true }).click();
		await page.getByRole("button", { name: "Move Third up" }).click();
		await page.getByRole("link", { name: "Audit log" }).click();
		await question.waitFor();
		await seen.look("unsaved");
		await page.keyboard.press("Enter");
		await question.waitFor({ state: "detached" });
		await page.getByText("not in force yet").waitFor();
		page.removeAllListeners("dialog");
		const ending = new Promise<string>((resolve) =>
			page.once("dialog", (dialog) => {
				resolve(dialog.type());
				void dialog.dismiss();
			}),
		);
		await page.evaluate("void location.reload()");
		assert.equal(await within("the window's own question", ending), "beforeunload");
		await page.getByRole("button", { name: "Discard" }).click();

		// Within the panel: whatever closes it asks, and a part of the address that is no part of the form does not.
		await page.getByRole("button", { name: "First", exact: true }).click();
		const oldest = page.getByLabel("Oldest system");
		await page.keyboard.press("Escape");
		await oldest.waitFor({ state: "detached" });
		await page.getByRole("button", { name: "First", exact: true }).click();
		await oldest.fill("16.4");
		await page.keyboard.press("Escape");
		await stay.click();
		await question.waitFor({ state: "detached" });
		assert.equal(await oldest.inputValue(), "16.4");
		await page.goBack();
		await stay.click();
		await question.waitFor({ state: "detached" });
		assert.equal(await oldest.inputValue(), "16.4");
		await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
		await question.getByRole("button", { name: "Leave without saving" }).click();
		await oldest.waitFor({ state: "detached" });
		await page.waitForURL("**/policies/restrictions");
		// Nothing is unsaved any more.
		await page.getByRole("link", { name: "Audit log" }).click();
		await page.waitForURL("**/audit");
		assert.deepEqual(seen.complaints, []);
	});

	test("a session that ends takes nothing away: its person signs in over the page, what they looked for comes, and a change only when they ask again", {
		skip,
	}, async () => {
		const { boss, house, opened } = at();
		await using seen = await opened("en", /^401 /);
		const { page } = seen;
		await seen.open("/policies/restrictions");
		await page.getByRole("button", { name: "Third", exact: true }).click();
		await page.getByLabel("Oldest system").fill("16.4");
		await page.context().clearCookies();
		await page.getByRole("button", { name: "Review and save" }).click();
		const again = page.getByRole("alertdialog", { name: "Your session has ended" });
		await again.getByLabel("Name").fill(boss.administrator.name);
		await again.getByLabel("Password").fill(password);
		await again.getByRole("button", { name: "Continue" }).click();
		const code = new TOTP({ secret: Secret.fromBase32(boss.secret) }).generate({ timestamp: house.domain.clock.now() });
		await again.getByLabel("One-time code").fill(code);
		await again.getByRole("button", { name: "Sign in", exact: true }).click();
		await again.waitFor({ state: "detached" });
		await page.getByText("lowest system: none → 16.4").waitFor();
		const third = async () => (await listPolicies(house.domain.store.read, "platform-restriction")).find(({ name }) => name === "Third");
		const before = await third();
		await page.context().clearCookies();
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await again.waitFor();
		await isIn(house, page, boss);
		await page.getByText("Nothing was changed. You are signed in again").waitFor();
		assert.deepEqual(await third(), before);
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await page.getByText("iOS 16.4 or newer").waitFor();
		assert.deepEqual(seen.complaints, []);
	});

	test("whoever else signs in where a session ended gets a page of their own, and nothing of what was typed or asked", {
		skip,
	}, async () => {
		const { house, opened } = at();
		await using seen = await opened("en", /^401 /);
		const { page } = seen;
		await page.clock.install();
		await seen.open("/policies/restrictions");
		await page.getByRole("button", { name: "Second", exact: true }).click();
		await page.getByLabel("Oldest system").fill("15.1");
		await page.context().clearCookies();
		await page.getByRole("button", { name: "Review and save" }).click();
		const again = page.getByRole("alertdialog", { name: "Your session has ended" });
		await again.waitFor();
		const other = await hire(house, "jiro@contoso.example", "owner");
		const { cookies } = await signedIn(house, other);
		await page.context().addCookies([sessionCookie(house, cookies)]);
		// The page itself finds out who is there before it is looked at.
		await page.clock.fastForward(61_000);
		const learnt = page.waitForResponse((response) => response.url().endsWith("/api/v1/session") && response.ok());
		await page.evaluate("document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('visibilitychange'))");
		await learnt;
		await page.getByRole("button", { name: "jiro", includeHidden: true }).waitFor({ state: "attached" });
		await page.evaluate("window.dispatchEvent(new Event('focus'))");
		await again.waitFor({ state: "detached" });
		await page.waitForURL("**/console/");
		await page.getByRole("button", { name: "jiro" }).waitFor();
		await page.getByLabel("Oldest system").waitFor({ state: "detached" });
		assert.deepEqual(seen.complaints, []);
	});
}

/** Signs in in another window, and comes back to this one. */
async function isIn(house: House, page: Page, who: Hired): Promise<void> {
	await page.context().addCookies([sessionCookie(house, (await signedIn(house, who)).cookies)]);
	await page.evaluate("window.dispatchEvent(new Event('focus'))");
}
