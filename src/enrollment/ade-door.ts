import type { AdeDevice, AdeDeviceStore, AdeProfile, AdeProfileStore, AdeToken, AdeTokenStore, AdeVisitStore } from "../ade/ports.ts";
import type { SignInWay } from "../ade/profile-settings.ts";
import type { SignInStores } from "../directory/sign-in.ts";
import type { MachineInfoFact } from "../evidence/ade-fact.ts";
import type { Journey } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { ChallengeStore } from "../pki/ports.ts";
import type { MachineInfoVerdict } from "../protocol/ade/verify-machine-info.ts";
import type { FactStores } from "./gather.ts";
import type { ProfileMaker } from "./issue-profile.ts";
import type { RecordStores } from "./record.ts";

/** What the door for phones in Setup Assistant needs of the store. */
export interface AdeDoorStores extends FactStores, RecordStores, SignInStores {
	readonly adeTokens: Pick<AdeTokenStore, "byId" | "leastSynced">;
	readonly adeProfiles: Pick<AdeProfileStore, "byId">;
	readonly adeDevices: Pick<AdeDeviceStore, "bySerial" | "contacted">;
	readonly adeVisits: AdeVisitStore;
	readonly challenges: ChallengeStore;
}

export interface AdeDoorContext {
	readonly work: Work<AdeDoorStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	readonly profiles: ProfileMaker;
	/** protocol/ade/verify-machine-info.ts, with whom to believe. */
	readonly verify: (cms: Uint8Array, now: number) => MachineInfoVerdict;
	readonly options: AdeDoorOptions;
}

export interface AdeDoorOptions {
	readonly publicUrl: string;
	/** How long a person may take on the pages, milliseconds. */
	readonly visitLifetime: number;
	readonly challengeLifetime: number;
	readonly admitMacs: boolean;
	/** People sign in with this OpenID provider, which has its own rules for a second factor; null: with the built-in directory. */
	readonly providerIssuer: string | null;
}

/** What a phone's signed description proved. `signedAt` null: the phone did not say when. */
export interface DeviceDescribed {
	readonly udid: string;
	readonly serial: string;
	readonly product: string | null;
	readonly osVersion: string | null;
	/** `ja-JP`, as the person chose it on the first screen. */
	readonly language: string | null;
	/** It understands the order to update itself: iOS 17 and later, and not inside the web view. */
	readonly canUpdate: boolean;
	readonly byStandIn: boolean;
	/** Of the signature, SHA-256, hexadecimal. */
	readonly hash: string;
	readonly signedAt: number | null;
}

/** The enrollment profile whose address a phone asked. */
export interface AskedProfile {
	readonly profile: AdeProfile;
	readonly token: AdeToken;
	/** How its user signs in: as the profile says, but never by less than that (see `wayOf`). */
	readonly way: SignInWay;
}

/** A phone in Setup Assistant, as far as its description proved it. */
export interface Caller {
	readonly asked: AskedProfile;
	readonly machineInfo: MachineInfoFact;
	/** null: the description proved nothing. */
	readonly described: DeviceDescribed | null;
}

export const adeJourneys = ["ade-sign-in", "ade-userless"] as const satisfies readonly Journey[];

export const isAde = (journey: string): journey is (typeof adeJourneys)[number] => adeJourneys.some((one) => one === journey);

/** Whether Apple says, as far as we know, that this device is ours. */
export const isOurs = ({ removedAt }: Pick<AdeDevice, "removedAt">): boolean => removedAt === null;
