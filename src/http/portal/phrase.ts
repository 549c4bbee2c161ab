import { html, type Markup, type Value } from "./html.ts";

/** A text with its `{values}` filled in and everything escaped. A name without a value stays visible as it is. */
export function phrase(text: string, values: Readonly<Record<string, Value>> = {}): Markup {
	const parts = text.split(/\{([a-zA-Z]+)\}/);
	return html`${parts.map((part, index) => (index % 2 === 0 ? part : Object.hasOwn(values, part) ? values[part] : `{${part}}`))}`;
}
