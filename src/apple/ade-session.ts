import type { AppleAnswer } from "../ade/ports.ts";

/** A session as one call uses it. `kept`: it was there before the call. */
export interface HeldSession {
	readonly token: string;
	/** Counts the sessions that were opened. */
	readonly number: number;
	readonly kept: boolean;
}

export interface AdeSession {
	/** The session that is open, else a new one. */
	held(): Promise<AppleAnswer<HeldSession>>;
	/** Apple refused this one: a new one, or the one that another call has opened since. Calls that come at once share one. */
	after(refused: HeldSession): Promise<AppleAnswer<HeldSession>>;
	/** An answer named the value to send from now on. */
	replace(used: HeldSession, token: string): void;
	/** Apple refuses even a new one: the next call begins with another. */
	drop(refused: HeldSession): void;
}

/** The session of one token: opened when first wanted, replaced as Apple says. `open` makes a new one at Apple. */
export function createAdeSession(open: () => Promise<AppleAnswer<string>>): AdeSession {
	let token: string | null = null;
	let number = 0;
	let opening: Promise<AppleAnswer<HeldSession>> | null = null;

	async function openNew(): Promise<AppleAnswer<HeldSession>> {
		const answer = await open();
		if (!answer.ok) {
			token = null;
			return answer;
		}
		token = answer.value;
		number += 1;
		return { ...answer, value: { token, number, kept: false } };
	}
	function fresh(): Promise<AppleAnswer<HeldSession>> {
		opening ??= openNew().finally(() => {
			opening = null;
		});
		return opening;
	}
	return {
		async held() {
			// While a new one is being opened, the one before has been refused.
			if (token === null || opening !== null) return fresh();
			return { ok: true, value: { token, number, kept: true }, skewMs: null };
		},
		async after(refused) {
			if (token !== null && number > refused.number) return { ok: true, value: { token, number, kept: false }, skewMs: null };
			return fresh();
		},
		replace(used, next) {
			// An answer that was under way while a new session was opened speaks of the old one.
			if (used.number === number && token !== null) token = next;
		},
		drop(refused) {
			if (refused.number === number) token = null;
		},
	};
}
