import { setImmediate } from "node:timers/promises";
import { csvBegin, csvLine } from "../protocol/csv/write-csv.ts";
import { joinNames } from "./name-list.ts";
import type { GroupStore, LicenceStore, UserFilter, UserStore } from "./ports.ts";

/** The columns of the import, by the names that it knows in every language; no password is ever written. */
const columns = ["upn", "displayName", "enabled", "groups", "licences", "enrollmentManager"] as const;

/** So many people are read and written at once. */
const atOnce = 250;

/** Which people a file holds, for the record. What was searched for may be a name, and is not kept. */
export async function exportedPart(
	groups: Pick<GroupStore, "byId">,
	{ search, enabled, plan, licence, groupId }: UserFilter,
): Promise<{ readonly [filter in "search" | "enabled" | "plan" | "licence" | "group"]?: string | boolean }> {
	return {
		...(search === undefined ? {} : { search: true }),
		...(enabled === undefined ? {} : { enabled }),
		...(plan === undefined ? {} : { plan }),
		...(licence === undefined ? {} : { licence }),
		...(groupId === undefined ? {} : { group: (await groups.byId(groupId))?.name ?? groupId }),
	};
}

/** People as a file that a spreadsheet opens and the import takes again, piece by piece: a hundred thousand are never held at once. */
export async function* exportUsers(
	stores: {
		readonly users: Pick<UserStore, "page">;
		readonly groups: Pick<GroupStore, "ofUsers">;
		readonly licences: Pick<LicenceStore, "ofUsers">;
	},
	filter: UserFilter,
): AsyncGenerator<string> {
	yield csvBegin + csvLine(columns);
	for (let after: string | undefined; ; ) {
		const page = await stores.users.page({ ...filter, ...(after === undefined ? {} : { after }), limit: atOnce });
		if (page.length === 0) return;
		const ids = page.map(({ id }) => id);
		const groups = Map.groupBy(await stores.groups.ofUsers(ids), ({ userId }) => userId);
		const licences = Map.groupBy(await stores.licences.ofUsers(ids), ({ userId }) => userId);
		const lines = page.map(({ id, upn, displayName, enabled, enrollmentManager }) => {
			const named = joinNames((groups.get(id) ?? []).map(({ name }) => name));
			const plans = joinNames((licences.get(id) ?? []).map(({ plan }) => plan));
			return csvLine([upn, displayName, enabled, named, plans, enrollmentManager]);
		});
		yield lines.join("");
		if (page.length < atOnce) return;
		after = page.at(-1)?.upn;
		await setImmediate();
	}
}
