import type { Caller } from "./route.ts";

const recently = 30 * 60_000;

/** What lets others in is asked of whoever signed in a moment ago, and not of whoever finds a console open. */
export const isRecent = ({ session }: Pick<Caller, "session">, now: number): boolean =>
	session !== null && now - session.createdAt < recently;
