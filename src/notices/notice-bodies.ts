import type { Part } from "./render-notice.ts";

/** A message as plain text, for programs that show no HTML, and for people who want none. */
export function textBody(parts: readonly Part[]): string {
	return parts.map(textOf).join("");
}

function textOf(part: Part): string {
	if (part.kind === "title") return `\n${part.text}\n`;
	if (part.kind === "labelled") return `\n${part.label}:\n  ${part.text}\n`;
	if (part.kind === "fixes") {
		const fixes = part.fixes.map(({ title, command }, n) => `  ${n + 1}. ${title}\n${command === null ? "" : `     ${command}\n`}`);
		return `\n${part.label}:\n${fixes.join("")}`;
	}
	return part.kind === "faint" ? `${part.text}\n` : `\n${part.text}\n`;
}

const pre = 'style="background:#f3f2f1;padding:6px 8px;white-space:pre-wrap"';

/** The same as HTML: nothing is fetched from anywhere, and nothing that a stranger wrote is markup. */
export function htmlBody(parts: readonly Part[], language: string): string {
	const body = parts.map(htmlOf).join("\n");
	return `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head><body style="font-family:sans-serif;line-height:1.5">\n${body}\n</body></html>\n`;
}

function htmlOf(part: Part): string {
	if (part.kind === "title") return `<h2 style="font-size:1.15em;margin:1.5em 0 0">${escaped(part.text)}</h2>`;
	if (part.kind === "labelled") return `<p><b>${escaped(part.label)}</b><br>${escaped(part.text)}</p>`;
	if (part.kind === "fixes") {
		const fixes = part.fixes.map(
			({ title, command }) => `<li>${escaped(title)}${command === null ? "" : `<pre ${pre}><code>${escaped(command)}</code></pre>`}</li>`,
		);
		return `<p><b>${escaped(part.label)}</b></p>\n<ol>${fixes.join("")}</ol>`;
	}
	return part.kind === "faint" ? `<p style="color:#605e5c">${escaped(part.text)}</p>` : `<p>${escaped(part.text)}</p>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? "");
