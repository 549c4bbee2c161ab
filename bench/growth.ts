import { randomBytes, randomInt } from "node:crypto";
import type { Domain } from "../src/domain.ts";
import { gather } from "../src/enrollment/gather.ts";
import { newId } from "../src/enrollment/record.ts";
import { challengeHash } from "../src/pki/challenges.ts";
import { enrollPhones } from "./phones.ts";
import { demandAllGood, openPlace, startLoad } from "./place.ts";
import { type Bench, median, type Row } from "./report.ts";
import { idleRequests } from "./requests.ts";
import { type DeviceRows, type Sample, storeDevices } from "./rows.ts";

const sizes = [1_000, 10_000, 100_000];
const realPhones = 200;
const connections = 64;
const runs = 5;
const lookups = 500;

/** The same requests among a thousand devices and among a hundred thousand. */
export const growth: Bench = {
	name: "growth",
	async run(say) {
		await using place = await openPlace();
		const { domain } = place;
		const { read } = domain.store;
		const requests = await idleRequests(await enrollPhones(domain, place.topic, realPhones), 2, connections);
		const samples: Sample[] = [];
		await using load = startLoad();
		const measured = new Map<string, number[][]>();
		const note = (what: string, values: number[]) => measured.set(what, [...(measured.get(what) ?? []), values]);
		for (const size of sizes) {
			const started = performance.now();
			while (samples.length < size - realPhones)
				samples.push(...(await storeDevices(domain, place.topic, otherDevices(domain, Math.min(512, size - realPhones - samples.length)))));
			say(`${size} devices after ${((performance.now() - started) / 1000).toFixed(0)} s`);
			const sample = () => samples[randomInt(samples.length)] ?? { challenge: "", reference: "", upn: "" };
			await using service = await place.server("service");
			const idle: number[] = [];
			for (let run = 0; run < runs; run++) {
				const duration = { warmUp: run === 0 ? 0.5 : 0.1, measured: 0.5 };
				const answer = demandAllGood(await load.ask({ port: service.port, requests, duration }));
				idle.push((1e6 * answer.seconds) / answer.answers);
			}
			note("Idle check-in, HTTPS", idle);
			note("SCEP challenge", await timed(async () => (await read.challenges.byHash(challengeHash(sample().challenge))) !== undefined));
			note("try by its reference", await timed(async () => (await read.attempts.byReference(sample().reference)) !== undefined));
			note("facts about who signs in", await timed(async () => (await signInFacts(domain, sample().upn)).user?.account != null));
		}
		const rows: Row[] = [];
		for (const [what, bySize] of measured) {
			const largest = Math.max(...bySize.map(median));
			for (const [index, values] of bySize.entries())
				rows.push({
					what: `${what}, ${(sizes[index] ?? 0).toLocaleString("en")} devices`,
					unit: "us",
					values,
					note: "#".repeat(Math.round((30 * median(values)) / largest)),
				});
		}
		return rows;
	},
};

/** Devices that never speak: their certificates are of the right size and nobody's. */
function otherDevices(domain: Domain, count: number): DeviceRows[] {
	const now = domain.clock.now();
	return Array.from({ length: count }, () => {
		const deviceId = newId(domain.clock, domain.randomness);
		const serial = randomBytes(16).toString("hex");
		const dates = { notBefore: now, notAfter: now + 365 * 86_400_000 };
		return {
			deviceId,
			udid: `00008110-${serial.slice(0, 16).toUpperCase()}`,
			certificate: { serial, fingerprint: randomBytes(32).toString("hex"), certificate: randomBytes(980), ...dates },
		};
	});
}

const signInFacts = (domain: Domain, upn: string) => gather(domain.store.read, { journey: "web", upn }, domain.clock.now());

/** Microseconds of one lookup, by runs. */
async function timed(lookup: () => Promise<boolean>): Promise<number[]> {
	const values: number[] = [];
	for (let run = 0; run <= runs; run++) {
		const started = performance.now();
		for (let at = 0; at < lookups; at++) if (!(await lookup())) throw new Error("what is there was not found");
		// The first run warms the caches.
		if (run > 0) values.push((1000 * (performance.now() - started)) / lookups);
	}
	return values;
}
