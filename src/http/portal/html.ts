/** Text that is already safe to put into a page. Only `html` makes it. */
export class Markup {
	readonly #text: string;

	constructor(text: string, key: typeof made) {
		if (key !== made) throw new Error("only the html template makes Markup");
		this.#text = text;
	}

	toString(): string {
		return this.#text;
	}
}

/** Not exported: nobody else can call the constructor. */
const made = Symbol("html");

/** What may stand in `${}`. Nothing is shown for null, undefined and false, so that `${condition && html`…`}` reads well. */
export type Value = string | number | Markup | null | undefined | false | readonly Value[];

/**
 * A template whose values are escaped, for text and for attributes in double quotes. Markup made by `html` is taken as it is.
 *
 * Inside a tag but outside of quotes only Markup may stand (`${wrong && html`autofocus`}`), and inside script or style nothing: no escaping makes
 * a text safe there, so it is a bug in the page, and throws.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Markup {
	const places = placesOf(literals);
	let text = literals[0] ?? "";
	for (const [index, value] of values.entries()) {
		if (places[index] === "tag" && (typeof value === "string" || typeof value === "number")) {
			throw new Error(`html: a value outside of quotes after ${literals[index]}`);
		}
		text += render(value) + (literals[index + 1] ?? "");
	}
	return new Markup(text, made);
}

function render(value: Value): string {
	if (value === null || value === undefined || value === false) return "";
	if (value instanceof Markup) return value.toString();
	if (typeof value === "object") return value.map(render).join("");
	return escapeText(String(value));
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeText(text: string): string {
	return text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}

/** `escaped`: text or a quoted attribute. */
type Place = "escaped" | "tag";

/** A template stands once in the source, so its literals are the same object every time. */
const known = new WeakMap<TemplateStringsArray, readonly Place[]>();

function placesOf(literals: TemplateStringsArray): readonly Place[] {
	const found = known.get(literals);
	if (found !== undefined) return found;
	let before = "";
	const places = literals.slice(0, -1).map((literal): Place => {
		before += literal;
		const open = before.lastIndexOf("<");
		const tag = open > before.lastIndexOf(">") ? before.slice(open) : null;
		if (tag === null && /<(?:script|style)\b[^>]*>[^<]*$/i.test(before)) throw new Error("html: a value inside of script or style");
		// Within a tag, an odd number of double quotes means that the value stands inside a quoted attribute.
		return tag !== null && tag.split('"').length % 2 === 1 ? "tag" : "escaped";
	});
	known.set(literals, places);
	return places;
}
