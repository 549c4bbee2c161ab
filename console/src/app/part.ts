import { isAnswering, noticeReplaced, returned } from "../api/reach.ts";

/** A script of this console is gone while the service is there: a newer console was put in its place, and only a reload brings it. */
export class PartGone extends Error {}

/** Loads a script of the console. While the service is away it is waited for. Rejects with PartGone. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
	for (let tries = 0; ; tries++) {
		try {
			return await load();
		} catch (error) {
			if (!(await isAnswering())) await returned();
			// A line that broke for a moment is no newer console. The router reloads once for whatever the browser says of a script that is not there.
			else if (tries > 0) {
				noticeReplaced();
				throw new PartGone(error instanceof Error ? error.message : "");
			}
		}
	}
}
