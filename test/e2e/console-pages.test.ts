import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { beginsBehind, playAll, webCount } from "../../src/cli/demo-scenarios.ts";
import { DemoClock, type Stage, setStage } from "../../src/cli/demo-stage.ts";
import { seedDemoTenant } from "../../src/cli/demo-tenant.ts";
import { createTour } from "../../src/tour/plays.ts";
import { type Hired, hire, type Place } from "../api/console-client.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { openConsole } from "./console-browser.ts";

/** Every page of the console, by the router's own table, on the demo's organisation after its hundred phones. */
const router = readFileSync(new URL("../../console/src/app/router.tsx", import.meta.url), "utf8");
const paths = [...router.matchAll(/\bpage\("([^"]+)"/g)].map(([, path = ""]) => path);

let stage: Stage;
let place: Place;
let owner: Hired;
let browser: Browser;
let samples: Readonly<Record<string, string>>;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

before(async () => {
	if (noChromium() !== false) return;
	const set = await setStage(
		undefined,
		new DemoClock(beginsBehind),
		quiet,
		createTour(() => stage),
	);
	assert.ok(set.ok);
	({ stage } = set);
	await seedDemoTenant(stage.domain);
	const keys = stage.makeKeys(webCount);
	await playAll(stage);
	await keys;
	place = { domain: stage.domain, url: stage.url, root: stage.service.ownRoot ?? "" };
	owner = await hire(place, "山田花子@contoso.example", "owner");
	browser = await launchChromium();
	const { read } = stage.domain.store;
	const [refused] = await read.attempts.list({ state: "refused", limit: 1 });
	const [incident] = await read.incidents.list({ open: true, kind: "cause", limit: 1 });
	const [device] = await read.devices.list({ state: "managed", limit: 1 });
	const [token] = await read.adeTokens.list();
	const [profile] = token === undefined ? [] : await read.adeProfiles.ofToken(token.id);
	const [ade] = await read.adeDevices.list({ limit: 1 }, stage.domain.clock.now());
	const [group] = await read.groups.list();
	samples = {
		"/$": "/no-such-page",
		"/tries/$reference": `/tries/${refused?.reference}`,
		"/incidents/$id": `/incidents/${incident?.id}`,
		"/devices/$id": `/devices/${device?.id}`,
		"/users/$id": `/users/${refused?.upn}`,
		"/groups/$id": `/groups/${group?.id}`,
		"/apple/tokens/$id": `/apple/tokens/${token?.id}`,
		"/apple/tokens/$id/renew": `/apple/tokens/${token?.id}/renew`,
		"/apple/profiles/$id": `/apple/profiles/${profile?.id}`,
		"/apple/devices/$serial": `/apple/devices/${ade?.serial}`,
		"/search": "/search?q=taro",
		"/policies/who": "/policies/who",
	};
});
after(async () => {
	await browser?.close();
	await stage?.close();
});

test("the router's table is found", () => assert.ok(paths.length > 25, paths.join()));

for (const language of ["en", "ja"] as const) {
	test(`every page in ${language}: no error, no failed request, no serious fault by axe, nothing beside the screen, cut or moving by itself`, {
		skip: noChromium(),
		timeout: 540_000,
	}, async () => {
		await using seen = await openConsole({ browser, house: place, as: owner, language, measures: true });
		for (const path of paths) {
			const address = samples[path] ?? path;
			assert.ok(!address.includes("$") && !address.includes("undefined"), `${path} needs a sample`);
			await seen.open(address);
			await seen.look(path === "/" ? "overview" : path.slice(1), { inBothLanguages: true });
		}
		assert.deepEqual([...new Set(seen.complaints)], []);
	});
}

test("the overview's script is light", { skip: noChromium() }, async () => {
	await using seen = await openConsole({ browser, house: place, as: owner, language: "ja" });
	const sizes = new Map<string, number>();
	seen.page.on("response", (response) => {
		if (response.url().endsWith(".js")) sizes.set(response.url(), Number(response.headers()["content-length"]));
	});
	await seen.open("/");
	const whole = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
	assert.ok(sizes.size > 1 && whole > 100_000, "scripts were counted");
	assert.ok(whole < 350 * 1024, `${Math.round(whole / 1024)} KB of compressed script`);
	// With its words; each file costs a cold browser a round trip.
	assert.ok(sizes.size <= 12, [...sizes.keys()].join("\n"));
	console.log(`overview: ${Math.round(whole / 1024)} KB of compressed script in ${sizes.size} files`);
});
