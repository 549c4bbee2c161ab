import { enrollPhones } from "./phones.ts";
import { demandAllGood, openPlace, startLoad } from "./place.ts";
import type { Bench } from "./report.ts";
import { idleRequests } from "./requests.ts";

const phones = 200;
const connections = 64;
const runs = 5;

/** Idle check-ins over kept TLS connections, each verified and durable before its answer, and the same requests to a handler that does nothing. */
export const idle: Bench = {
	name: "idle",
	async run(say) {
		await using place = await openPlace();
		const requests = await idleRequests(await enrollPhones(place.domain, place.topic, phones), 3, connections);
		await using load = startLoad();
		await using service = await place.server("service");
		await using empty = await place.server("empty");
		const measured = {
			rate: [] as number[],
			emptyRate: [] as number[],
			cpu: [] as number[],
			emptyCpu: [] as number[],
			p99: [] as number[],
		};
		const duration = { warmUp: 0.5, measured: 1.5 };
		for (let run = 0; run < runs; run++) {
			for (const [server, rates, costs] of [
				[service, measured.rate, measured.cpu],
				[empty, measured.emptyRate, measured.emptyCpu],
			] as const) {
				const before = await server.usage();
				const answer = demandAllGood(await load.ask({ port: server.port, requests, duration }));
				const after = await server.usage();
				rates.push(answer.answers / answer.seconds);
				// The warm-up is in the processor time as well, so its answers are reckoned in.
				costs.push((after.cpu - before.cpu) / (answer.answers * (1 + duration.warmUp / duration.measured)));
				if (server === service) measured.p99.push(answer.latency.p99);
				say(`idle ${run + 1}/${runs}: ${Math.round(answer.answers / answer.seconds)}/s, the load itself ${answer.cpu.toFixed(0)} us`);
			}
		}
		return [
			{ what: "Idle check-in, HTTPS, verified, durable", unit: "/s", values: measured.rate, bar: { atLeast: 2_500 } },
			{ what: "  same server, empty handler", unit: "/s", values: measured.emptyRate },
			{
				what: "  share of the empty handler",
				unit: "%",
				values: measured.rate.map((rate, run) => (100 * rate) / (measured.emptyRate[run] ?? Number.NaN)),
				bar: { atLeast: 60 },
			},
			{ what: "  processor time each", unit: "us", values: measured.cpu },
			{ what: "  processor time each, empty handler", unit: "us", values: measured.emptyCpu },
			{ what: "  slowest of a hundred (64 at a time)", unit: "ms", values: measured.p99 },
		];
	},
};
