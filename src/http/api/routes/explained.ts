import { z } from "zod";

/** What a rule saw, in words. */
export const findingShape = z.object({ code: z.string(), outcome: z.enum(["fail", "unknown", "pass"]), saw: z.string() });

/** `command`: a line for the shell; null where a person must act outside the product. */
export const fixShape = z.object({ title: z.string(), command: z.string().nullable() });

export const severityShape = z.enum(["error", "warning", "information"]);
