import { z } from "zod";
import { fixPlaces } from "../../../diagnosis/fix-place.ts";
import { instant } from "../shapes.ts";

/** What a rule saw, in words. */
export const findingShape = z.object({ code: z.string(), outcome: z.enum(["fail", "unknown", "pass"]), saw: z.string() });

/** `command`: a line for the shell; null where a person must act outside the product. */
export const fixShape = z.object({
	/** What kind of fix it is, the same in every language. */
	id: z.string(),
	title: z.string(),
	command: z.string().nullable(),
	/** Where the console does what the command does in a terminal, or where at Apple somebody does it; null: with a button, or by hand. */
	place: z.enum(fixPlaces).nullable(),
	/** A person does it, outside of this service. */
	byHand: z.boolean(),
	/** What it names: a token, a user, a serial number. */
	values: z.record(z.string(), z.string()),
});

/** A fix that POST /fixes runs by its number. */
export const numberedFixShape = fixShape.extend({
	number: z.number(),
	/** Whether it can be run from here, once what it needs is filled in. */
	acts: z.boolean(),
	/** What only a person knows: names for `values`. */
	needs: z.array(z.string()),
});

/** One of those that several things lead to: with what POST /fixes calls the thing that it is of. */
export const foundFixShape = numberedFixShape.extend({ what: z.string() });

export const severityShape = z.enum(["error", "warning", "information"]);

/** Who mends it, for programs. */
export const whoShape = z.enum(["user", "administrator", "apple-manager", "directory", "nobody"]);

/** What support asks first. */
export const questionShape = z.object({ question: z.string(), answers: z.array(z.string()) });

export const timelineShape = z.object({
	name: z.string(),
	at: instant,
	title: z.string(),
	codes: z.array(z.object({ code: z.string(), title: z.string() })),
	/** What was seen, in words; `at` where it is an instant. */
	details: z.array(z.object({ label: z.string(), value: z.string(), at: instant.nullable() })),
	/** Of a log that was handed in. */
	lines: z.array(z.string()),
});
