import { Buffer } from "node:buffer";
import type { Sealer } from "../evidence/sealer.ts";
import type { ServerToken } from "../protocol/ade/server-token.ts";
import type { AdeToken } from "./ports.ts";

const contextOf = (id: string) => `ade token ${id}`;

/** With these anybody may see and assign every device of the server: they lie sealed and are opened for Apple only. */
export function sealTokenSecrets(sealer: Sealer, id: string, token: ServerToken): Uint8Array {
	return sealer.seal(Buffer.from(JSON.stringify(token)), contextOf(id));
}

/** Throws when they were sealed under another master key. */
export function openTokenSecrets(sealer: Sealer, token: Pick<AdeToken, "id" | "secrets">): ServerToken {
	return JSON.parse(sealer.open(token.secrets, contextOf(token.id)).toString());
}
