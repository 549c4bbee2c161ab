import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, addressOf } from "./client.ts";
import { onReturn, suspectAway } from "./reach.ts";

export type LiveBatch = Answer<"GET", "/events">;
export type LiveStep = LiveBatch["steps"][number];

/**
 * What happens, as it happens. `onGap`: something was missed, what is shown must be asked anew. Only while the page is in sight, for a browser has few
 * lines to a site, which its tabs share. Answers whether the line stands.
 */
export function useLive(onBatch: (batch: LiveBatch) => void, onGap: () => void): boolean {
	const { i18n } = useTranslation();
	const [connected, setConnected] = useState(false);
	const heard = useEffectEvent(onBatch);
	const missed = useEffectEvent(onGap);
	useEffect(() => {
		let source: EventSource | undefined;
		let again: number | undefined;
		const close = () => {
			clearTimeout(again);
			source?.close();
			source = undefined;
			setConnected(false);
		};
		const open = () => {
			close();
			if (document.hidden) return;
			const opened = new EventSource(addressOf("/events", undefined, { lang: i18n.language }));
			source = opened;
			opened.onopen = () => setConnected(true);
			opened.addEventListener("live", ({ data }) => heard(JSON.parse(String(data)) as LiveBatch));
			opened.addEventListener("gap", () => missed());
			opened.onerror = () => {
				setConnected(false);
				void suspectAway();
				// A refusal ends it for good, as when too many windows listen: asked again after a while.
				if (opened.readyState === EventSource.CLOSED) again = window.setTimeout(open, 15_000);
			};
		};
		open();
		document.addEventListener("visibilitychange", open);
		// A line that a proxy ended is not opened again by the browser.
		const stop = onReturn(() => {
			if (source?.readyState !== EventSource.OPEN) open();
		});
		return () => {
			stop();
			document.removeEventListener("visibilitychange", open);
			close();
		};
	}, [i18n.language]);
	return connected;
}
