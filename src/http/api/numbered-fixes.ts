import { z } from "zod";
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
