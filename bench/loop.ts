import { randomUUID } from "node:crypto";
import { enqueue } from "../src/devices/queue.ts";
import type { Domain } from "../src/domain.ts";
import { deviceInformation } from "../src/protocol/mdm/commands.ts";
import type { PlistDict } from "../src/protocol/plist/value.ts";
import { enrollPhones, type Phone } from "./phones.ts";
import { demandAllGood, openPlace, startLoad } from "./place.ts";
import { type Bench, median } from "./report.ts";
import { acknowledgedRequest, idleRequest } from "./requests.ts";

const phones = 1_500;
const connections = 64;
const runs = 5;
const finishedBefore = 10_000;
const loopsInARow = 200;

const answer: PlistDict = {
	QueryResponses: {
		DeviceName: "iPhone",
		OSVersion: "18.1",
		BuildVersion: "22B83",
		ModelName: "iPhone",
		Model: "MTQV3J",
		ProductName: "iPhone15,2",
	},
};

/** Idle, DeviceInformation, Acknowledged, empty: whole loops, and what the history of a device costs it. */
export const loop: Bench = {
	name: "loop",
	async run(say) {
		await using place = await openPlace();
		const { domain } = place;
		const fleet = await enrollPhones(domain, place.topic, phones);
		const idles = await Promise.all(fleet.map((phone) => idleRequest(phone, Date.now())));
		await using load = startLoad();
		await using service = await place.server("service");
		const rates: number[] = [];
		const costs: number[] = [];
		for (let run = 0; run < runs; run++) {
			const requests: Uint8Array[][] = Array.from({ length: connections }, () => []);
			await Promise.all(
				fleet.map(async (phone, index) => {
					const [uuid] = await queue(domain, phone, 1);
					const acknowledged = await acknowledgedRequest(phone, uuid ?? "", answer, Date.now());
					requests[index % connections]?.push(idles[index] ?? acknowledged, acknowledged);
				}),
			);
			const before = await service.usage();
			const outcome = demandAllGood(await load.ask({ port: service.port, requests }));
			const after = await service.usage();
			if (outcome.withBody !== phones) throw new Error(`${outcome.withBody} commands for ${phones} phones`);
			rates.push(phones / outcome.seconds);
			costs.push((after.cpu - before.cpu) / phones);
			say(`loop ${run + 1}/${runs}: ${Math.round(phones / outcome.seconds)}/s`);
		}

		const [old, ...young] = await enrollPhones(domain, place.topic, runs + 2);
		if (old === undefined) throw new Error("no phone");
		await finish(domain, old, finishedBefore);
		const ratios: number[] = [];
		const latencies = { none: [] as number[], many: [] as number[] };
		for (const [run, fresh] of young.entries()) {
			const inARow = async (phone: Phone) => {
				const uuids = await queue(domain, phone, loopsInARow);
				const answers = await Promise.all(uuids.map((uuid) => acknowledgedRequest(phone, uuid, answer, Date.now())));
				const conversation = [await idleRequest(phone, Date.now()), ...answers];
				return demandAllGood(await load.ask({ port: service.port, requests: [conversation] })).latency.median;
			};
			const without = await inARow(fresh);
			const behind = await inARow(old);
			// The first pair warms the paths.
			if (run === 0) continue;
			latencies.none.push(without);
			latencies.many.push(behind);
			ratios.push(behind / without);
		}
		return [
			{ what: "Command loop (Idle, command, answer, empty)", unit: "/s", values: rates, bar: { atLeast: 1_000 } },
			{ what: "  processor time each", unit: "us", values: costs },
			{ what: "  one exchange, no finished commands", unit: "ms", values: latencies.none },
			{ what: "  one exchange behind 10,000 finished", unit: "ms", values: latencies.many },
			{ what: "  behind 10,000 to none", unit: "times", values: ratios, bar: { atMost: 1.2 }, note: `${median(ratios).toFixed(2)}` },
		];
	},
};

async function queue(domain: Domain, phone: Phone, count: number): Promise<string[]> {
	const uuids = Array.from({ length: count }, () => randomUUID().toUpperCase());
	await domain.store.write(async (stores) => {
		for (const uuid of uuids) await enqueue(stores, phone.deviceId, deviceInformation(uuid), { now: Date.now() });
	});
	return uuids;
}

/** Commands that this phone answered long ago. */
async function finish(domain: Domain, phone: Phone, count: number): Promise<void> {
	const { requestType, body } = deviceInformation("");
	await domain.store.write(async (stores) => {
		for (let at = 0; at < count; at++) {
			const command = { uuid: randomUUID().toUpperCase(), deviceId: phone.deviceId, requestType, body, sealed: false } as const;
			await stores.commands.enqueue({ ...command, state: "acknowledged", queuedAt: at, sentAt: at, finishedAt: at, result: null });
		}
	});
}
