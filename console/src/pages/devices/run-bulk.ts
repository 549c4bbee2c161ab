import { ApiFailure, ask } from "../../api/client.ts";

export const bulkVerbs = ["sync", "lock", "retire", "wipe"] as const;
export type BulkVerb = (typeof bulkVerbs)[number];

export interface Target {
	readonly id: string;
	readonly title: string;
	readonly serial: string | null;
}

export interface BulkState {
	readonly done: readonly Target[];
	/** `why` null: the service did not answer. */
	readonly failed: readonly { readonly target: Target; readonly why: string | null }[];
	readonly left: number;
}

/** So many are told at once: a hundred devices take seconds, and others are answered meanwhile. */
const atOnce = 4;

/** Tells each device by itself. What fails is kept with the reason and stops no other; `signal` stops what has not begun. */
export async function runBulk(
	verb: BulkVerb,
	targets: readonly Target[],
	{ signal, onState }: { readonly signal: AbortSignal; readonly onState: (state: BulkState) => void },
): Promise<void> {
	const waiting = [...targets];
	const done: Target[] = [];
	const failed: BulkState["failed"][number][] = [];
	const tell = () => onState({ done: [...done], failed: [...failed], left: targets.length - done.length - failed.length });
	const worker = async () => {
		for (let target = waiting.shift(); target !== undefined && !signal.aborted; target = waiting.shift()) {
			try {
				await order(verb, target);
				done.push(target);
			} catch (error) {
				failed.push({ target, why: error instanceof ApiFailure ? (error.detail ?? error.message) : null });
			}
			tell();
		}
	};
	tell();
	await Promise.all(Array.from({ length: atOnce }, worker));
}

function order(verb: BulkVerb, { id, serial }: Target): Promise<unknown> {
	const params = { id };
	switch (verb) {
		case "sync":
			return ask("POST", "/devices/:id/sync", { params, query: {} });
		case "lock":
			return ask("POST", "/devices/:id/lock", { params, query: {}, body: {} });
		case "retire":
			return ask("POST", "/devices/:id/retire", { params, query: {} });
		case "wipe":
			return ask("POST", "/devices/:id/wipe", { params, query: {}, body: { confirm: serial ?? id } });
	}
}
