import type { z } from "zod";
import { type Asked, type Caller, type Described, type Route, route, type Sent } from "./route.ts";

type Shape = z.ZodType;

interface ViewSpecification<P, A> {
	readonly path: string;
	readonly id: string;
	readonly summary: string;
	readonly access: Caller["permissions"][number];
	/** Its words on the command line; it changes nothing. */
	readonly command: string;
	readonly params?: P;
	readonly given?: (params: P extends Shape ? z.output<P> : undefined) => Parameters<Asked["services"]["command"]>[0]["given"];
	/** What the command answers to programs; a list is answered as `items`. */
	readonly answer: A;
}

/** What is small and has a command that shows it: GET answers what the command tells programs. Long lists are routes of their own, with cursors. */
export function view<const Path extends string, A extends Shape, P extends Shape | undefined = undefined>(
	specification: ViewSpecification<P, A> & { readonly path: Path },
): Route & Described<"GET", Path, Sent<P>, undefined, undefined, z.output<A>> {
	const { command, given, params, ...rest } = specification;
	const row = route({
		...rest,
		method: "GET",
		...(params === undefined ? {} : { params: params as Shape }),
		async run(asked, { services, caller, language, peer }) {
			const reply = await services.command({
				...{ command, given: given?.(asked.params as never) ?? {}, preview: false },
				...{ language, who: caller.administrator.name, from: peer },
			});
			if (!reply.ok) return { problem: "not-done", detail: reply.text };
			return { body: (Array.isArray(reply.data) ? { items: reply.data } : reply.data) as z.input<A> };
		},
	});
	return row as unknown as Route & Described<"GET", Path, Sent<P>, undefined, undefined, z.output<A>>;
}
