import type { Hold } from "../hold.ts";
import type { AppleError, ErrorForm } from "./refusal.ts";

export type AssignmentWord = "SUCCESS" | "NOT_ACCESSIBLE" | "FAILED" | "THROTTLED";

/**
 * One way in which Apple's device service departs from what is usual. Narrowed by `server` (its name), `path` and `method`; `after`: how many fitting
 * requests go well first; `times`: how often it happens then; `until`: the clock at which it ends. Left out, each is without limit.
 */
export type AdeMisbehaviour = (
	| {
			/** One of Apple's words with its status; `retryAfter` as the header has it: seconds, or a date. */
			readonly kind: "error";
			readonly error: AppleError;
			readonly form?: ErrorForm;
			readonly retryAfter?: number | string;
	  }
	/** Any other answer. */
	| {
			readonly kind: "answer";
			readonly status: number;
			readonly body?: string;
			readonly type?: string;
			readonly retryAfter?: number | string;
	  }
	/** 200 with a page for people, as a proxy between gives it. */
	| { readonly kind: "html" }
	/** 200 with nothing. */
	| { readonly kind: "empty" }
	/** Does as it is asked, or breaks off before that. */
	| { readonly kind: "drop"; readonly when: "before" | "after" }
	/** Does as it is asked and answers when it is let go. */
	| { readonly kind: "held"; readonly by: Hold }
	/** The answer stops in its middle. */
	| { readonly kind: "cut-short" }
	/** Ends every session of the server: the request that comes with one gets 401. */
	| { readonly kind: "session-ends" }
	/** The cursor that it was asked with, and more to follow, for ever. */
	| { readonly kind: "same-cursor" }
	/** A page holds everything, whatever limit it was asked with. */
	| { readonly kind: "limit-ignored" }
	/** A page names a device once more at its end, with an older `op_date` and old news. */
	| { readonly kind: "serial-twice"; readonly serial?: string; readonly stale?: Readonly<Record<string, unknown>> }
	/** The records of a page come in the wrong order. */
	| { readonly kind: "out-of-order" }
	/** Changes records of a page: a device family that does not exist, a serial number that is none. */
	| { readonly kind: "records"; readonly serial?: string; readonly change: Readonly<Record<string, unknown>> }
	/** Its clock is wrong, in the Date header and for OAuth. Milliseconds. */
	| { readonly kind: "clock"; readonly offset: number }
	/** POST /profile/devices does not name these; without a list the first of each request. They are assigned all the same. */
	| { readonly kind: "missing-serial"; readonly serials?: readonly string[] }
	/** What becomes of an assignment, by serial number; nothing is assigned where it is not SUCCESS. */
	| { readonly kind: "results"; readonly results: Readonly<Record<string, AssignmentWord>>; readonly retryAfterSeconds?: number }
	/** The assignment of all, or of these, is put off. */
	| { readonly kind: "throttled"; readonly seconds: number; readonly serials?: readonly string[] }
	/** A phone that is activated does not reach Apple. */
	| { readonly kind: "activation-fails"; readonly serial?: string }
) & {
	readonly server?: string;
	readonly path?: string;
	readonly method?: string;
	readonly after?: number;
	readonly times?: number;
	/** Epoch milliseconds. */
	readonly until?: number;
};

type Kind = AdeMisbehaviour["kind"];
type Of<K extends Kind> = Extract<AdeMisbehaviour, { readonly kind: K }>;

/** What a request is judged by. */
export interface Asked {
	/** null: nobody knows whose it is. */
	readonly server: string | null;
	readonly path: string;
	readonly method: string;
}

export interface AdeScript {
	add(...more: readonly AdeMisbehaviour[]): void;
	/** Of one server, or of all. */
	clear(server?: string): void;
	/** The first of these kinds that fits and is not used up; counts it. */
	take<K extends Kind>(asked: Asked, kinds: readonly K[], fits?: (how: Of<K>) => boolean): Of<K> | undefined;
}

/** They are tried in the order in which they were told. */
export function createAdeScript(now: () => number): AdeScript {
	let plan: { readonly how: AdeMisbehaviour; before: number; left: number }[] = [];
	return {
		add(...more) {
			for (const how of more) plan.push({ how, before: how.after ?? 0, left: how.times ?? Number.POSITIVE_INFINITY });
		},
		clear(server) {
			plan = server === undefined ? [] : plan.filter(({ how }) => how.server !== server);
		},
		take<K extends Kind>(asked: Asked, kinds: readonly K[], fits: (how: Of<K>) => boolean = () => true) {
			for (const one of plan) {
				const { how } = one;
				if (!(kinds as readonly Kind[]).includes(how.kind) || one.left <= 0) continue;
				if (how.until !== undefined && now() >= how.until) continue;
				if (how.server !== undefined && how.server !== asked.server) continue;
				if (how.path !== undefined && how.path !== asked.path) continue;
				if (how.method !== undefined && how.method !== asked.method) continue;
				if (!fits(how as Of<K>)) continue;
				if (one.before > 0) {
					one.before -= 1;
					continue;
				}
				one.left -= 1;
				return how as Of<K>;
			}
			return undefined;
		},
	};
}
