/**
 * The line of the first mistake in a text that is no JSON, from 1. The parser's own message is not for people to see: it quotes what stands around
 * the mistake, which may be a secret.
 */
export function jsonFaultLine(text: string): number {
	const named = /\(line (\d+) column/.exec(fault(text))?.[1];
	if (named !== undefined) return Number(named);
	// V8 names no line for a token that it does not know; the first lines up to it have the same fault, those before it only end too early.
	const lines = text.split("\n");
	const until = lines.findIndex((_, at) => fault(lines.slice(0, at + 1).join("\n")).startsWith("Unexpected token"));
	return until < 0 ? lines.length : until + 1;
}

function fault(text: string): string {
	try {
		JSON.parse(text);
		return "";
	} catch (error) {
		return error instanceof Error ? error.message : "";
	}
}
