import { Buffer } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { shortId } from "../../../diagnosis/incident-record.ts";
import { usersCsvLimits } from "../../../directory/parse-users-csv.ts";
import { doneBody, doneShape } from "../action.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import type { ImportRun, ToldPreview } from "../user-imports.ts";

const lineChange = z.discriminatedUnion("field", [
	z.object({ field: z.literal("displayName"), before: z.string().nullable(), after: z.string() }),
	z.object({ field: z.enum(["password", "enabled", "enrollmentManager"]), before: z.boolean().nullable(), after: z.boolean() }),
	z.object({ field: z.literal("group"), before: z.null(), after: z.string() }),
	z.object({ field: z.literal("licence"), before: z.literal("no-seat").nullable(), after: z.string(), seat: z.boolean() }),
]);

const lineShape = z.object({
	/** null: it is about the whole file. */
	line: z.number().nullable(),
	what: z.enum(["add", "change", "unchanged", "problem"]),
	upn: z.string().nullable(),
	displayName: z.string().nullable(),
	changes: z.array(lineChange),
	notes: z.array(z.string()),
});

const previewShape = z.object({
	lines: z.array(lineShape),
	newGroups: z.array(z.string()),
	/** How many have to be hashed: some fifty a second. */
	passwords: z.number(),
});

const runShape = z.object({
	id: z.string(),
	state: z.enum(["running", "done", "refused", "broken"]),
	startedAt: instant,
	/** Passwords hashed, and how many there are. */
	hashed: z.number(),
	passwords: z.number(),
	/** Why nothing was imported. */
	refusal: z.string().nullable(),
	result: doneShape.nullable(),
});

export const userImportRoutes = [
	route({
		method: "POST",
		path: "/users/import",
		id: "importUsers",
		summary:
			"Imports users from a CSV file, wholly or not at all; with ?preview=true says of every line what would come of it, and imports nothing.",
		access: "users.change",
		query: z.strictObject({ preview: z.enum(["true", "false"]).default("false"), lang: language }),
		body: z.strictObject({
			/** The file as it is, in base 64: it may be UTF-8 or Shift_JIS. */
			file: z.base64().max(Math.ceil(usersCsvLimits.bytes / 3) * 4 + 4),
		}),
		largest: 24 * 1024 * 1024,
		answer: z.object({ preview: previewShape.nullable(), run: runShape.nullable() }),
		async run({ query, body }, { services, caller, language: own, peer }) {
			const file = Buffer.from(body.file, "base64");
			const lang = query.lang ?? own;
			if (query.preview === "true") {
				const told = await services.userImports.preview(file, lang);
				return { body: { preview: null, run: null }, pieces: { of: piecesOf(told) } };
			}
			const request = {
				...{ language: lang, who: caller.administrator.name, from: peer },
				...(caller.token === null ? {} : { token: shortId(caller.token.id) }),
			};
			const run = services.userImports.start(caller.administrator.id, request, file);
			return run === null ? refuse("import-under-way") : { body: { preview: null, run: told(run) } };
		},
	}),
	route({
		method: "GET",
		path: "/users/import/:id",
		id: "getUserImport",
		summary: "How far an import is that oneself began, and what came of it.",
		access: "users.change",
		params: z.strictObject({ id: z.string().min(1).max(100) }),
		answer: runShape,
		async run({ params }, { services, caller }) {
			const run = services.userImports.find(params.id);
			// Of somebody else's nothing is told, not even that it is there.
			return run === undefined || run.administratorId !== caller.administrator.id ? refuse("not-found") : { body: told(run) };
		},
	}),
] as const;

/** So many lines are put into words and written at once. */
const atOnce = 200;

/** The answer as its shape says it, without ever being whole: phones are answered between its pieces. */
async function* piecesOf({ lines, told, newGroups, passwords }: ToldPreview): AsyncGenerator<string> {
	yield `{"preview":{"newGroups":${JSON.stringify(newGroups)},"passwords":${passwords},"lines":[`;
	for (let at = 0; at < lines; at += atOnce) {
		const piece = told(at, at + atOnce).map((line) => JSON.stringify(lineShape.parse(line)));
		yield `${at === 0 ? "" : ","}${piece.join(",")}`;
		await setImmediate();
	}
	yield `]},"run":null}`;
}

function told({ id, startedAt, done, of, reply, broken }: ImportRun): z.input<typeof runShape> {
	const state = broken ? "broken" : reply === null ? "running" : reply.ok ? "done" : "refused";
	return {
		...{ id, state, startedAt: iso(startedAt), hashed: done, passwords: of },
		refusal: reply === null || reply.ok ? null : reply.text,
		result: reply?.ok === true ? doneBody(reply, false) : null,
	};
}
