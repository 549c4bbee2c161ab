import { DemoClock, type Stage, setStage } from "../../src/cli/demo-stage.ts";
import { seedDemoTenant } from "../../src/cli/demo-tenant.ts";
import type { Tour } from "../../src/http/api/tour.ts";
import { setAuthority } from "../../src/tenant/authority.ts";
import { createTour } from "../../src/tour/plays.ts";

export interface TourStage extends AsyncDisposable {
	readonly stage: Stage;
	readonly tour: Tour;
}

/** The demo's stage and organisation without the demo's hundred phones. */
export async function openTourStage(): Promise<TourStage> {
	const set: { stage?: Stage } = {};
	const tour = createTour(() => {
		if (set.stage === undefined) throw new Error("the stage is not set");
		return set.stage;
	});
	const silent = () => undefined;
	const opened = await setStage(undefined, new DemoClock(0), { debug: silent, info: silent, warn: silent, error: silent }, tour);
	if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
	const { stage } = opened;
	set.stage = stage;
	await seedDemoTenant(stage.domain);
	const { store, clock } = stage.domain;
	await store.write((stores) => setAuthority(stores, { authority: "intune", now: clock.now() }));
	await stage.uploadPush("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d");
	return { stage, tour, [Symbol.asyncDispose]: () => stage.close() };
}
