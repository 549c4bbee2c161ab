import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readLog, usualLimits } from "../src/diagnosis/read-log.ts";
import type { Bench } from "./report.ts";

const bytes = 200 * 1_048_576;
/** As `genkan explain --log` reads it; an upload ends sooner where a log is full of what has to be looked at. */
const limits = { ...usualLimits, looks: Number.POSITIVE_INFINITY };
const runs = 5;

// Lines of the kinds and lengths of a phone's log; names of domains and processes that look like what is sought stand among them.
const ordinary = [
	"default\t14:45:45.123456+0900\tSpringBoard\t[com.apple.FrontBoard:Process] [app<com.apple.mobilesafari>:512] Setting process visibility to: Foreground",
	"Mar 14 10:22:33 iPhone kernel[0] <Notice>: AppleBCMWLAN::wlan0 link quality changed, rssi -61 snr 24",
	"Mar 14 10:22:33 iPhone CommCenter[95] <Notice>: #I Registration state changed; Error Domain=NSPOSIXErrorDomain Code=57",
	"Mar 14 10:22:34 iPhone Music[300] <Error>: Task <9A1B>.<2> finished with error [-1009] Error Domain=NSURLErrorDomain Code=-1009",
	"Mar 14 10:22:34 iPhone profiled[99] <Notice>: Beginning profile installation…",
	"Mar 14 10:22:34 iPhone バックグラウンド処理: ネットワークの状態が変わりました",
];
const telling = [
	"Mar 14 10:22:35 iPhone profiled[99] <Error>: Error Domain=MCInstallationErrorDomain Code=4001 {Error Domain=MCMDMErrorDomain Code=12012}",
	"iPhone mobileassetd[83] <Notice>: 0x1a49aebc0 Client connection: XPC_TYPE_ERROR Connection invalid",
];

/** A log of 200 MB, read and searched; by turns with reading the same file alone, and with reading its lines one by one. */
export const scanLog: Bench = {
	name: "scan-log",
	async run(say) {
		const folder = await mkdtemp(join(tmpdir(), "genkan-bench-"));
		try {
			const file = join(folder, "device.log");
			const expected = await write(file);
			say("a log of 200 MB is written");
			const rates: Record<"scanned" | "read" | "lines", number[]> = { scanned: [], read: [], lines: [] };
			const growth: number[] = [];
			const perSecond = async (what: () => Promise<unknown>) => {
				const started = performance.now();
				await what();
				return bytes / 1e6 / ((performance.now() - started) / 1_000);
			};
			for (let run = 0; run <= runs; run++) {
				const before = process.memoryUsage.rss();
				const scanned = await perSecond(async () => {
					const result = await readLog(createReadStream(file, { highWaterMark: 262_144 }), limits);
					if (result.kind !== "read" || result.log.matches !== expected) throw new Error("lines of the log were missed");
				});
				const after = process.memoryUsage.rss();
				// The first run only warms.
				if (run === 0) continue;
				rates.scanned.push(scanned);
				growth.push((after - before) / 1_048_576);
				rates.read.push(await perSecond(() => readAlone(file)));
				rates.lines.push(await perSecond(() => readLines(file)));
			}
			const ratio = (others: readonly number[]) => rates.scanned.map((rate, run) => rate / (others[run] ?? Number.NaN));
			return [
				{ what: "a log of 200 MB, searched", unit: "MB/s", values: rates.scanned, bar: { atLeast: 100 } },
				{ what: "  against reading it alone", unit: "x", values: ratio(rates.read) },
				{ what: "  against reading its lines (readline)", unit: "x", values: ratio(rates.lines) },
				{ what: "  memory after it", unit: "MB more", values: growth, bar: { atMost: 50 }, note: "resident, of the whole process" },
			];
		} finally {
			await rm(folder, { recursive: true });
		}
	},
};

/** One line in a thousand tells something. Returns how many do. */
async function write(file: string): Promise<number> {
	const handle = await open(file, "w");
	const block: string[] = [];
	for (let at = 0; at < 2_000; at++) block.push((at % 1_000 === 999 ? telling[(at - 999) / 1_000] : ordinary[at % ordinary.length]) ?? "");
	const content = Buffer.from(`${block.join("\n")}\n`);
	const times = Math.floor(bytes / content.length);
	for (let time = 0; time < times; time++) await handle.write(content);
	await handle.write(Buffer.alloc(bytes - times * content.length, "\n"));
	await handle.close();
	return 2 * times;
}

async function readAlone(file: string): Promise<number> {
	let length = 0;
	for await (const piece of createReadStream(file, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) length += piece.length;
	return length;
}

async function readLines(file: string): Promise<number> {
	let count = 0;
	for await (const _ of createInterface({ input: createReadStream(file) })) count += 1;
	return count;
}
