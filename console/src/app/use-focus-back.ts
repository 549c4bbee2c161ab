import { useEffect } from "react";

const overlay = "[role=dialog], [role=alertdialog], [role=menu]";
/** So far back somebody is followed. */
const remembered = 20;
const mostLooks = 30;

/**
 * Whoever works by keyboard goes on where they were: what is open over the page is opened by state as often as by a trigger, and a browser puts the focus
 * nowhere when the focused element goes. Back in the page, or in the panel beneath; on the page as a whole where the element is gone.
 */
export function useFocusBack(): void {
	useEffect(() => {
		const been: HTMLElement[] = [];
		let isOver = false;
		const follow = ({ target }: FocusEvent) => {
			if (!(target instanceof HTMLElement)) return;
			isOver = target.closest(overlay) !== null;
			been.push(target);
			if (been.length > remembered) been.shift();
		};
		const giveBack = (looks: number) => {
			if (!isOver || document.activeElement !== document.body) return;
			const main = document.getElementById("main");
			const beneath = document.querySelector("[role=dialog], [role=alertdialog]");
			// The page is hidden from assistive technology a moment longer than it is covered.
			if (beneath === null && looks > 0 && main?.closest("[aria-hidden=true]"))
				return void requestAnimationFrame(() => giveBack(looks - 1));
			for (let one = been.pop(); one !== undefined; one = been.pop()) {
				if (!one.isConnected || (beneath !== null && one.closest(overlay) === null)) continue;
				one.focus({ preventScroll: true });
				if (document.activeElement === one) return;
			}
			main?.focus({ preventScroll: true });
		};
		// Overlays stand in the body itself, beside the page.
		const watching = new MutationObserver(() => requestAnimationFrame(() => giveBack(mostLooks)));
		document.addEventListener("focusin", follow);
		watching.observe(document.body, { childList: true });
		return () => {
			document.removeEventListener("focusin", follow);
			watching.disconnect();
		};
	}, []);
}
