import type { ScreenBlock } from "../http/api/tour.ts";

/** What a person reads on a page of the portal, from top to bottom: our own pages, so what they are made of is known. */
export function pageBlocks(html: string): ScreenBlock[] {
	const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? html;
	// Drawings, what only scripts show, and the spelling of the reference for the telephone.
	const plain = main
		.replaceAll(/<(svg|script|style|noscript|ol class="spelled")[\s\S]*?<\/(svg|script|style|noscript|ol)>/g, "")
		.replaceAll(/<button[^>]* hidden>[\s\S]*?<\/button>/g, "")
		.replaceAll(/(<summary[^>]*>[\s\S]*?<\/summary>)[\s\S]*?<\/details>/g, "$1")
		.replaceAll(/<div class="notice bad"[\s\S]*?<\/div>/g, (notice) =>
			notice.replaceAll("<h2", "<h2 data-bad").replaceAll("<p", "<p data-bad"),
		);
	return blocksIn(plain);
}

const element = /<(h1|h2|h3|p|li|label|button|summary|a)\b([^>]*)>([\s\S]*?)<\/\1>/g;

function blocksIn(html: string): ScreenBlock[] {
	const blocks: ScreenBlock[] = [];
	for (const [, tag = "", attributes = "", inner = ""] of html.matchAll(element)) {
		if (/<(h3|p|ul|li)\b/.test(inner)) blocks.push(...blocksIn(inner));
		else if (/<output/.test(inner))
			blocks.push({ kind: "reference", text: textOf(/<output[^>]*>([\s\S]*?)<\/output>/.exec(inner)?.[1] ?? "") });
		else if (tag === "p" && textOf(inner) === textOf(/<a [^>]*>([\s\S]*?)<\/a>/.exec(inner)?.[1] ?? "")) blocks.push(...blocksIn(inner));
		else blocks.push({ kind: kindOf(tag, attributes), text: textOf(inner) });
	}
	return blocks.filter(({ text }) => text !== "");
}

function kindOf(tag: string, attributes: string): ScreenBlock["kind"] {
	if (attributes.includes("data-bad")) return "bad";
	if (tag === "h1" || tag === "h2" || tag === "h3") return "heading";
	if (tag === "label") return "field";
	if (tag === "li") return "item";
	if (tag === "summary") return "link";
	if (tag === "button") return attributes.includes("quiet") ? "link" : "button";
	if (tag === "a") return attributes.includes("button") ? "button" : "link";
	return attributes.includes("hint") ? "hint" : "text";
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function textOf(html: string): string {
	return html
		.replaceAll(/<br\s*\/?>/g, " · ")
		.replaceAll(/<[^>]*>/g, "")
		.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return named[name] ?? whole;
			return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal));
		})
		.replaceAll(/\s+/g, " ")
		.trim();
}
