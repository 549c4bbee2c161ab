import { runRound } from "../src/ade/round.ts";
import { openAdeHouse } from "./ade-house.ts";
import type { Bench } from "./report.ts";

const devices = 100_000;
const runs = 3;

/** A default profile for every device of a token: by how many calls, and how fast. */
export const adeAssign: Bench = {
	name: "ade-assign",
	async run(say) {
		const calls: number[] = [];
		const repeated: number[] = [];
		const rates: number[] = [];
		for (let run = 0; run < runs; run++) {
			await using house = await openAdeHouse({ servers: 1, devices });
			const [token] = house.tokens;
			if (token === undefined) throw new Error("no token");
			await runRound(house.deps, token.id, { reason: "schedule" });
			await house.addProfile(token);
			const begun = performance.now();
			const end = await runRound(house.deps, token.id, { reason: "schedule" });
			rates.push((devices * 1000) / (performance.now() - begun));
			const apple = await house.apple.ask({ tell: "assignments" });
			if (end.end !== "done" || end.assigned.assigned !== devices || apple.told - apple.repeated !== devices)
				throw new Error(JSON.stringify(end));
			calls.push(apple.calls);
			repeated.push(apple.repeated);
			say(`ade-assign ${run + 1}/${runs}: ${apple.calls} calls, ${rates.at(-1)?.toFixed(0)} devices a second`);
		}
		return [
			{ what: "Calls to Apple to assign 100,000 devices", unit: "", values: calls, bar: { atMost: devices / 1000 } },
			{ what: "  devices that were told twice", unit: "", values: repeated, bar: { atMost: 0 } },
			{ what: "  assigned, and written down", unit: "devices/s", values: rates },
		];
	},
};
