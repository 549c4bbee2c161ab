import type { Clock, Randomness } from "../evidence/clock.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import type { Work } from "../evidence/work.ts";
import type { AdeApi, AdeDeviceStore, AdeKeyPairStore, AdeProfileStore, AdeTokenStore, RoundStageName } from "./ports.ts";

export interface RoundStores {
	readonly adeKeyPairs: AdeKeyPairStore;
	readonly adeTokens: AdeTokenStore;
	readonly adeProfiles: AdeProfileStore;
	readonly adeDevices: AdeDeviceStore;
	readonly incidents: IncidentStore;
}

/** What a round is at. `of` null: nobody knows beforehand how many there are. */
export interface RoundProgress {
	readonly stage: RoundStageName;
	readonly done: number;
	readonly of: number | null;
}

/** What each stage of a token's round works with. */
export interface RoundStage {
	readonly work: Work<RoundStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly api: AdeApi;
	readonly onProgress?: (progress: RoundProgress) => void;
}
