import { useSyncExternalStore } from "react";

/** How it stands with the service: `away`: no answer comes; `replaced`: it has a newer console than this one; `slow`: an answer is waited for longer than usual. */
export type Reach = "answers" | "slow" | "away" | "replaced";

/** A service that is away is looked for after this, then after ever longer, up to the other. */
const soonest = 1_000;
const latest = 5_000;
/** Nobody waits longer for a look. */
const patience = 10_000;

let away = false;
let replaced = false;
let slow = 0;
let looking: number | undefined;
let pause = soonest;
const listeners = new Set<() => void>();
const returns = new Set<() => void>();

function tell(): void {
	for (const listener of listeners) listener();
}

/** No answer came. From now on it is looked for, and whoever waits (`onReturn`) hears when it is back. */
export function noticeAway(): void {
	if (away) return;
	away = true;
	tell();
	pause = soonest;
	looking = window.setTimeout(() => void look(), pause);
}

/** Something broke that may be its own fault: the service is away if it does not answer now. */
export async function suspectAway(): Promise<void> {
	if (!away && !(await isAnswering())) noticeAway();
}

/** A script of this console is not there any more. */
export function noticeReplaced(): void {
	replaced = true;
	tell();
}

/** Something takes longer than usual. To be called with what is answered when it has come to its end. */
export function noticeSlow(): () => void {
	slow += 1;
	tell();
	return () => {
		slow -= 1;
		tell();
	};
}

/** Whether the service answers now. Whoever is not signed in is answered as well; a proxy before it that says it is away is no answer. */
export async function isAnswering(): Promise<boolean> {
	const answer = await fetch("/api/v1/session", { cache: "no-store", signal: AbortSignal.timeout(patience) }).catch(() => undefined);
	return answer !== undefined && answer.status < 500 && (answer.headers.get("content-type") ?? "").includes("json");
}

async function look(): Promise<void> {
	clearTimeout(looking);
	if (!(await isAnswering())) {
		clearTimeout(looking);
		pause = Math.min(latest, pause * 1.5);
		looking = window.setTimeout(() => void look(), pause);
		return;
	}
	if (!away) return;
	away = false;
	tell();
	for (const one of returns) one();
}

/** Called each time the service is there again. */
export function onReturn(listener: () => void): () => void {
	returns.add(listener);
	return () => returns.delete(listener);
}

/** The service is there again. */
export function returned(): Promise<void> {
	noticeAway();
	return new Promise((resolve) => {
		const stop = onReturn(() => {
			stop();
			resolve();
		});
	});
}

/** A browser that knows it has no network says so before anything is asked, and when to look again. */
export function watchNetwork(): void {
	window.addEventListener("offline", noticeAway);
	window.addEventListener("online", () => {
		if (away) void look();
	});
}

function listen(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function useReach(): Reach {
	return useSyncExternalStore(listen, () => (away ? "away" : replaced ? "replaced" : slow > 0 ? "slow" : "answers"));
}
