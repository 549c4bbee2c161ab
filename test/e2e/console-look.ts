/**
 * Photographs pages of the console on an example tenant, in both languages, wide and narrow, light and dark, into test-output/console:
 * `node test/e2e/console-look.ts / /devices /tries`. Says what is wrong with them. With --stay it keeps serving and says how to sign in.
 */
import { spawnSync } from "node:child_process";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { hire, signedIn } from "../api/console-client.ts";
import { launchChromium } from "./chromium.ts";

import { openHouse, password } from "./harness.ts";

spawnSync(process.execPath, ["console/build.ts"], { stdio: "inherit" });
const paths = process.argv.slice(2).filter((word) => word.startsWith("/"));
await using house = await openHouse();
const owner = await hire(house, "hanako@contoso.example", "owner");
await house.addUser("taro@contoso.example");
await house.addUser("jiro@contoso.example", { licences: "" });
for (const [at, upn] of ["taro@contoso.example", "jiro@contoso.example", "nobody@contoso.example"].entries()) {
	const [device] = makeFleet(`look-${at}`, 1);
	if (device === undefined) throw new Error("no phone");
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	await enroll(phone, { upn, password });
	phone.close();
}
process.env["PHOTOGRAPHS"] = "1";
const { openConsole } = await import("./console-browser.ts");
const browser = await launchChromium();
for (const language of ["en", "ja"] as const) {
	await using seen = await openConsole({ browser, house, as: owner, language });
	for (const path of paths) {
		await seen.open(path);
		await seen.look(path === "/" ? "overview" : path.slice(1));
	}
	for (const complaint of new Set(seen.complaints)) console.log(complaint);
}
await browser.close();
if (process.argv.includes("--stay")) {
	const { cookies } = await signedIn(house, owner);
	console.log(`${house.url}/console/ with the cookie ${[...cookies].map((pair) => pair.join("=")).join("; ")}`);
	await new Promise((resolve) => process.once("SIGINT", resolve));
}
