import type { Tour, TourPlay } from "../../src/http/api/tour.ts";

const play: TourPlay = {
	...{ id: "play", scenario: "user-not-licensed", code: "user-not-licensed", language: "en", startedAt: 0, state: "running" },
	...{ screens: [], person: null, device: null, reference: null, incident: null, serial: null, message: null },
	...{ fix: null, hand: null, problem: null },
};
const answer = { ok: true, play } as const;

/** Answers every request and plays nothing: for what is asked of every route alike. What is played is in tour.test.ts. */
export const stillTour: Tour = {
	scenarios: () => ({ scenarios: [], unplayable: [] }),
	start: () => answer,
	play: () => answer,
	again: () => answer,
	mend: async () => answer,
	end: async () => answer,
	plays: () => [play],
};
