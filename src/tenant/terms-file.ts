import { decodeText } from "../protocol/csv/decode-text.ts";

interface Words {
	readonly en: string;
	readonly ja: string;
}

export interface TermsFile {
	readonly title: Words;
	readonly body: Words;
}

const heading = /^#\s*(en|ja)\s*[:：]\s*(.+)$/iu;

/** Both languages in one text: `# en: Title`, the English body, `# ja: 題名`, the Japanese body. */
export function parseTermsFile(
	bytes: Uint8Array,
): { readonly ok: true; readonly terms: TermsFile } | { readonly ok: false; readonly fault: "encoding" | "no-heading" } {
	const decoded = decodeText(bytes);
	if (!decoded.ok) return { ok: false, fault: "encoding" };
	const title = { en: "", ja: "" };
	const lines: { readonly en: string[]; readonly ja: string[] } = { en: [], ja: [] };
	let language: "en" | "ja" | undefined;
	for (const line of decoded.text.split(/\r\n?|\n/)) {
		const head = heading.exec(line.normalize("NFKC"));
		if (head !== null) {
			language = head[1]?.toLowerCase() === "ja" ? "ja" : "en";
			title[language] = (line.split(/[:：]/u).slice(1).join(":") ?? "").trim();
		} else if (language !== undefined) {
			lines[language].push(line);
		} else if (line.trim() !== "") {
			return { ok: false, fault: "no-heading" };
		}
	}
	if (language === undefined) return { ok: false, fault: "no-heading" };
	return { ok: true, terms: { title, body: { en: lines.en.join("\n").trim(), ja: lines.ja.join("\n").trim() } } };
}

/** A line that would begin another language. */
export function isTermsHeading(line: string): boolean {
	return heading.test(line.normalize("NFKC"));
}

/** The same text again. */
export function termsText({ title, body }: TermsFile): string {
	return `# en: ${title.en}\n\n${body.en}\n\n# ja: ${title.ja}\n\n${body.ja}\n`;
}
