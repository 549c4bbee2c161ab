import type { ServerResponse } from "node:http";
import type { LiveBatch, LiveFeed } from "../../health/live-feed.ts";
import type { ApiServices } from "./api-services.ts";
import type { Caller } from "./route.ts";
import { stillIn } from "./still-in.ts";

export interface StreamOptions {
	readonly caller: Caller;
	/** Where they were when they lost the line. */
	readonly after: number | null;
	/** What goes on the wire of a batch; null: nothing that concerns them. */
	readonly write: (batch: LiveBatch) => string | null;
}

/** Everybody who listens to what is live, each on a line that stays open. */
export interface EventStreams {
	/** false: they listen so often already, or too many do. */
	readonly mayOpen: (caller: Caller) => boolean;
	/** Writes on until the line breaks, their session is over, or the service stops. The head was written. */
	open(response: ServerResponse, options: StreamOptions): Promise<void>;
	/** Ends them all, and takes no more. */
	close(): Promise<void>;
}

/** A browser gives a site six lines over HTTP/1.1: more than this would keep its own console from working. */
const perSession = 4;
const inAll = 500;
const beat = 15_000;
const lookAfter = 2_000;
/** Bytes that wait for a slow line. Beyond it nothing is kept for it: once it is empty it hears that it missed something, and asks anew. */
const most = 262_144;

type Services = Pick<ApiServices, "work" | "clock" | "limits">;

export function createEventStreams(services: Services, feed: LiveFeed): EventStreams {
	const open = new Map<ServerResponse, string>();
	let closed = false;

	const keyOf = ({ session, token }: Caller) => session?.id ?? token?.id ?? "";

	return {
		mayOpen(caller) {
			const own = keyOf(caller);
			return !closed && open.size < inAll && [...open.values()].filter((key) => key === own).length < perSession;
		},
		async open(response, { caller, after, write }) {
			// Whoever has gone while they were let in never closes again: their line would be kept open for ever, and counted.
			if (response.closed) return;
			open.set(response, keyOf(caller));
			let behind = false;
			let at = 0;
			const gap = () => response.write(`id: ${at}\nevent: gap\ndata: {}\n\n`);
			const listener = (batch: LiveBatch) => {
				at = batch.sequence;
				if (response.writableLength > most) behind = true;
				const data = behind ? null : write(batch);
				if (data !== null) response.write(`id: ${at}\nevent: live\ndata: ${data}\n\n`);
			};
			response.on("drain", () => {
				if (!behind) return;
				behind = false;
				gap();
			});
			const pulse = setInterval(() => response.write(": \n\n"), beat);
			const watch = setInterval(() => {
				stillIn(services, caller, "tries.read").then(
					(still) => {
						if (!still) response.end();
					},
					// A store that does not answer now says nothing of their session: asked again.
					() => undefined,
				);
			}, lookAfter);
			let stop: (() => void) | undefined;
			response.once("close", () => {
				clearInterval(pulse);
				clearInterval(watch);
				open.delete(response);
				stop?.();
			});
			// So that the line is known to stand before anything happens, and how soon to come again.
			response.write("retry: 3000\n\n");
			const listening = await feed.listen(listener, after);
			at = Math.max(at, listening.sequence);
			stop = listening.stop;
			if (listening.missed) gap();
			if (response.closed || closed) {
				stop();
				response.end();
			}
		},
		async close() {
			closed = true;
			for (const response of open.keys()) response.end();
			await feed.close();
		},
	};
}
