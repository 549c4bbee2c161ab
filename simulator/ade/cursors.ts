import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { AppleError } from "./refusal.ts";
import type { ServerState } from "./server-state.ts";

/** Where a listing goes on. */
export interface Place {
	/** `sync`: everything was listed, what follows are changes. */
	readonly phase: "fetch" | "sync";
	/** In a fetch the next slot of the listing, in a sync the next change. */
	readonly position: number;
	/** Where the changes begin that happened since the fetch began. */
	readonly since: number;
}

type Owner = Pick<ServerState, "uuid" | "cursorEpoch">;

export interface Cursors {
	/** Opaque; Apple's are 1000 characters at most. */
	seal(server: Owner, place: Place, now: number): string;
	open(server: Owner, cursor: unknown, now: number): Place | { readonly error: AppleError };
}

const week = 7 * 86_400_000;

/** Cursors hold their place themselves, so that two thousand servers need no memory for them; none can be made up or carried to another server. */
export function createCursors(secret: Uint8Array): Cursors {
	const mark = (server: Owner, text: string): string =>
		createHmac("sha256", secret).update(`${server.uuid}:${server.cursorEpoch}:${text}`).digest("base64url").slice(0, 22);
	return {
		seal(server, place, now) {
			const text = `${place.phase}:${place.position}:${place.since}:${now}`;
			return Buffer.from(`${text}:${mark(server, text)}`).toString("base64url");
		},
		open(server, cursor, now) {
			const invalid = { error: "INVALID_CURSOR" } as const;
			if (typeof cursor !== "string" || cursor.length > 1000) return invalid;
			const bytes = Buffer.from(cursor, "base64url");
			// base64 is read past what does not belong to it, so that a cursor with something added would be as good.
			if (bytes.toString("base64url") !== cursor) return invalid;
			const found = /^((fetch|sync):(\d+):(\d+):(\d+)):([\w-]{22})$/.exec(bytes.toString());
			const [, text = "", phase, position, since, at, seal = ""] = found ?? [];
			if (found === null || !timingSafeEqual(Buffer.from(seal), Buffer.from(mark(server, text)))) return invalid;
			if (now - Number(at) > week) return { error: "EXPIRED_CURSOR" };
			return { phase: phase === "fetch" ? "fetch" : "sync", position: Number(position), since: Number(since) };
		},
	};
}
