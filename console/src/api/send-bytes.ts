import { currentLanguage } from "../app/language.ts";
import { type Answer, ApiFailure, addressOf, type PathOf, readAnswer, Unreachable } from "./client.ts";
import { noticeAway } from "./reach.ts";

/**
 * Sends a file as it is to a route that takes bytes, and tells how far it is, from 0 to 1. Rejects with ApiFailure or Unreachable; `signal` stops it.
 */
export function sendBytes<P extends PathOf<"POST">>(
	path: P,
	{
		query,
		file,
		onProgress,
		signal,
	}: { readonly query: object; readonly file: Blob; readonly onProgress: (part: number) => void; readonly signal: AbortSignal },
): Promise<Answer<"POST", P>> {
	return new Promise((resolve, reject) => {
		// fetch does not tell how much of a body has been sent.
		const request = new XMLHttpRequest();
		request.open("POST", addressOf(path, undefined, query));
		request.setRequestHeader("accept-language", currentLanguage());
		request.setRequestHeader("x-genkan-console", "1");
		request.setRequestHeader("content-type", "application/octet-stream");
		request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
		request.addEventListener("load", () => {
			try {
				const answered = readAnswer(request.status, request.responseText, true);
				if (request.status < 400) resolve(answered as Answer<"POST", P>);
				else reject(new ApiFailure(request.status, answered));
			} catch (error) {
				reject(error);
			}
		});
		request.addEventListener("error", () => {
			noticeAway();
			reject(new Unreachable());
		});
		request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
		signal.addEventListener("abort", () => request.abort(), { once: true });
		request.send(file);
	});
}
