import type { DevicePage } from "../protocol/ade/device.ts";
import type { Refusal } from "../protocol/ade/refusal.ts";
import type { AppleAnswer } from "./ports.ts";

export type Walked =
	| { readonly page: DevicePage; readonly last: boolean }
	/** The end of the walk before its end. */
	| { readonly refusal: Refusal };

/** Apple's most is 200,000 devices in a token; ten times as many records are a walk without end. */
const mostRecords = 2_000_000;
/** Pages without a device, one after another, that only promise more. */
const mostEmpty = 50;

/**
 * Apple's pages one after another. The next one is asked for while the caller writes the present one: two pages are in memory at most, however many
 * there are. Ends with the page that is the last, or with a refusal: Apple's, or `answer-unreadable` where the pages would never end, because a cursor
 * comes again with more to follow (as clients of this service have met), or where a page is far longer than asked for: it is written in one unit of
 * work, and whoever enrolls waits for that.
 */
export async function* walkPages(
	ask: (cursor: string | null) => Promise<AppleAnswer<DevicePage>>,
	start: string | null,
	limit: number,
): AsyncGenerator<Walked, void, undefined> {
	const seen = new Set<string | null>([start]);
	let coming = ask(start);
	for (let empty = 0; ; ) {
		const answer = await coming;
		if (!answer.ok) {
			yield { refusal: answer.refusal };
			return;
		}
		const page = answer.value;
		const unreadable = (said: string): Walked => ({
			refusal: { kind: "answer-unreadable", status: 200, said, retryAfterMs: null, skewMs: answer.skewMs },
		});
		if (page.devices.length + page.unreadable > 2 * limit) {
			yield unreadable("more than asked");
			return;
		}
		if (!page.moreToFollow) {
			yield { page, last: true };
			return;
		}
		empty = page.devices.length === 0 ? empty + 1 : 0;
		const endless = seen.has(page.cursor)
			? "same cursor"
			: empty >= mostEmpty || seen.size * limit >= mostRecords
				? "pages without end"
				: null;
		if (endless !== null) {
			yield unreadable(endless);
			return;
		}
		seen.add(page.cursor);
		coming = ask(page.cursor);
		// Where the caller goes away before it is looked at, its failure is nobody's.
		coming.catch(() => undefined);
		yield { page, last: false };
	}
}
