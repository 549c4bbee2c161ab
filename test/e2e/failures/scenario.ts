import type { Enrolled } from "../../../simulator/enroll.ts";
import type { Rule } from "../../../src/checks/index.ts";
import type { HouseOptions } from "../harness.ts";
import type { Newcomer, Stage } from "./stage.ts";

/** One way in which a person's try fails, from its cause to the phone that enrolls. */
export interface Scenario {
	readonly code: Rule["code"];
	/** What happens. */
	readonly when: string;
	/** Where it concerns everybody: a house of its own. */
	readonly own?: HouseOptions;
	/** Makes it happen. */
	readonly provoke: (stage: Stage) => Promise<Sufferer>;
	/** Kind of the evidence. */
	readonly saw: string;
	/** How the command begins that mends it; null: no command does. `UPN`, `SERIAL` and `ID` are the sufferer's. */
	readonly fix: string | null;
	/** What a person does. `named`: the command as the fix names it. By default it is typed as it stands. */
	readonly mend?: (stage: Stage, named: readonly string[], sufferer: Sufferer) => Promise<unknown>;
	/** How the phone enrolls then, or comes back; by default it enrolls as before, with nothing wrong about it. A reference: of the try that did. */
	readonly enrolls?: (stage: Stage, sufferer: Sufferer) => Promise<Enrolled | string>;
	/** What a message that may stand for it comes to; `proven` by default. */
	readonly verdict?: "proven" | "likely" | "unknown";
	/**
	 * Its incident is over when its rule holds, before anybody enrolls (the default); or only when the phone came through; or, where nobody can know whose
	 * try that was, when nothing more of the kind happens.
	 */
	readonly closes?: "by-its-rule" | "by-the-phone" | "in-time";
	/** Silence is no refusal: what else was found about it stands beside, as `outcome kind`. */
	readonly beside?: Readonly<Partial<Record<Rule["code"], string>>>;
}

/** Whose try failed. */
export interface Sufferer {
	readonly person: Newcomer;
	readonly reference: string;
	/** What the phone showed when its installation failed. */
	readonly shown?: readonly string[];
}
