import type { Attempt } from "../evidence/attempt.ts";
import type { DeviceState } from "../evidence/device-state.ts";
import type { BrowserFact } from "../evidence/facts.ts";
import type { PortalView, SignInRefusal, Visit } from "./portal-view.ts";

/** What a person may do with a device of their own. */
export const myActions = ["rename", "remove", "lock", "reset-passcode", "check"] as const;
export type MyAction = (typeof myActions)[number];

export interface MyDevice {
	readonly id: string;
	/** As it is called here, else as it calls itself, else its product. */
	readonly name: string;
	readonly product: string | null;
	readonly serial: string | null;
	readonly osVersion: string | null;
	readonly ownership: "personal" | "company";
	readonly state: DeviceState;
	readonly lastSeenAt: number | null;
	readonly enrolledAt: number;
	/** Counted against the limit. */
	readonly counted: boolean;
	readonly may: readonly MyAction[];
}

/** A try of this person, as they may read it. */
export interface MyTry {
	readonly reference: string;
	readonly state: Attempt["state"];
	/** The public code; null where nothing was refused. */
	readonly code: string | null;
	readonly at: number;
	/** Earlier than the last one that came through: nothing is to be done about it. */
	readonly over: boolean;
}

export type MyPage =
	| { readonly kind: "sign-in"; readonly upn: string; readonly refusal: SignInRefusal | null }
	| { readonly kind: "one-time-code"; readonly wrong: boolean }
	| {
			readonly kind: "devices";
			readonly devices: readonly MyDevice[];
			/** null: no limit binds this person. */
			readonly limit: { readonly counted: number; readonly limit: number } | null;
			readonly tries: readonly MyTry[];
			readonly enrollAddress: string;
			readonly terms: readonly { readonly title: { readonly en: string; readonly ja: string }; readonly acceptedAt: number | null }[];
			/** What was done just now. */
			readonly done: { readonly action: MyAction; readonly name: string } | null;
			/** Why nothing was. */
			readonly failed: "gone" | "not-now" | "name-unfit" | "no-unlock-token" | null;
	  }
	/** What it would do, before it is done. */
	| { readonly kind: "confirm"; readonly action: MyAction; readonly device: MyDevice };

/** What the pages of a person's own devices show: data only, rendered by http/portal in the visitor's language. */
export interface MyView {
	readonly organization: string;
	readonly support: PortalView["support"];
	readonly browser: BrowserFact;
	readonly user: PortalView["user"];
	readonly page: MyPage;
}

/** `session`: to set as the cookie; null where it stays; empty: to be taken away. */
export interface MyVisited {
	readonly session: string | null;
	readonly view: MyView;
}

export interface MyService {
	open(visit: Visit): Promise<MyVisited>;
	signIn(visit: Visit, upn: string, password: string): Promise<MyVisited>;
	oneTimeCode(visit: Visit, code: string): Promise<MyVisited>;
	signOut(visit: Visit): Promise<MyVisited>;
	/** Who has signed in; null: nobody. */
	user(visit: Visit): Promise<{ readonly id: string; readonly upn: string } | null>;
	/** The page that says what it would do. */
	ask(visit: Visit, deviceId: string, action: MyAction): Promise<MyVisited>;
	act(visit: Visit, deviceId: string, action: MyAction, name: string): Promise<MyVisited>;
}
