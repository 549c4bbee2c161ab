import type { Language } from "../../texts/texts.ts";
import { html, type Markup } from "./html.ts";

/**
 * An instant. The server does not know the visitor's time zone: it writes UTC and says so, and the page's script turns it into the phone's own time.
 */
export function moment(at: number, language: Language, shows: "time" | "date"): Markup {
	const iso = new Date(at).toISOString();
	const [day, clock] = [iso.slice(0, 10), iso.slice(11, 16)];
	const utc = language === "ja" ? `${clock} (協定世界時)` : `${clock} UTC`;
	return html`<time datetime="${iso}" data-shows="${shows}">${shows === "date" ? `${day} ` : ""}${utc}</time>`;
}
