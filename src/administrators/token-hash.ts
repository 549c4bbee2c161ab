import { createHash } from "node:crypto";

/** SHA-256 in hex. Enough for what is 256 random bits: nobody guesses it, so that a slow hash would only cost time. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
