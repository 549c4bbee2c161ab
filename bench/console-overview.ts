import { spawnSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { beginsBehind, playAll, webCount } from "../src/cli/demo-scenarios.ts";
import { DemoClock, setStage } from "../src/cli/demo-stage.ts";
import { seedDemoTenant } from "../src/cli/demo-tenant.ts";
import { createTour } from "../src/tour/plays.ts";
import { consoleCookie, hire, signedIn } from "../test/api/console-client.ts";
import { launchChromium } from "../test/e2e/chromium.ts";
import type { Bench } from "./report.ts";

const runs = 10;
const silent = () => undefined;
const quiet = { debug: silent, info: silent, warn: silent, error: silent };

interface Opened {
	/** Milliseconds until it can be read. */
	readonly ms: number;
	readonly files: number;
	readonly bytes: number;
}

/** The overview in a browser that has never been here: from the address to the sentence that says whether enrollment works, in the demo's organisation. */
export const consoleOverview: Bench = {
	name: "console-overview",
	async run(say) {
		spawnSync(process.execPath, ["console/build.ts"], { stdio: "inherit" });
		const tour = createTour(() => {
			throw new Error("nobody plays here");
		});
		const set = await setStage(undefined, new DemoClock(beginsBehind), quiet, tour);
		if (!set.ok) throw new Error(JSON.stringify(set.problem));
		const { stage } = set;
		const { domain, url, service } = stage;
		await seedDemoTenant(domain);
		const keys = stage.makeKeys(webCount);
		await playAll(stage);
		await keys;
		say("the demo's phones have come");
		const place = { domain, url, root: service.ownRoot ?? "" };
		const { cookies } = await signedIn(place, await hire(place, "bench@contoso.example", "owner"));
		const session = cookies.get(consoleCookie) ?? "";
		const browser = await launchChromium();
		const empty: Opened[] = [];
		const overview: Opened[] = [];
		try {
			// The browser's own first page of all is nobody's fault.
			await opened(browser, url, session, "/console/assets/nothing", "text=Not found");
			for (let run = 0; run < runs; run++) {
				empty.push(await opened(browser, url, session, "/console/assets/nothing", "text=Not found"));
				overview.push(await opened(browser, url, session, "/console/", "main h2 >> nth=0"));
				say(`${run + 1}/${runs}: ${Math.round(overview.at(-1)?.ms ?? 0)} ms, beside ${Math.round(empty.at(-1)?.ms ?? 0)} ms`);
			}
		} finally {
			await browser.close();
			await stage.close();
		}
		const of = (all: readonly Opened[], what: keyof Opened) => all.map((one) => one[what]);
		const times = overview.map(({ ms }, run) => ms / (empty[run]?.ms ?? Number.NaN));
		const what = "overview in a cold browser";
		return [
			{ what: `${what}: until it says whether enrollment works`, unit: "ms", values: of(overview, "ms"), bar: { atMost: 1_000 } },
			{ what: "an empty page of the same service", unit: "ms", values: of(empty, "ms"), note: "by turns, to compare with" },
			{ what: `${what}: times the empty page`, unit: "x", values: times },
			{ what: `${what}: files asked for`, unit: "", values: of(overview, "files") },
			{ what: `${what}: script, compressed`, unit: "KB", values: of(overview, "bytes").map((bytes) => bytes / 1024), bar: { atMost: 350 } },
		];
	},
};

/** In a context of its own: nothing is kept from before. */
async function opened(browser: Browser, url: string, session: string, path: string, sign: string): Promise<Opened> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "ja-JP" });
	await context.addCookies([{ name: consoleCookie, value: session, url, secure: true, httpOnly: true, sameSite: "Strict" }]);
	const page = await context.newPage();
	const scripts = new Map<string, number>();
	let files = 0;
	page.on("response", (response) => {
		files++;
		if (response.url().endsWith(".js")) scripts.set(response.url(), Number(response.headers()["content-length"]));
	});
	const began = performance.now();
	await page.goto(`${url}${path}`, { waitUntil: "commit" });
	await page.locator(sign).waitFor();
	const ms = performance.now() - began;
	await context.close();
	return { ms, files, bytes: [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) };
}
