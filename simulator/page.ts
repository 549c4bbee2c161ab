/** What a person does with a page: reads its kind, its reference and its code, fills a form in, follows a link. */
export interface SeenPage {
	readonly url: string;
	readonly status: number;
	/** `data-page` of the body: `sign-in`, `one-time-code`, `terms`, `install`, `progress`, `managed`, `refused`, `open-in-safari`; null elsewhere. */
	readonly kind: string | null;
	/** `data-stage` of a waiting page. */
	readonly stage: string | null;
	/** `K7-4QPM` */
	readonly reference: string | null;
	/** Of the refusal page, and of a sign-in page that was refused. */
	readonly code: string | null;
	readonly html: string;
	form(id: string): SeenForm | undefined;
	/** The address that the link with this id leads to. */
	link(id: string): string | undefined;
}

interface SeenForm {
	readonly method: "GET" | "POST";
	readonly action: string;
	/** `enctype`: only such a form sends files. */
	readonly multipart: boolean;
	/** Names of the fields for a file. */
	readonly files: readonly string[];
	/** Names and values as they stand, hidden ones too. */
	readonly fields: readonly (readonly [string, string])[];
	readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

interface Tag {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
}

/** Reads just enough of HTML: tags, their attributes, the text of none. */
export function readPage(url: string, status: number, html: string): SeenPage {
	const tags = readTags(html);
	const first = (attribute: string) => tags.find(({ attributes }) => attributes.has(attribute))?.attributes.get(attribute) ?? null;
	const body = tags.find(({ name }) => name === "body")?.attributes;
	return {
		url,
		status,
		kind: body?.get("data-page") ?? null,
		stage: body?.get("data-stage") ?? null,
		reference: first("data-reference"),
		code: first("data-code"),
		html,
		form: (id) => readForm(tags, id, url),
		link(id) {
			const href = tags.find(({ name, attributes }) => name === "a" && attributes.get("id") === id)?.attributes.get("href");
			return href === undefined ? undefined : new URL(href, url).href;
		},
	};
}

function readForm(tags: readonly Tag[], id: string, url: string): SeenForm | undefined {
	const start = tags.findIndex(({ name, attributes }) => name === "form" && attributes.get("id") === id);
	const form = tags[start];
	if (form === undefined) return undefined;
	const end = tags.findIndex(({ name }, index) => index > start && name === "/form");
	const inside = tags.slice(start + 1, end === -1 ? undefined : end);
	const named = (name: string) => inside.filter((tag) => tag.name === name && (tag.attributes.get("name") ?? "") !== "");
	const pair = ({ attributes }: Tag) => [attributes.get("name") ?? "", attributes.get("value") ?? ""] as const;
	return {
		method: form.attributes.get("method")?.toLowerCase() === "post" ? "POST" : "GET",
		action: new URL(form.attributes.get("action") ?? "", url).href,
		multipart: form.attributes.get("enctype")?.toLowerCase() === "multipart/form-data",
		files: named("input")
			.filter(isFile)
			.map(({ attributes }) => attributes.get("name") ?? ""),
		fields: [...named("textarea"), ...named("input").filter((tag) => !isFile(tag))].map(pair),
		buttons: named("button")
			.map(pair)
			.map(([name, value]) => ({ name, value })),
	};
}

const isFile = ({ attributes }: Tag) => attributes.get("type") === "file";

function readTags(html: string): Tag[] {
	const tags: Tag[] = [];
	const tag = /<!--[\s\S]*?-->|<(\/?[a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/g;
	for (const match of html.matchAll(tag)) {
		if (match[1] === undefined) continue;
		tags.push({ name: match[1].toLowerCase(), attributes: readAttributes(match[2] ?? "") });
	}
	return tags;
}

function readAttributes(text: string): ReadonlyMap<string, string> {
	const attributes = new Map<string, string>();
	for (const match of text.matchAll(/([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
		const name = (match[1] ?? "").toLowerCase();
		if (!attributes.has(name)) attributes.set(name, decodeEntities(match[2] ?? match[3] ?? match[4] ?? ""));
	}
	return attributes;
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
	return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
		if (name !== undefined) return named[name] ?? whole;
		return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal));
	});
}
