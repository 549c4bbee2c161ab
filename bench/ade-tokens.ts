import { createAdeRounds } from "../src/jobs/ade-rounds.ts";
import { openAdeHouse } from "./ade-house.ts";
import type { Bench } from "./report.ts";

const tokens = 2000;
const runs = 3;
const slowMs = 60_000;

/** One round of as many tokens as Intune allows, one of which Apple does not answer for a minute. */
export const adeTokens: Bench = {
	name: "ade-tokens",
	async run(say) {
		const seconds: number[] = [];
		const firsts: number[] = [];
		for (let run = 0; run < runs; run++) {
			await using house = await openAdeHouse({ servers: tokens, devices: 0, slowMs });
			let ended = 0;
			const others = Promise.withResolvers<void>();
			const { promise: usual, resolve: again } = Promise.withResolvers<void>();
			let wanted = tokens - 1;
			let at = house.deps.clock.now();
			const rounds = createAdeRounds({
				...house.deps,
				clock: { now: () => at },
				interval: 60_000,
				afterRound: async () => {
					ended++;
					if (ended === wanted) (wanted === tokens - 1 ? others.resolve : again)();
				},
			});
			const time = async (done: Promise<void>) => {
				const begun = performance.now();
				await rounds.schedule();
				await rounds.begin();
				await done;
				return (performance.now() - begun) / 1000;
			};
			firsts.push(await time(others.promise));
			// The next round of the others, while the slow one still waits in its first.
			at += 60_000;
			wanted = 2 * (tokens - 1);
			seconds.push(await time(usual));
			await rounds.stop();
			say(`ade-tokens ${run + 1}/${runs}: ${seconds.at(-1)?.toFixed(1)} s, the first ${firsts.at(-1)?.toFixed(1)} s`);
		}
		return [
			{ what: "A round of 2,000 tokens, one of which hangs", unit: "s", values: seconds },
			{ what: "  the very first, with session and account", unit: "s", values: firsts, note: "the one that hangs is never waited for" },
		];
	},
};
