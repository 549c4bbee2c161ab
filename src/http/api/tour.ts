import type { Language } from "../../texts/texts.ts";

/** The parts of the table of failures. */
export const tourSections = ["A", "B", "C", "D"] as const;
export const tourJourneys = ["web", "ade-sign-in", "ade-userless", "account", "organization"] as const;

/** One way in which a phone does not enroll, that can be played. */
export interface TourScenario {
	/** A code of the table of failures, or one of `healthy-…`. */
	readonly id: string;
	/** null: the phone enrolls. */
	readonly code: string | null;
	readonly section: (typeof tourSections)[number] | null;
	readonly title: string;
	/** What happens. */
	readonly shows: string;
	readonly journey: (typeof tourJourneys)[number];
	readonly who: readonly string[];
	/** While it lasts nobody else can enroll either; it ends with the next play. */
	readonly stopsEverybody: boolean;
}

/** A failure that no simulated phone can be made to meet, and why. */
export interface TourUnplayable {
	readonly code: string;
	readonly section: (typeof tourSections)[number];
	readonly title: string;
	readonly reason: string;
}

export const screenApps = ["hello", "setup", "safari", "settings", "alert", "home", "off", "passing"] as const;
export const screenMoods = ["plain", "good", "bad", "waiting"] as const;
export const blockKinds = ["heading", "text", "hint", "item", "field", "button", "link", "reference", "good", "bad"] as const;

/** A piece of a screen, from top to bottom. */
export interface ScreenBlock {
	readonly kind: (typeof blockKinds)[number];
	readonly text: string;
}

/** What somebody saw on the phone. `passing`: nothing; time went by. */
export interface PhoneScreen {
	readonly app: (typeof screenApps)[number];
	readonly mood: (typeof screenMoods)[number];
	readonly title: string;
	/** Of the page that Safari shows. */
	readonly address: string | null;
	readonly blocks: readonly ScreenBlock[];
	/** What the person does then. */
	readonly taps: string | null;
	/** Which time the phone went: 1 is the first. */
	readonly round: number;
}

export const tourStates = ["running", "failed-as-expected", "enrolled", "problem"] as const;

/** One phone, from the first screen to where it stands now. */
export interface TourPlay {
	readonly id: string;
	readonly scenario: string;
	readonly code: string | null;
	readonly language: Language;
	readonly startedAt: number;
	readonly state: (typeof tourStates)[number];
	readonly screens: readonly PhoneScreen[];
	readonly person: { readonly upn: string; readonly password: string } | null;
	readonly device: { readonly name: string; readonly model: string; readonly serial: string; readonly osVersion: string } | null;
	/** Where it is explained: the newest try, an incident, a device of Apple's list, what the phone shows. */
	readonly reference: string | null;
	readonly incident: string | null;
	readonly serial: string | null;
	readonly message: string | null;
	/** Of the explanation, by its number, as POST /fixes takes it; null: no command mends it. */
	readonly fix: { readonly what: string; readonly number: number; readonly command: string } | null;
	/** What somebody does outside this product, in words: at Apple, at the name service, on the phone. `done`: it was done. */
	readonly hand: { readonly text: string; readonly done: boolean } | null;
	/** Something in the demo did not go as it should; for whoever mends the demo. */
	readonly problem: string | null;
}

export type TourAnswer =
	| { readonly ok: true; readonly play: TourPlay }
	| { readonly ok: false; readonly why: "unknown" | "busy" | "not-now" };

/** Simulated phones that somebody plays with (src/tour). */
export interface Tour {
	scenarios(language: Language): { readonly scenarios: readonly TourScenario[]; readonly unplayable: readonly TourUnplayable[] };
	start(wanted: { readonly scenario: string; readonly language: Language; readonly upn?: string; readonly serial?: string }): TourAnswer;
	play(id: string): TourAnswer;
	/** The same phone goes again. */
	again(id: string): TourAnswer;
	/** Does by hand what is outside this product. */
	mend(id: string): Promise<TourAnswer>;
	/** Puts back what it changed, and forgets it. */
	end(id: string): Promise<TourAnswer>;
	plays(): readonly TourPlay[];
}
