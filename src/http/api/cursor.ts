import { z } from "zod";
import type { Position } from "../../evidence/position.ts";

/** Where the next page begins. It opens nothing: whoever changes it gets another part of what they may see anyway. */
function writeCursor({ at, id }: Position): string {
	return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

/** What is no cursor is a fault of the request. */
const cursor = z
	.string()
	.max(600)
	.transform((text, context): Position => {
		const position = z.tuple([z.int(), z.string().max(256)]).safeParse(parse(text));
		if (position.success) return { at: position.data[0], id: position.data[1] };
		context.issues.push({ code: "custom", input: text });
		return z.NEVER;
	});

function parse(text: string): unknown {
	try {
		return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
	} catch {
		return undefined;
	}
}

/** Of every list. */
export const pageQuery = { cursor: cursor.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

/** A page of rows of which one more than `limit` was read. */
export function page<R, T>(
	rows: readonly R[],
	limit: number,
	{ item, position }: { readonly item: (row: R) => T; readonly position: (row: R) => Position },
): { readonly items: T[]; readonly next: string | null } {
	const shown = rows.slice(0, limit);
	const last = shown.at(-1);
	return { items: shown.map(item), next: rows.length > limit && last !== undefined ? writeCursor(position(last)) : null };
}
