import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** How wide an element is drawn, as it changes; 0 before it is. */
export function useWidth<E extends HTMLElement>(): readonly [RefObject<E | null>, number] {
	const element = useRef<E>(null);
	const [width, setWidth] = useState(0);
	useLayoutEffect(() => {
		const { current } = element;
		if (current === null) return;
		setWidth(current.clientWidth);
		const observer = new ResizeObserver(([entry]) => {
			if (entry !== undefined) setWidth(Math.round(entry.contentRect.width));
		});
		observer.observe(current);
		return () => observer.disconnect();
	}, []);
	return [element, width];
}
