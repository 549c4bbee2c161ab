import type { Change, DeviceState } from "./device.ts";
import type { DefinedProfile } from "./profile.ts";
import type { Session } from "./sessions.ts";

/** An access token: one download of a server's token. The last one counts, every older one is void. */
export interface AccessToken {
	readonly token: string;
	readonly secret: string;
	/** Epoch milliseconds. */
	readonly expiresAt: number;
}

/** A virtual MDM server in Apple Business or School Manager, as Apple keeps it. */
export interface ServerState {
	readonly name: string;
	/** 32 hexadecimal digits. */
	readonly uuid: string;
	readonly orgName: string;
	readonly orgType: "org" | "edu";
	readonly adminId: string;
	/** Stays the same for all tokens of the server. */
	readonly consumerKey: string;
	readonly consumerSecret: string;
	/** DER, of the public key that was uploaded last. */
	certificate: Uint8Array | null;
	accessToken: AccessToken | null;
	/** In the order in which they came; null: it has left. A fetch goes along it. */
	readonly listing: (DeviceState | null)[];
	deviceCount: number;
	/** What changed since somebody first looked. A sync goes along it. */
	readonly log: Change[];
	watched: boolean;
	readonly profiles: Map<string, DefinedProfile>;
	readonly sessions: Map<string, Session>;
	sessionsOpened: number;
	/** Cursors of an earlier epoch are not known any more. */
	cursorEpoch: number;
	removed: boolean;
	adminDeleted: boolean;
	/** How many more pages may be read before new terms stop everything; null: all terms are accepted. */
	pagesBeforeTerms: number | null;
	/** The device that no longer shows in listings, although it is assigned: Apple has lost one now and then. */
	readonly unlisted: Set<string>;
	discoveryUrl: string | null;
	seedForItOff: boolean;
}

export function noteChange(server: ServerState, device: DeviceState, op: Change["op"], at: number): void {
	// Before the first fetch nobody holds a cursor that could show it.
	if (server.watched) server.log.push({ device, op, at });
}
