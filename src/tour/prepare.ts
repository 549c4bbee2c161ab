import type { Stage } from "../cli/demo-stage.ts";
import { setPlan } from "../directory/licences.ts";
import { plan } from "./exercise.ts";

/** Seats for whoever is made for a play, so that the demo's own are not used up. */
export async function prepareTour({ domain: { store, clock } }: Stage): Promise<void> {
	const name = "Intune Plan 1 (training)";
	const set = await store.write((stores) => setPlan(stores, { plan, name, authority: "intune", seats: 10_000, now: clock.now() }));
	if (!set.ok) throw new Error(JSON.stringify(set.problem));
}
