import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { enrollPhones } from "./phones.ts";
import { demandAllGood, openPlace, startLoad } from "./place.ts";
import type { Bench } from "./report.ts";
import { idleRequests } from "./requests.ts";

const phones = 10_000;
const connections = 64;
const runs = 5;
const megabyte = 1_048_576;

/** What ten thousand enrolled phones cost in memory once each was there, and how soon the service answers after its start. */
export const memory: Bench = {
	name: "memory",
	async run(say) {
		await using place = await openPlace();
		const fleet = await enrollPhones(place.domain, place.topic, phones);
		say(`${phones} phones enrolled`);
		const requests = await idleRequests(fleet, 1, connections);
		const resident = { before: [] as number[], after: [] as number[] };
		const ready: number[] = [];
		const firstReady: number[] = [];
		for (let run = 0; run < runs; run++) {
			ready.push(await timeToReady(place.settings));
			const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
			firstReady.push(await timeToReady({ ...place.settings, GENKAN_DATA: join(folder, "data") }));
			rmSync(folder, { recursive: true, force: true });
			await using load = startLoad();
			await using service = await place.server("service");
			resident.before.push((await service.usage()).resident / megabyte);
			demandAllGood(await load.ask({ port: service.port, requests }));
			resident.after.push((await service.usage()).resident / megabyte);
			say(`memory ${run + 1}/${runs}: ${resident.after.at(-1)?.toFixed(0)} MB, ready after ${ready.at(-1)?.toFixed(2)} s`);
		}
		return [
			{ what: "Resident, 10,000 phones, each checked in", unit: "MB", values: resident.after, bar: { atMost: 200 } },
			{ what: "  resident before the first check-in", unit: "MB", values: resident.before },
			{ what: "Start to the first answer of /healthz", unit: "s", values: ready, bar: { atMost: 1 } },
			{ what: "  the very first start, which makes the keys", unit: "s", values: firstReady },
		];
	},
};

/** Seconds from the start of the process to its first good answer. */
async function timeToReady(settings: Readonly<Record<string, string>>): Promise<number> {
	const port = await freePort();
	const started = performance.now();
	const service = spawn(process.execPath, [fileURLToPath(new URL("../src/main.ts", import.meta.url)), "serve"], {
		env: { PATH: process.env["PATH"], ...settings, GENKAN_PORT: String(port) },
		stdio: "ignore",
	});
	try {
		while (!(await healthy(port))) {
			if (service.exitCode !== null || performance.now() - started > 30_000) throw new Error("the service did not start");
			await wait(5);
		}
		return (performance.now() - started) / 1000;
	} finally {
		await ended(service);
	}
}

function healthy(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const request = get({ host: "127.0.0.1", port, path: "/healthz", rejectUnauthorized: false, agent: false }, (response) => {
			response.resume();
			resolve(response.statusCode === 200);
		});
		request.once("error", () => resolve(false));
	});
}

function ended(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		if (child.exitCode !== null) return resolve();
		child.once("exit", () => resolve());
		child.kill("SIGTERM");
	});
}
