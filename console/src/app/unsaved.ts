/** One form that holds what somebody typed. */
export interface UnsavedForm {
	/** Whether something in it would be lost. */
	holds: boolean;
	/** It stands open by this part of the address (`?edit=…`), and closes with it. */
	readonly openBy: string | undefined;
}

/** A question that stands before something that would lose what was typed. */
export interface LeaveQuestion {
	readonly leave: () => void;
	readonly stay: () => void;
}

interface State {
	readonly holds: boolean;
	readonly question: LeaveQuestion | null;
	/** The session is over, and the page stands for what was typed. */
	readonly ended: boolean;
}

const forms = new Set<UnsavedForm>();
const listeners = new Set<() => void>();
let state: State = { holds: false, question: null, ended: false };
/** Who signed in over the page: whose it is, or another. */
export type Back = "same" | "another" | "nobody";
let waiting: ((back: Back) => void)[] = [];

function put(change: Partial<State>): void {
	const holds = [...forms].some((form) => form.holds);
	const next = { ...state, ...change, holds };
	if (next.holds === state.holds && next.question === state.question && next.ended === state.ended) return;
	state = next;
	for (const listener of listeners) listener();
}

export const unsavedNow = (): State => state;

/** Whether anything on this page would be lost. */
export const holdsUnsaved = (): boolean => state.holds;

export function onUnsaved(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function keepForm(form: UnsavedForm): () => void {
	forms.add(form);
	put({});
	return () => {
		forms.delete(form);
		put({});
	};
}

export function setHolds(form: UnsavedForm, holds: boolean): void {
	form.holds = holds;
	put({});
}

/** Nothing of what was typed is wanted any more. */
export function forgetTyped(): void {
	for (const form of forms) form.holds = false;
	put({});
}

/** Asks whether what was typed may be lost, before `leave` is done. */
export function askToLeave(leave: () => void): void {
	const answer = () => put({ question: null });
	put({
		question: {
			stay: answer,
			leave() {
				answer();
				leave();
			},
		},
	});
}

/** Whether what is typed would be gone at another address. Filters change the address, and take no form away. */
export function losesTyped(
	current: { readonly pathname: string; readonly search: object },
	next: { readonly pathname: string; readonly search: object },
): boolean {
	if (current.pathname !== next.pathname) return state.holds;
	const part = (of: object, name: string): unknown => (of as Readonly<Record<string, unknown>>)[name];
	return [...forms].some(
		({ holds, openBy }) => holds && openBy !== undefined && part(current.search, openBy) !== part(next.search, openBy),
	);
}

/** The session is over while something is typed: who is there then. Rejects where it is not waited for any more. */
export function signedInAgain(signal: AbortSignal | undefined): Promise<Back> {
	put({ ended: true });
	return new Promise((resolve, reject) => {
		waiting.push(resolve);
		signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
	});
}

/** Whatever waited for somebody to sign in goes on, or is given up. */
export function sessionIsBack(back: Back): void {
	const waited = waiting;
	waiting = [];
	put({ ended: false });
	for (const one of waited) one(back);
}

/** The session is over, and the page stands as it is. */
export function sessionEnded(): void {
	put({ ended: true });
}
