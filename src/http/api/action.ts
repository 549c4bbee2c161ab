import { z } from "zod";
import { permissionFor } from "../../administrators/permissions.ts";
import { ChangedMeanwhile } from "../../evidence/changed-meanwhile.ts";
import type { ApiStores } from "./api-stores.ts";
import type { CommandReply } from "./command-request.ts";
import { type ApiProblem, refuse } from "./problem.ts";
import type { Described, Route, Sent } from "./route.ts";
import { language } from "./shapes.ts";

const change = z.object({
	action: z.string(),
	target: z.string().nullable(),
	detail: z.record(z.string(), z.json()),
	/** The same in words: one line a value. */
	lines: z.array(z.string()),
	undo: z.array(z.string()).nullable(),
	users: z.number().optional(),
	devices: z.number().optional(),
	everybody: z.literal(true).optional(),
});

const previewShape = z.object({
	changes: z.array(change),
	asked: z.array(z.string()),
	/** Of changed policies: whom they would hit. null: no policy changes. */
	hit: z
		.object({
			/** Of those who enrolled in the last 30 days; null: nobody did, or it is not about that. `sample`: the newest were judged, and there are more. */
			enrolled: z.object({ judged: z.number(), refused: z.number(), sample: z.boolean() }).nullable(),
			/** Who could enroll no further device. `least`: at least so many, for only the `judged` with the most devices were looked at. */
			atLimit: z.object({ people: z.number(), newly: z.number(), judged: z.number(), least: z.boolean() }).nullable(),
			/** Managed devices; none of them is touched. */
			devices: z.number(),
			/** The same in words. */
			lines: z.array(z.string()),
		})
		.nullable(),
	wouldPass: z.array(
		z.object({ reference: z.string(), upn: z.string().nullable(), serial: z.string().nullable(), code: z.string().nullable() }),
	),
});

/** What every change answers, whoever makes it. */
export const doneShape = z.object({
	/** false: only looked at what would come of it. */
	done: z.boolean(),
	text: z.string(),
	notes: z.array(z.string()),
	/** What the command answers to programs. */
	data: z.json(),
	preview: previewShape.nullable(),
	/** Entries of the record; those with `undo` can be taken back (undoChange). */
	entries: z.array(z.object({ id: z.string(), undo: z.boolean() })),
});

export const previewQuery = z.strictObject({ preview: z.enum(["true", "false"]).default("false"), lang: language });

type Shape = z.ZodType;

interface ActionSpecification<P, B> {
	readonly path: string;
	readonly id: string;
	readonly summary: string;
	/** Its words on the command line. What it needs of whoever asks is said in administrators/permissions.ts. */
	readonly command: string;
	readonly params?: P;
	readonly body?: B;
	/** Bytes; a file that it takes is given as `-`. */
	readonly largest?: number;
	/** Shows a secret, once. */
	readonly showsSecret?: true;
	/** What the command is given: under the names of its arguments and options. */
	readonly given: (asked: {
		readonly params: P extends Shape ? z.output<P> : undefined;
		readonly body: B extends Shape ? z.output<B> : undefined;
	}) => Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
	/** The version (ETag) of what is changed: the request must name it, and it is compared in the change's own unit of work. */
	readonly version?: (stores: ApiStores, params: P extends Shape ? z.output<P> : undefined) => Promise<string | undefined>;
	/** What it reads where it is given `-`. */
	readonly input?: (body: B extends Shape ? z.output<B> : undefined) => Uint8Array;
}

/**
 * A change: POST, with ?preview=true only told. It is the command of the command line, so that both do, record, refuse and take back the same
 * (decision 27).
 */
export function action<const Path extends string, P extends Shape | undefined = undefined, B extends Shape | undefined = undefined>(
	specification: ActionSpecification<P, B> & { readonly path: Path },
): Route & Described<"POST", Path, Sent<P>, z.input<typeof previewQuery>, Sent<B>, z.output<typeof doneShape>> {
	const { command, given, input, version, ...rest } = specification;
	const access = permissionFor(command);
	if (access === undefined) throw new TypeError(`no role may run “${command}”`);
	const row: Route = {
		...rest,
		...{ method: "POST", access, query: previewQuery, answer: doneShape },
		...(version === undefined ? {} : { versioned: true as const }),
		async run(asked, { services, caller, language: own, peer, ifMatch }) {
			if (caller === null) return refuse("not-signed-in");
			const query = asked.query as z.output<typeof previewQuery>;
			const read = asked as Parameters<typeof given>[0];
			const preview = query.preview === "true";
			try {
				const reply = await services.command({
					...{ command, given: given(read), preview, language: query.lang ?? own, who: caller.administrator.name, from: peer },
					...(input === undefined ? {} : { input: input(read.body) }),
					...(version === undefined ? {} : { stillAsSeen: async (stores) => (await version(stores, read.params)) === ifMatch }),
				});
				if (reply.ok) return { body: doneBody(reply, preview) };
				// What was seen is not there any more, or not so: that is why, whatever the command says of what it found.
				const isStale = version !== undefined && (await version(services.work.read, read.params)) !== ifMatch;
				return isStale ? refuse("changed-meanwhile") : notDone(reply);
			} catch (error) {
				if (error instanceof ChangedMeanwhile) return refuse("changed-meanwhile");
				throw error;
			}
		},
	};
	return row as Route & Described<"POST", Path, Sent<P>, z.input<typeof previewQuery>, Sent<B>, z.output<typeof doneShape>>;
}

/** Why it was not done: in words, and for whoever shows it at the field that it is about. */
export function notDone({ text, reason }: CommandReply): ApiProblem {
	return { problem: "not-done", detail: text, ...(reason === null ? {} : { reason }) };
}

/** As `doneShape` tells it. */
export function doneBody({ text, notes, data, entries }: CommandReply, preview: boolean): z.input<typeof doneShape> {
	const shown = preview ? previewShape.parse(data) : null;
	return {
		done: !preview,
		text,
		notes: [...notes],
		data: preview ? null : (data as z.core.util.JSONType),
		preview: shown,
		entries: [...entries],
	};
}
