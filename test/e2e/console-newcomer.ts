import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Secret, TOTP } from "otpauth";
import type { Download, Locator, Page } from "playwright-core";
import { within } from "../within.ts";

export type Language = "en" | "ja";

/** Words as the pages have them: whoever changes one changes no test. */
export type Words = (area: string, key: string) => string;

export function wordsOf(language: Language): Words {
	return (area, key) => {
		const file = area === "demo" ? `../../src/texts/demo.${language}.json` : `../../console/src/locales/${language}/${area}.json`;
		let found: unknown = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
		for (const part of key.split("/")) found = (found as Readonly<Record<string, unknown>>)[part];
		assert.equal(typeof found, "string", `${area} has ${key}`);
		return String(found);
	};
}

export interface EmptyDemo extends AsyncDisposable {
	readonly url: string;
	readonly code: string;
}

/** The program as a reader starts it; known is what it prints. */
export async function startEmptyDemo(language: Language): Promise<EmptyDemo> {
	const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
	const env = { ...process.env, GENKAN_LANG: language };
	const child = spawn(process.execPath, [main, "demo", "--empty"], { env, stdio: ["ignore", "pipe", "inherit"] });
	let printed = "";
	const told = new Promise<{ url: string; code: string }>((resolve, reject) => {
		child.stdout.on("data", (part: Buffer) => {
			printed += part.toString();
			const url = /(https:\/\/localhost:\d+)\/console\//.exec(printed)?.[1];
			const code = /\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b/.exec(printed)?.[0];
			if (url !== undefined && code !== undefined) resolve({ url, code });
		});
		child.once("exit", () => reject(new Error(`the demo ended: ${printed}`)));
	});
	const started = await within("the demo starts", told).catch((error: unknown) => {
		// Whoever waits for a test's end waits for its children too.
		child.kill("SIGKILL");
		throw error;
	});
	return {
		...started,
		async [Symbol.asyncDispose]() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, "exit");
			child.kill("SIGINT");
			await within("the demo ends", ended).finally(() => child.kill("SIGKILL"));
		},
	};
}

/** Where a link of the console leads that opens beside it. */
export async function beside(page: Page, link: Locator): Promise<Page> {
	const [opened] = await Promise.all([page.waitForEvent("popup"), link.click()]);
	return opened;
}

/** The file that a click saves. */
export async function saved(page: Page, button: Locator): Promise<{ readonly name: string; readonly buffer: Buffer }> {
	const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
	return { name: download.suggestedFilename(), buffer: await bytesOf(download) };
}

async function bytesOf(download: Download): Promise<Buffer> {
	return readFileSync(await within("a download", download.path()));
}

export async function choose(page: Page, button: Locator, { name, buffer }: { readonly name: string; readonly buffer: Buffer }) {
	const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
	await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer });
}

/** With the printed code, a password and an authenticator app that reads the secret from the page. */
export async function becomeOwner(page: Page, code: string, w: Words): Promise<void> {
	const password = "a sentence that nobody guesses";
	await page.getByLabel(w("sign-in", "setup/code")).fill(code);
	await page.getByLabel(w("sign-in", "setup/name")).fill("hanako@contoso.example");
	await page.getByRole("radio", { name: w("sign-in", "way/password") }).check({ force: true });
	await page.getByLabel(w("sign-in", "password"), { exact: true }).fill(password);
	await page.getByLabel(w("sign-in", "password-again")).fill(password);
	await page.getByRole("button", { name: w("sign-in", "way/go-password") }).click();
	await page.getByRole("img", { name: w("sign-in", "authenticator/code") }).waitFor();
	const secret = ((await page.locator("code").first().textContent()) ?? "").replaceAll(" ", "");
	await page.getByLabel(w("sign-in", "first-code")).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
	await page.getByRole("button", { name: w("sign-in", "finish") }).click();
	await page.getByRole("heading", { level: 1, name: w("app", "nav/overview") }).waitFor();
}
