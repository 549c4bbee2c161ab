import assert from "node:assert/strict";
import { runCommandFor } from "../../src/command-composition.ts";
import { listPolicies } from "../../src/tenant/policies.ts";
import { type Hired, hire } from "../api/console-client.ts";
import { attempt, device } from "../store/rows.ts";
import { launchChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole } from "./console-browser.ts";
import { type House, openHouse } from "./harness.ts";

/** A house with three policies for one department, and an administrator who changes them in the console. */
export interface PoliciesHouse extends AsyncDisposable {
	readonly house: House;
	readonly boss: Hired;
	readonly opened: (language?: "en" | "ja", expects?: RegExp) => Promise<ConsoleBrowser>;
	/** Somebody else does it, on the command line. */
	readonly run: (command: string, given: Parameters<typeof runCommandFor>[1]["given"], input?: string) => Promise<void>;
	readonly policies: () => ReturnType<typeof listPolicies>;
	/** Their names, the highest priority first. */
	readonly order: () => Promise<string[]>;
}

export async function openPoliciesHouse(): Promise<PoliciesHouse> {
	const house = await openHouse();
	const boss = await hire(house, "hanako@contoso.example", "administrator");
	const browser = await launchChromium();
	const policies = () => listPolicies(house.domain.store.read, "platform-restriction");
	async function run(command: string, given: Parameters<typeof runCommandFor>[1]["given"], input?: string): Promise<void> {
		const asked = { preview: false, language: "en", who: "hanako", from: "192.0.2.1" } as const;
		const more = input === undefined ? {} : { input: Buffer.from(input) };
		const reply = await runCommandFor(house.domain, { command, given, ...asked, ...more });
		assert.ok(reply.ok, reply.text);
	}
	await house.addUser("taro@contoso.example");
	await run("groups add", { upn: "taro@contoso.example", group: "営業部" });
	await house.domain.store.write(async ({ attempts, devices, users }) => {
		const at = { osVersion: "17.4", userId: (await users.byUpn("taro@contoso.example"))?.id ?? null };
		await devices.insert(device("taros", { ...at, enrolledAt: house.clock.now() }));
		const came = { udid: "udid-taros", serial: null, product: "iPhone15,2", osVersion: at.osVersion };
		const when = { startedAt: house.clock.now(), updatedAt: house.clock.now() };
		await attempts.insert(attempt("taros", { state: "enrolled", userId: at.userId, deviceId: "taros", device: came, ...when }));
	});
	for (const name of ["First", "Second", "Third"]) await run("restrictions create", { name, kind: "platform", group: ["営業部"] });
	return {
		...{ house, boss, run, policies },
		order: async () => (await policies()).map(({ name }) => name),
		opened: (language = "en", expects) =>
			openConsole({ browser, house, as: boss, language, ...(expects === undefined ? {} : { expects }) }),
		async [Symbol.asyncDispose]() {
			await browser.close();
			await house[Symbol.asyncDispose]();
		},
	};
}
