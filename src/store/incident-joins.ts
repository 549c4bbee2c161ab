import { type Kysely, sql } from "kysely";
import {
	type FacetName,
	type Facets,
	type FailedTry,
	facetNames,
	type Incident,
	type IncidentExtent,
	type IncidentMember,
	type IncidentStore,
	otherValues,
	strangersKept,
} from "../evidence/incident.ts";
import type { Dialect } from "./dialect.ts";
import { toIncident, withEvent } from "./incident-rows.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";

type Key = Pick<IncidentMember, "kind" | "key">;

/** Of one facet. */
const valuesKept = 20;
const longestValue = 64;
/** A page that is loaded again and again is the same try: it is written no oftener. Milliseconds. */
const minute = 60_000;

/** What of the port counts failed tries, and those whom they stopped. */
export function incidentJoins(
	db: Kysely<Tables>,
	dialect: Dialect,
): Pick<IncidentStore, "join" | "members" | "cameThrough" | "ofMembers"> & {
	readonly forgetMembers: (before: number, limit: number) => Promise<number>;
} {
	const keysOf = (keys: readonly Key[]) =>
		sql<boolean>`("kind", "key") in ${jsonRows(
			dialect,
			{ kind: "text", key: "text" },
			keys.map(({ kind, key }) => [kind, key]),
		)}`;

	async function present({ code, subject, reopensSince }: FailedTry): Promise<Incident | undefined> {
		const same = db
			.selectFrom("incidents")
			.selectAll()
			.where("subjectKind", "=", subject.kind)
			.where("subjectId", "=", subject.id)
			.where("code", "=", code);
		const open = await same.where("closedAt", "is", null).executeTakeFirst();
		if (open !== undefined || reopensSince === null) return open && toIncident(open);
		const newest = await same.orderBy("openedAt", "desc").orderBy("id", "desc").limit(1).executeTakeFirst();
		return newest !== undefined && (newest.closedAt ?? 0) >= reopensSince ? toIncident(newest) : undefined;
	}

	async function insert(failed: FailedTry): Promise<Incident> {
		const { id, code, subject, saw, at, nextCheckAt } = failed;
		const row = {
			...{ id, code, openedAt: at, seenAt: at, closedAt: null, closedBy: null, nextCheckAt },
			...{ subjectKind: subject.kind, subjectId: subject.id, subjectName: subject.name },
			saw: JSON.stringify(saw),
			extent: JSON.stringify(emptyExtent(at)),
			...{ reopened: 0, confirmedAt: null, confirmedBy: null, mendedBy: null },
			history: withEvent([], { at, what: "opened", by: null }),
		};
		await db.insertInto("incidents").values(row).execute();
		return toIncident(row);
	}

	/** Counts these members; those who are new to the incident. */
	async function joinMembers(incident: string, failed: FailedTry, known: ReadonlySet<string>, extent: IncidentExtent) {
		const { attemptId, at } = failed;
		const added = failed.members.filter((member) => !known.has(nameOf(member)) && isKept(member, failed.proven, extent));
		const kept = failed.members.filter((member) => known.has(nameOf(member)) || added.includes(member));
		if (kept.length === 0) return added;
		const through = { throughAt: null, throughBy: null };
		await db
			.insertInto("incidentMembers")
			.values(kept.map((member) => ({ ...member, incidentId: incident, firstAt: at, lastAt: at, tries: 1, attemptId, ...through })))
			.onConflict((conflict) =>
				conflict.columns(["incidentId", "kind", "key"]).doUpdateSet((excluded) => ({
					...{ name: excluded.ref("excluded.name"), lastAt: at, attemptId, ...through },
					tries: sql<number>`"incidentMembers"."tries" + case when "incidentMembers"."attemptId" = ${attemptId} then 0 else 1 end`,
				})),
			)
			.execute();
		return added;
	}

	return {
		async join(failed, facets) {
			const { at, subject, saw, attemptId } = failed;
			const found = await present(failed);
			const incident = found ?? (await insert(failed));
			const { id } = incident;
			const reopened = incident.closedAt !== null;
			const before = incident.extent ?? emptyExtent(at);
			const known =
				found === undefined || failed.members.length === 0
					? []
					: await db
							.selectFrom("incidentMembers")
							.select(["kind", "key", "attemptId"])
							.where("incidentId", "=", id)
							.where(keysOf(failed.members))
							.execute();
			const counted = known.length === 0 || known.some((member) => member.attemptId !== attemptId);
			if (!counted && !reopened && known.length === failed.members.length && at - incident.seenAt < minute) {
				return { id, opened: false, reopened: false, counted };
			}
			const added = await joinMembers(id, failed, new Set(known.map(nameOf)), before);
			const count = (kind: IncidentMember["kind"]) => added.filter((member) => member.kind === kind).length;
			const extent: IncidentExtent = {
				...before,
				tries: before.tries + (counted ? 1 : 0),
				users: before.users + count("user"),
				names: before.names + count("name"),
				devices: before.devices + count("device"),
				lastAt: Math.max(before.lastAt, at),
				facets: counted ? withValues(before.facets, await facets()) : before.facets,
			};
			const again = {
				...{ closedAt: null, closedBy: null, confirmedAt: null, confirmedBy: null, mendedBy: null },
				reopened: incident.reopened + 1,
				nextCheckAt: failed.nextCheckAt,
				history: withEvent(incident.history, { at, what: "reopened", by: null }),
			};
			await db
				.updateTable("incidents")
				.set({
					seenAt: Math.max(incident.seenAt, at),
					subjectName: subject.name,
					saw: JSON.stringify(saw),
					extent: JSON.stringify(extent),
					...(reopened ? again : {}),
				})
				.where("id", "=", id)
				.execute();
			return { id, opened: found === undefined, reopened, counted };
		},
		async members(id, { kind, waiting, limit }) {
			let query = db.selectFrom("incidentMembers").selectAll().where("incidentId", "=", id);
			if (kind !== undefined) query = query.where("kind", "=", kind);
			if (waiting === true) query = query.where("throughAt", "is", null);
			const rows = await query.orderBy("lastAt", "desc").orderBy("kind", "desc").orderBy("key", "desc").limit(limit).execute();
			return rows.map((row): IncidentMember => {
				const { incidentId: _, ...member } = row;
				return member;
			});
		},
		async cameThrough(members, { at, reference }, limit) {
			if (members.length === 0) return [];
			const ids = await db
				.selectFrom("incidentMembers")
				.innerJoin("incidents", "incidents.id", "incidentMembers.incidentId")
				.select("incidents.id")
				.distinct()
				.where(keysOf(members))
				.where("incidents.confirmedAt", "is", null)
				.orderBy("incidents.id")
				.limit(limit)
				.execute();
			if (ids.length === 0) return [];
			const among = ids.map(({ id }) => id);
			await db
				.updateTable("incidentMembers")
				.set({ throughAt: at, throughBy: reference })
				.where("incidentId", "in", among)
				.where(keysOf(members))
				.execute();
			return (await db.selectFrom("incidents").selectAll().where("id", "in", among).orderBy("id").execute()).map(toIncident);
		},
		async ofMembers(members, limit) {
			if (members.length === 0) return [];
			const found = await db
				.selectFrom("incidentMembers")
				.selectAll()
				.where(keysOf(members))
				.orderBy("lastAt", "desc")
				.limit(limit)
				.execute();
			if (found.length === 0) return [];
			const ids = [...new Set(found.map(({ incidentId }) => incidentId))];
			const rows = await db.selectFrom("incidents").selectAll().where("id", "in", ids).execute();
			const byId = new Map(rows.map((row) => [row.id, toIncident(row)]));
			return found.flatMap(({ incidentId, ...member }) => {
				const incident = byId.get(incidentId);
				return incident === undefined ? [] : [{ incident, member }];
			});
		},
		async forgetMembers(before, limit) {
			const old = await db
				.selectFrom("incidentMembers")
				.innerJoin("incidents", "incidents.id", "incidentMembers.incidentId")
				.select(["incidentMembers.incidentId", "incidentMembers.kind", "incidentMembers.key"])
				.where("incidents.closedAt", "<", before)
				.limit(limit)
				.execute();
			if (old.length === 0) return 0;
			const rows = jsonRows(
				dialect,
				{ incidentId: "text", kind: "text", key: "text" },
				old.map(({ incidentId, kind, key }) => [incidentId, kind, key]),
			);
			await db.deleteFrom("incidentMembers").where(sql<boolean>`("incidentId", "kind", "key") in ${rows}`).execute();
			return old.length;
		},
	};
}

const nameOf = ({ kind, key }: Key) => `${kind} ${key}`;

const emptyExtent = (at: number): IncidentExtent => ({
	...{ tries: 0, users: 0, names: 0, devices: 0, firstAt: at, lastAt: at },
	successBefore: null,
	facets: {},
});

function isKept({ kind }: Key, proven: boolean, { names, devices }: IncidentExtent): boolean {
	switch (kind) {
		case "user":
			return true;
		case "name":
			return names < strangersKept;
		case "device":
			return proven || devices < strangersKept;
	}
}

function withValues(facets: Facets, values: { readonly [F in FacetName]?: string }): Facets {
	return Object.fromEntries(
		facetNames.flatMap((name): [FacetName, { readonly [value: string]: number }][] => {
			const before = facets[name];
			const said = values[name]?.slice(0, longestValue);
			if (said === undefined) return before === undefined ? [] : [[name, before]];
			// Object.entries keeps what somebody calls "__proto__" a value among others.
			const counts = new Map(Object.entries(before ?? {}));
			const value = counts.has(said) || counts.size < valuesKept ? said : otherValues;
			counts.set(value, (counts.get(value) ?? 0) + 1);
			return [[name, Object.fromEntries(counts)]];
		}),
	);
}
