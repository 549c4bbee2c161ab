import { createHash } from "node:crypto";
import type { Json } from "../../evidence/attempt.ts";

/** The ETag of what has no version of its own: another content is another version, whoever changed it and how. */
export function contentVersion(content: Json): string {
	return `"${createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 22)}"`;
}
