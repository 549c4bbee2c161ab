import { generateKeyPairSync } from "node:crypto";
import type { KeyPair } from "./keys.ts";
import { createPhone, type Phone, type PhoneOptions } from "./phone.ts";
import type { SmallServer } from "./small-server.ts";

/** For tests: one key for all phones, so that none waits for its own; identities are still as many as certificates. */
const keys: KeyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });

export const testDevice = {
	serial: "F2LXG0ABCD",
	udid: "00008110-001A2B3C4D5E6F70",
	product: "iPhone14,5",
	osVersion: "18.1",
	buildVersion: "22B83",
	name: "はるかのiPhone",
	language: "ja",
	imei: "35 123456 789012 3",
} as const;

export function createTestPhone(server: Pick<SmallServer, "root" | "url">, change: Partial<PhoneOptions> = {}): Phone {
	return createPhone({
		...testDevice,
		roots: [server.root],
		portalUrl: `${server.url}/enroll`,
		makeKeys: () => Promise.resolve(keys),
		wait: () => Promise.resolve(),
		timeoutMs: 60_000,
		...change,
	});
}
