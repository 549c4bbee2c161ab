import { type Outcome, refused } from "../evidence/outcome.ts";
import type { SettingStore } from "./ports.ts";

const name = "enrollment-group";

interface GroupName {
	readonly id: string;
	readonly name: string;
}

/** The one group whose members may enroll; null: everybody may. */
export async function enrollmentGroup(stores: { readonly settings: Pick<SettingStore, "get"> }): Promise<GroupName | null> {
	const stored = await stores.settings.get(name);
	return stored === undefined ? null : JSON.parse(stored);
}

/** Whether this user (null: nobody, for devices without user) is in the group that may enroll. `member` is true where no group is required. */
export async function enrollmentGroupFact(
	stores: { readonly settings: Pick<SettingStore, "get">; readonly groups: { ofUser(userId: string): Promise<readonly GroupName[]> } },
	userId: string | null,
): Promise<{ required: string | null; member: boolean }> {
	const required = await enrollmentGroup(stores);
	if (required === null) return { required: null, member: true };
	const groups = userId === null ? [] : await stores.groups.ofUser(userId);
	return { required: required.name, member: groups.some((group) => group.id === required.id) };
}

/** Lets only the members of a group enroll, or everybody (null). */
export async function setEnrollmentGroup(
	stores: { readonly settings: SettingStore; readonly groups: { byName(name: string): Promise<GroupName | undefined> } },
	{ group, now }: { group: string | null; now: number },
): Promise<Outcome<{ group: string | null }, { readonly kind: "group-unknown"; readonly group: string }>> {
	if (group === null) {
		await stores.settings.delete(name);
		return { ok: true, group: null };
	}
	const found = await stores.groups.byName(group.trim());
	if (found === undefined) return refused({ kind: "group-unknown", group });
	await stores.settings.set(name, JSON.stringify({ id: found.id, name: found.name }), now);
	return { ok: true, group: found.name };
}
