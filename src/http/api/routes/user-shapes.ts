import { z } from "zod";
import { normaliseUpn } from "../../../directory/upn.ts";
import { printable } from "../../../texts/texts.ts";
import type { ApiStores } from "../api-stores.ts";
import { instant, iso } from "../shapes.ts";

/** Whom a request is about: their id, or their user name. */
export const byUser = z.strictObject({ id: z.string().min(1).max(320) });

export const licenceState = z.enum(["active", "no-seat"]);

export const userShape = z.object({
	id: z.string(),
	upn: z.string(),
	displayName: z.string(),
	enabled: z.boolean(),
	/** Bound by no limit of devices. */
	enrollmentManager: z.boolean(),
	hasPassword: z.boolean(),
	/** Whether one is set; never the secret. */
	secondFactor: z.boolean(),
	createdAt: instant,
	updatedAt: instant,
});

export const heldLicence = z.object({ plan: z.string(), name: z.string(), state: licenceState, assignedAt: instant });

/** What the record shows of a user: neither their password's hash nor the secret of their one-time codes. */
export function toldUser(user: NonNullable<Awaited<ReturnType<ApiStores["users"]["byId"]>>>): z.input<typeof userShape> {
	const { id, upn, displayName, enabled, enrollmentManager, passwordHash, totp, createdAt, updatedAt } = user;
	return {
		// From a file or another system: what turns the direction of a line would turn that of its neighbours too.
		...{
			id,
			upn,
			displayName: printable(displayName),
			enabled,
			enrollmentManager,
			hasPassword: passwordHash !== null,
			secondFactor: totp !== null,
		},
		...{ createdAt: iso(createdAt), updatedAt: iso(updatedAt) },
	};
}

export async function findUser(stores: Pick<ApiStores, "users">, id: string) {
	return (await stores.users.byId(id)) ?? stores.users.byUpn(normaliseUpn(id));
}

/** Of each of them, in one question. */
export async function licencesOf(stores: Pick<ApiStores, "licences">, userIds: readonly string[]) {
	const names = await planNames(stores);
	const held = Map.groupBy(await stores.licences.ofUsers(userIds), ({ userId }) => userId);
	return (userId: string) =>
		(held.get(userId) ?? []).map(({ plan, state, assignedAt }) => ({
			...{ plan, name: names.get(plan) ?? plan, state, assignedAt: iso(assignedAt) },
		}));
}

async function planNames({ licences }: Pick<ApiStores, "licences">): Promise<ReadonlyMap<string, string>> {
	return new Map((await licences.plans()).map(({ plan, name }) => [plan, name]));
}
