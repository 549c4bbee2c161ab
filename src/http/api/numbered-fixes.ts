import { z } from "zod";
import type { ExplainedFix } from "../../diagnosis/explain-fixes.ts";
import type { Asked, Caller } from "./route.ts";
import { numberedFixShape } from "./routes/explained.ts";

/** The fixes of a try or an incident under the numbers by which they are run: what `genkan fix` lists (decision 27). */
export async function numberedFixes(
	what: string,
	{ services, caller, language, peer }: Pick<Asked, "services" | "peer" | "language"> & { readonly caller: Caller },
): Promise<z.output<typeof numberedFixShape>[]> {
	const who = caller.administrator.name;
	const reply = await services.command({ command: "fix", given: { what }, preview: false, language, who, from: peer });
	return reply.ok ? z.array(numberedFixShape).parse(reply.data) : [];
}

type NumberedFix = z.output<typeof numberedFixShape>;
const unnumbered = { number: 0, acts: false, needs: [] };

/** Fixes that were explained, each as it is among those of `what`; one that is not among them cannot be run. */
export async function withNumbers(
	fixes: readonly ExplainedFix[],
	what: string,
	asked: Parameters<typeof numberedFixes>[1],
): Promise<NumberedFix[]> {
	const known = fixes.some(mayAct) ? await numberedFixes(what, asked) : [];
	return fixes.map((fix) => known.find((one) => isSame(one, fix)) ?? { ...fix, values: { ...fix.values }, ...unnumbered });
}

export const mayAct = ({ command, place }: ExplainedFix) => command !== null && place === null;
export const isSame = (one: Pick<ExplainedFix, "id" | "command">, other: Pick<ExplainedFix, "id" | "command">) =>
	one.id === other.id && one.command === other.command;
