import { type ChildProcess, execFileSync, spawn } from "node:child_process";
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

/** What ten thousand enrolled phones cost in memory once each was there, and how soon the service answers after its start. */
export const memory: Bench = {
	name: "memory",
	async run(say) {
		await using place = await openPlace();
		const fleet = await enrollPhones(place.domain, place.topic, phones);
		say(`${phones} phones enrolled`);
		const requests = await idleRequests(fleet, 1, connections);
		const before: number[] = [];
		const after: number[] = [];
		const ready: number[] = [];
		const firstReady: number[] = [];
		for (let run = 0; run < runs; run++) {
			firstReady.push(await firstStart(place.settings));

			const service = await started(place.settings);
			await using load = startLoad();
			ready.push(service.seconds);
			before.push(residentMegabytes(service.process));
			demandAllGood(await load.ask({ port: service.port, requests }));
			after.push(residentMegabytes(service.process));
			await ended(service.process);
			say(`memory ${run + 1}/${runs}: ${after.at(-1)?.toFixed(0)} MB, ready after ${ready.at(-1)?.toFixed(2)} s`);
		}
		return [
			{ what: "Resident, 10,000 phones, each checked in", unit: "MB", values: after, bar: { atMost: 200 } },
			{ what: "  resident before the first check-in", unit: "MB", values: before },
			{ what: "Start to the first answer of /healthz", unit: "s", values: ready, bar: { atMost: 1 } },
			{ what: "  the very first start, which makes the keys", unit: "s", values: firstReady },
		];
	},
};

async function firstStart(settings: Readonly<Record<string, string>>): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
	try {
		const { process, seconds } = await started({ ...settings, GENKAN_DATA: join(folder, "data") });
		await ended(process);
		return seconds;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

interface Started {
	readonly process: ChildProcess;
	readonly port: number;
	/** From the start of the process to its first good answer. */
	readonly seconds: number;
}

/** The service as its command starts it. */
async function started(settings: Readonly<Record<string, string>>): Promise<Started> {
	const port = await freePort();
	const begun = performance.now();
	const service = spawn(process.execPath, [fileURLToPath(new URL("../src/main.ts", import.meta.url)), "serve"], {
		env: { PATH: process.env["PATH"], ...settings, GENKAN_PORT: String(port) },
		stdio: ["ignore", "ignore", "inherit"],
	});
	while (!(await healthy(port))) {
		if (service.exitCode !== null || performance.now() - begun > 30_000) {
			await ended(service);
			throw new Error(`the service did not start: exit code ${service.exitCode}`);
		}
		await wait(5);
	}
	return { process: service, port, seconds: (performance.now() - begun) / 1000 };
}

function residentMegabytes({ pid }: ChildProcess): number {
	return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
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
