/** What an administrator's action answers: what happened, or why nothing did. `problem.kind` names the sentence that renders it. */
export type Outcome<T, P extends { readonly kind: string }> = ({ readonly ok: true } & T) | Refused<P>;

export interface Refused<P extends { readonly kind: string }> {
	readonly ok: false;
	readonly problem: P;
}

/** A refusal. `const` keeps the kind's literal, so that the caller's union of problems is checked. */
export function refused<const P extends { readonly kind: string }>(problem: P): Refused<P> {
	return { ok: false, problem };
}
