import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { Domain } from "../src/domain.ts";
import { hire } from "../test/api/console-client.ts";
import { launchChromium } from "../test/e2e/chromium.ts";
import { openConsole } from "../test/e2e/console-browser.ts";
import { openHouse } from "../test/e2e/harness.ts";
import { attempt } from "../test/store/rows.ts";
import type { Bench } from "./report.ts";

const perSecond = 200;
const everyMs = 50;
const seconds = 15;
/** The same page while nothing happens, beside which the rest is told. */
const still = 5;
const tries = 300;
const runs = 3;

/** The live list of the overview while two hundred steps a second are written, in a real browser: long tasks, frames, and how late a step is seen. */
export const live: Bench = {
	name: "live",
	async run(say) {
		spawnSync(process.execPath, ["console/build.ts"], { stdio: "inherit" });
		const quiet = 3_600_000;
		await using house = await openHouse({ noticesEvery: quiet, lookEvery: quiet, incidentsEvery: quiet });
		const owner = await hire(house, "bench@contoso.example", "owner");
		const { domain } = house;
		await domain.store.write(async ({ attempts }) => {
			for (let at = 0; at < tries; at++) {
				const upn = `user${at}@contoso.example`;
				const device = { udid: null, serial: `FBENCH${at}`, product: "iPhone15,2", osVersion: "18.5" };
				await attempts.insert(attempt(`live-${at}`, { reference: `L${at}`, upn, device, startedAt: domain.clock.now() }));
				if (at < 200) await attempts.addStep(`live-${at}`, { name: "portal-opened", at: domain.clock.now(), evidence: {} });
			}
		});
		const browser = await launchChromium();
		const measured = {
			longest: [] as number[],
			long: [] as number[],
			frames: [] as number[],
			worst: [] as number[],
			shown: [] as number[],
			stillFrames: [] as number[],
			stillWorst: [] as number[],
		};
		try {
			await using seen = await openConsole({ browser, house, as: owner, language: "en" });
			await seen.open("/");
			await seen.page.getByRole("list", { name: "Live" }).waitFor();
			for (let run = 0; run < runs; run++) {
				await watch(seen.page);
				await wait(still * 1000);
				const before = await result(seen.page);
				measured.stillWorst.push(before.worst);
				measured.stillFrames.push(before.frames / still);
				await watch(seen.page);
				await write(domain);
				const saw = await result(seen.page);
				measured.longest.push(saw.longest);
				measured.long.push(saw.long);
				measured.frames.push(saw.frames / seconds);
				measured.worst.push(saw.worst);
				measured.shown.push(saw.changes);
				say(`${run + 1}/${runs}: ${JSON.stringify(saw)}`);
			}
		} finally {
			await browser.close();
		}
		const what = `overview at ${perSecond} steps a second`;
		return [
			{ what: `${what}: longest task`, unit: "ms", values: measured.longest, bar: { atMost: 100 }, note: "0: none was longer than 50" },
			{ what: `${what}: tasks of more than 50 ms`, unit: `in ${seconds} s`, values: measured.long },
			{ what: `${what}: frames`, unit: "per s", values: measured.frames, bar: { atLeast: 50 } },
			{ what: `${what}: longest time between two frames`, unit: "ms", values: measured.worst, bar: { atMost: 100 } },
			{ what: "overview while nothing happens: frames", unit: "per s", values: measured.stillFrames, note: "to compare with" },
			{
				what: "overview while nothing happens: longest time between two frames",
				unit: "ms",
				values: measured.stillWorst,
				note: "to compare with",
			},
			{ what: `${what}: rows that changed`, unit: `in ${seconds} s`, values: measured.shown },
		];
	},
};

/** Steady, as phones come: what was late is made up for. */
async function write({ store, clock }: Domain): Promise<void> {
	const began = performance.now();
	for (let written = 0; written < perSecond * seconds; ) {
		const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - began) / 1000) * perSecond));
		const from = written;
		await store.write(async ({ attempts }) => {
			for (let at = from; at < due; at++)
				await attempts.addStep(`live-${(at * 7) % tries}`, {
					name: at % 2 === 0 ? "signed-in" : "profile-downloaded",
					at: clock.now(),
					evidence: {},
				});
		});
		written = due;
		await wait(everyMs);
	}
}

interface Saw {
	readonly longest: number;
	readonly long: number;
	readonly frames: number;
	readonly worst: number;
	readonly changes: number;
}

/** Begins to look at the page from within: text, for what runs there is of another world than what runs here. */
function watch(page: Page): Promise<void> {
	return page.evaluate(`(() => {
		const seen = { longest: 0, long: 0, frames: 0, worst: 0, changes: 0, last: performance.now(), on: true };
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) {
				seen.long++;
				seen.longest = Math.max(seen.longest, duration);
			}
		}).observe({ type: "longtask" });
		const rows = new MutationObserver((changes) => {
			seen.changes += changes.length;
		});
		rows.observe(document.querySelector('ul[aria-label="Live"]'), { childList: true, subtree: true, characterData: true });
		const frame = (now) => {
			seen.frames++;
			seen.worst = Math.max(seen.worst, Math.round(now - seen.last));
			seen.last = now;
			if (seen.on) requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
		window.seen = seen;
	})()`);
}

function result(page: Page): Promise<Saw> {
	return page.evaluate("(() => { window.seen.on = false; return window.seen; })()");
}
