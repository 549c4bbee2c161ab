import { html, type Markup } from "./html.ts";
import { qrCode } from "./qr-code.ts";

/** Dark on light in both colour schemes, since not every camera reads the reverse. Null when the address is too long for a small code. */
export function drawnCode(address: string, label: string): Markup | null {
	const modules = qrCode(address);
	if (modules === undefined) return null;
	const quiet = 4;
	const size = modules.length + 2 * quiet;
	const runs = modules.flatMap((row, y) =>
		[
			...row
				.map((dark) => (dark ? "1" : "0"))
				.join("")
				.matchAll(/1+/g),
		].map((run) => `M${run.index + quiet} ${y + quiet}h${run[0].length}v1h-${run[0].length}z`),
	);
	return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path class="light" d="M0 0h${size}v${size}h-${size}z"/><path d="${runs.join("")}"/></svg>`;
}
