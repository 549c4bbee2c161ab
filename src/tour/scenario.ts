import type { TourScenario } from "../http/api/tour.ts";
import type { Exercise } from "./exercise.ts";

/** How a phone came to its end. `asked`: where no try is on record, what stops the device is found by its serial number. */
export type Ended =
	| { readonly ok: true; readonly reference: string | null }
	| { readonly ok: false; readonly why: string; readonly reference?: string | null; readonly asked?: true };

/** What somebody looks at who is to help: the failure, and what may be done about it. */
export interface Situation {
	readonly upn: string | null;
	readonly device: { readonly name: string; readonly product: string; readonly serial: string; readonly osVersion: string } | null;
	/** The try that failed. */
	readonly reference?: string;
	/** Of what, or of whom, the incident is, where it is not that of the try. */
	readonly incidentOf?: (subject: { readonly kind: string; readonly id: string }) => boolean;
	/** What the phone shows, for whoever asks what it means. */
	readonly message?: string;
	/** Of Apple's list: asked after by its serial number. */
	readonly asked?: string;
	/** How the command of the fix begins that mends it: run by the console. */
	readonly fix?: string;
	/** What somebody does by hand; after the fix, where there is one. */
	readonly hand?: () => Promise<unknown>;
	readonly again: () => Promise<Ended>;
}

/** One row of the table of failures, as the living demo plays it. */
export interface Scenario {
	/** Null where the phone enrolls. */
	readonly code: string | null;
	readonly id?: string;
	readonly journey: TourScenario["journey"];
	/** While it lasts nobody else enrolls either. */
	readonly stopsEverybody?: true;
	readonly play: (exercise: Exercise) => Promise<Situation>;
}
