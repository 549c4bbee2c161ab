/**
 * Serves the console over an organisation to be looked at, and says how to sign in: `node test/e2e/console-crowd.ts` has a hundred thousand people and
 * devices and a million tries; with --few three of each, with names that are hard to lay out; with --empty nothing at all.
 */
import { spawnSync } from "node:child_process";
import { seedCrowd } from "../../bench/crowd.ts";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { runCommandFor } from "../../src/command-composition.ts";
import { hire, signedIn } from "../api/console-client.ts";
import { openAppleHouse } from "./failures/apple-house.ts";
import { type House, openHouse, password } from "./harness.ts";

const size = {
	people: 100_000,
	devices: 100_000,
	tries: 1_000_000,
	incidents: 4_000,
	audit: 20_000,
	identifiers: 30_000,
	appleDevices: 50_000,
};
const longGroup = "東京本社情報システム部第一課の共有デバイスと役員用スマートフォンを使う全員（派遣社員・協力会社を含む）";

spawnSync(process.execPath, ["console/build.ts"], { stdio: "inherit" });
if (process.argv.includes("--empty")) {
	await using house = await openHouse({ ready: false });
	await serve(house);
} else {
	await using at = await openAppleHouse();
	await at.scene();
	await comeAndGo(at.house);
	if (!process.argv.includes("--few")) await seedCrowd(at.house, size, console.error);
	await serve(at.house);
}

/** Some enroll, some are refused for different causes, and an administrator changes some things. */
async function comeAndGo(house: House): Promise<void> {
	const names: readonly (readonly [upn: string, displayName: string, name: string])[] = [
		[
			"gonzaemon.teshigawara.johosystem@contoso.example",
			"勅使河原 権左衛門 一郎太（情報システム部 デバイス管理課 第二グループ 主任補佐）",
			"勅使河原権左衛門一郎太のiPhone（東京本社受付・共有・予備機・持ち出し禁止）",
		],
		[
			"hubert@contoso.example",
			"Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Hubert Blaine Maximilian",
			"Hubert Blaine Wolfeschlegelsteinhausenbergerdorff’s second iPhone for travelling",
		],
		["ansari@contoso.example", "محمد عبد الرحمن الأنصاري", "👩🏽‍💻 iPhone محمد"],
	];
	for (const [at, [upn, displayName, name]] of names.entries()) {
		await house.addUser(upn);
		await house.domain.store.write(async ({ users }) => {
			const user = await users.byUpn(upn);
			if (user !== undefined) await users.upsert({ ...user, displayName });
		});
		await run(house, "groups add", { upn, group: longGroup });
		const [device] = makeFleet(`crowd-${at}`, 1);
		if (device === undefined) throw new Error("no phone");
		await come(house, upn, { ...device, name });
	}
	await run(house, "corporate-identifiers add", { serial: "KXJ4G0LQ2N", details: longGroup });
	await house.addUser("jiro@contoso.example", { licences: "" });
	for (const [at, upn] of ["jiro@contoso.example", "nobody@contoso.example"].entries()) {
		const [device] = makeFleet(`refused-${at}`, 1);
		if (device !== undefined) await come(house, upn, device);
	}
}

async function come(house: House, upn: string, device: ReturnType<typeof makeFleet>[number] & { readonly name?: string }): Promise<void> {
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	await enroll(phone, { upn, password });
	phone.close();
}

async function run(house: House, command: string, given: Parameters<typeof runCommandFor>[1]["given"]): Promise<void> {
	const reply = await runCommandFor(house.domain, { command, given, preview: false, language: "en", who: "hanako", from: "192.0.2.1" });
	if (!reply.ok) console.error(`${command}: ${reply.text}`);
}

async function serve(house: House): Promise<void> {
	const { cookies } = await signedIn(house, await hire(house, "hanako.yamada.enterprise-mobility@contoso.example", "owner"));
	console.log(JSON.stringify({ url: house.url, cookies: Object.fromEntries(cookies) }));
	await new Promise((resolve) => process.once("SIGTERM", resolve).once("SIGINT", resolve));
}
