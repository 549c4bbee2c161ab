import type { ErrorLink } from "../src/protocol/mdm/result.ts";
import type { HostileBody } from "./hostile-body.ts";
import type { Identity } from "./line.ts";
import type { BrowserKind } from "./user-agent.ts";

/** The steps before which a phone can fall silent, in their order. */
export type Step =
	| "open"
	| "sign-in"
	| "terms"
	| "download"
	| "install"
	| "GetCACaps"
	| "GetCACert"
	| "PKIOperation"
	| "Authenticate"
	| "TokenUpdate"
	| "connect";

/** A message of the phone to MDM; `result` is any answer to a command. */
export type Message = "Authenticate" | "TokenUpdate" | "CheckOut" | "Idle" | "result";

/**
 * One way in which a phone, or whoever pretends to be one, departs from the protocol. `times`: how often before it behaves again; for ever if left
 * out.
 */
export type Misbehaviour =
	/** Another browser than Safari on this phone opens the pages. */
	(
		| { readonly kind: "browser"; readonly browser: Exclude<BrowserKind, "safari"> }
		| { readonly kind: "wrong-password" }
		| { readonly kind: "wrong-code" }
		| { readonly kind: "declines-terms" }
		/** Does nothing more before this step. */
		| { readonly kind: "stops-before"; readonly step: Step }
		/** What it says of itself in Setup Assistant: signed by a forger who calls himself Apple, cut short, nothing, or another's. */
		| { readonly kind: "description"; readonly description: "forged" | "cut" | "none" | Uint8Array }
		/** The address that it asks for its enrollment profile names this serial number. */
		| { readonly kind: "names-serial"; readonly serial: string }
		/** Falls silent where an answer to one of these commands is due. */
		| { readonly kind: "no-answer"; readonly commands: readonly string[] }
		/** Called between download and installation: the caller can turn the clock. */
		| { readonly kind: "waits-before-install"; readonly wait: () => Promise<void> }
		/** Removes the management that it has just got, and installs the same profile once more. */
		| { readonly kind: "installs-again" }
		/** What stands in the request instead of the profile's challenge; null: none at all. */
		| { readonly kind: "challenge"; readonly challenge: string | null }
		/** Signs everything with another identity than the one that SCEP gave. */
		| { readonly kind: "identity"; readonly identity: "self-signed" | "self-signed-expired" | Identity }
		/** No Mdm-Signature, one over other bytes, or a header that is no signature. */
		| { readonly kind: "signature"; readonly signature: "none" | "other-bytes" | "garbage"; readonly at?: Message }
		| { readonly kind: "header"; readonly name: string; readonly value: string }
		/** What it says of itself in Authenticate, and its UDID everywhere. */
		| { readonly kind: "claims"; readonly claims: Claims; readonly at?: Message }
		| { readonly kind: "not-now"; readonly commands: readonly string[] }
		| { readonly kind: "error"; readonly commands: readonly string[]; readonly chain: readonly ErrorLink[] }
		| { readonly kind: "command-format-error"; readonly commands: readonly string[] }
		/** Sends each result two times. */
		| { readonly kind: "result-twice" }
		/** The connection breaks after the server has worked and before the phone knows. */
		| { readonly kind: "line-breaks"; readonly at: Message }
		/** Answers a command that nobody sent. */
		| { readonly kind: "unknown-command" }
		| { readonly kind: "body"; readonly at: Message; readonly body: HostileBody | ((good: Uint8Array) => Uint8Array) }
	) & { readonly times?: number };

interface Claims {
	readonly udid?: string;
	readonly serial?: string;
	readonly topic?: string;
	readonly product?: string;
	readonly osVersion?: string;
	readonly buildVersion?: string;
}

type Kind = Misbehaviour["kind"];

type Of<K extends Kind> = Extract<Misbehaviour, { readonly kind: K }>;

/** What a phone asks before each thing that it does. */
export interface Script {
	/** The first misbehaviour of this kind that fits and is not used up; counts it. */
	take<K extends Kind>(kind: K, fits?: (how: Of<K>) => boolean): Of<K> | undefined;
	/** The same without counting. */
	has(kind: Kind): boolean;
	add(...more: readonly Misbehaviour[]): void;
	clear(): void;
}

export function createScript(list: readonly Misbehaviour[]): Script {
	const plan: { readonly how: Misbehaviour; left: number }[] = [];
	const add = (...more: readonly Misbehaviour[]): void => {
		for (const how of more) plan.push({ how, left: how.times ?? Number.POSITIVE_INFINITY });
	};
	add(...list);
	return {
		take<K extends Kind>(kind: K, fits: (how: Of<K>) => boolean = () => true) {
			const found = plan.find((one) => one.left > 0 && one.how.kind === kind && fits(one.how as Of<K>));
			if (found === undefined) return undefined;
			found.left -= 1;
			return found.how as Of<K>;
		},
		has: (kind) => plan.some((one) => one.left > 0 && one.how.kind === kind),
		add,
		clear() {
			plan.length = 0;
		},
	};
}
