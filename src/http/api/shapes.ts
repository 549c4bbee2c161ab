import { z } from "zod";
import { permissions, roles } from "../../administrators/permissions.ts";

/** ISO 8601 in UTC. */
export const instant = z.iso.datetime();

export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
	return at === null ? null : new Date(at).toISOString();
}

export const byId = z.strictObject({ id: z.string().min(1).max(100) });
export const roleShape = z.enum(roles);
export const permissionShape = z.enum(permissions as [(typeof permissions)[number], ...(typeof permissions)[number][]]);
export const language = z.enum(["en", "ja"]).optional();
/** Nothing to tell. */
export const nothing = z.object({});
