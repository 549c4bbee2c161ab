import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdeApi } from "../src/ade/ports.ts";
import { runRound } from "../src/ade/round.ts";
import type { RoundProgress } from "../src/ade/round-stage.ts";
import type { DevicePage } from "../src/protocol/ade/device.ts";
import { keepYoungGenerationSmall } from "../src/young-generation.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { plainSync } from "./ade-plain-sync.ts";
import type { Bench } from "./report.ts";

const devices = 100_000;
const runs = 3;
const deltas = 20;

/** A token's devices from Apple to the embedded store: all of them, and then nothing new. */
export const adeSync: Bench = {
	name: "ade-sync",
	async run(say) {
		keepYoungGenerationSmall();
		const ours: number[] = [];
		const unpiped: number[] = [];
		const plain: number[] = [];
		const grown: number[] = [];
		const delta: number[] = [];
		for (let run = 0; run < runs; run++) {
			await using house = await openAdeHouse({ servers: 1, devices });
			const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
			const [secrets] = house.secrets;
			if (secrets === undefined) throw new Error("no token");
			plain.push(await rate(() => plainSync(folder, house, secrets)));
			rmSync(folder, { recursive: true });
			unpiped.push(await rate(() => pageByPage(house)));
			let before = 0;
			let most = 0;
			const onProgress = ({ stage, done }: RoundProgress) => {
				most = Math.max(most, process.memoryUsage.rss());
				if (stage === "fetch" && done <= devices / 10) before = most;
			};
			ours.push(await rate(() => firstSync(house, onProgress)));
			grown.push((most - before) / 2 ** 20);
			for (let again = 0; again < deltas; again++) delta.push(await deltaOverhead(house));
			say(`ade-sync ${run + 1}/${runs}: ${ours.at(-1)?.toFixed(0)} devices a second, ${grown.at(-1)?.toFixed(0)} MB more`);
		}
		return [
			{ what: "First sync of 100,000 devices", unit: "devices/s", values: ours, bar: { atLeast: 15_000 } },
			{ what: "  one page after the other, else the same", unit: "devices/s", values: unpiped },
			{ what: "  the same with one bare table of four columns", unit: "devices/s", values: plain },
			{ what: "  resident memory from the first tenth to the end", unit: "MB", values: grown },
			{ what: "Sync in which nothing changed, less Apple's time", unit: "ms", values: delta, bar: { atMost: 50 } },
		];
	},
};

async function rate(sync: () => Promise<number>): Promise<number> {
	const begun = performance.now();
	const count = await sync();
	if (count !== devices) throw new Error(`${count} devices`);
	return (devices * 1000) / (performance.now() - begun);
}

async function firstSync(house: AdeHouse, onProgress: (progress: RoundProgress) => void): Promise<number> {
	const tokenId = "token-0";
	const end = await runRound(house.deps, tokenId, { reason: "schedule", onProgress });
	if (end.end !== "done") throw new Error(JSON.stringify(end));
	return await house.store.read.adeDevices.count(tokenId);
}

/** Our client and our tables, but nothing is fetched while something is written. */
async function pageByPage(house: AdeHouse): Promise<number> {
	const [token] = house.tokens;
	if (token === undefined) throw new Error("no token");
	const other = await house.otherStore();
	const api = house.deps.connect(token);
	for (let cursor: string | null = null, more = true; more; ) {
		const answer = await api.fetchPage({ cursor, limit: 1000 });
		if (!answer.ok) throw new Error(answer.refusal.kind);
		const page: DevicePage = answer.value;
		await other.write(async (stores) => {
			await stores.adeDevices.applyPage(token.id, page.devices, { generation: 1, now: Date.now() });
			await stores.adeTokens.update(token.id, { cursor: page.cursor });
		});
		cursor = page.cursor;
		more = page.moreToFollow;
	}
	const count = await other.read.adeDevices.count(token.id);
	await other.close();
	return count;
}

/** Milliseconds of a round without those that it waited for Apple. */
async function deltaOverhead(house: AdeHouse): Promise<number> {
	let apples = 0;
	const connect: typeof house.deps.connect = (token) => {
		const api = house.deps.connect(token);
		const syncPage: AdeApi["syncPage"] = async (from) => {
			const begun = performance.now();
			const page = await api.syncPage(from);
			apples += performance.now() - begun;
			return page;
		};
		return { ...api, syncPage };
	};
	const begun = performance.now();
	const end = await runRound({ ...house.deps, connect }, "token-0", { reason: "schedule" });
	if (end.end !== "done" || end.synced.records !== 0) throw new Error(JSON.stringify(end));
	return performance.now() - begun - apples;
}
