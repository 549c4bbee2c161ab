import { type Kysely, sql } from "kysely";
import type { LicenceAssignment, LicenceStore } from "../directory/ports.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";
import { upnOf } from "./upn-of.ts";

export function licenceStore(db: Kysely<Tables>, dialect: Dialect): LicenceStore {
	const assignments = () => db.selectFrom("licenceAssignments").select(["userId", "plan", "state", "assignedAt"]);
	/** On SQLite a unit of work is alone; on PostgreSQL the plan's row is what two units that change its seats meet at. */
	const lockedPlan = (plan: string) =>
		db
			.selectFrom("licencePlans")
			.selectAll()
			.where("plan", "=", plan)
			.$if(dialect === "postgres", (query) => query.forUpdate())
			.executeTakeFirst();
	const held = (userId: string, plan: string) => assignments().where("userId", "=", userId).where("plan", "=", plan).executeTakeFirst();
	async function consume(plan: string, seats: number): Promise<void> {
		await db
			.updateTable("licencePlans")
			.set((row) => ({ consumed: row("consumed", "+", seats) }))
			.where("plan", "=", plan)
			.execute();
	}
	async function put(assignment: LicenceAssignment, before: LicenceAssignment | undefined): Promise<void> {
		const { userId, plan, state, assignedAt } = assignment;
		await db
			.insertInto("licenceAssignments")
			.values({ ...assignment, upn: upnOf(db, userId) })
			.onConflict((conflict) => conflict.columns(["userId", "plan"]).doUpdateSet({ state, assignedAt }))
			.execute();
		if (state !== "active" && before?.state === "active") await consume(plan, -1);
		if (state === "active" && before?.state !== "active") await consume(plan, 1);
	}
	return {
		async plans() {
			return db.selectFrom("licencePlans").selectAll().orderBy("plan").execute();
		},
		async upsertPlan({ plan, ...values }) {
			await db
				.insertInto("licencePlans")
				.values({ plan, ...values, consumed: 0 })
				.onConflict((conflict) => conflict.column("plan").doUpdateSet(values))
				.execute();
		},
		async ofUser(userId) {
			return assignments().where("userId", "=", userId).orderBy("assignedAt").orderBy("plan").execute();
		},
		async ofUsers(userIds) {
			const ids = jsonRows(
				dialect,
				{ userId: "text" },
				userIds.map((id) => [id]),
			);
			return assignments().where(sql<boolean>`"userId" in ${ids}`).orderBy("assignedAt").orderBy("plan").execute();
		},
		async assignAll(all) {
			if (all.length === 0) return;
			const cells = { userId: "text", plan: "text", state: "text", assignedAt: "instant" } as const;
			const rows = () =>
				jsonRows(
					dialect,
					cells,
					all.map(({ userId, plan, state, assignedAt }) => [userId, plan, state, assignedAt]),
				);
			const { rows: held } = await sql<{ plan: string; n: number }>`select "plan", count(*) as "n" from "licenceAssignments"
				where "state" = 'active' and ("userId", "plan") in (select "userId", "plan" from ${rows()} as "page") group by "plan"`.execute(db);
			await sql`insert into "licenceAssignments" ("userId", "plan", "state", "assignedAt", "upn")
				select "userId", "plan", "state", "assignedAt", (select "upn" from "users" where "users"."id" = "userId") from ${rows()} as "page" where true
				on conflict ("userId", "plan") do update set "state" = excluded."state", "assignedAt" = excluded."assignedAt"`.execute(db);
			for (const plan of new Set(all.map((one) => one.plan))) {
				const seated = all.filter((one) => one.plan === plan && one.state === "active").length;
				const more = seated - (held.find((one) => one.plan === plan)?.n ?? 0);
				if (more !== 0) await consume(plan, more);
			}
		},
		async assign(assignment) {
			await lockedPlan(assignment.plan);
			await put(assignment, await held(assignment.userId, assignment.plan));
		},
		async assignWithinSeats({ userId, plan, assignedAt }) {
			const known = await lockedPlan(plan);
			if (known === undefined) throw new Error(`no plan ${plan}`);
			const before = await held(userId, plan);
			if (before?.state === "active") return "active";
			const state = known.consumed < known.seats ? "active" : "no-seat";
			// Who waits already keeps the place in the line.
			await put({ userId, plan, state, assignedAt: state === "no-seat" ? (before?.assignedAt ?? assignedAt) : assignedAt }, before);
			return state;
		},
		async unassign(userId, plan) {
			await lockedPlan(plan);
			const before = await held(userId, plan);
			if (before === undefined) return false;
			await db.deleteFrom("licenceAssignments").where("userId", "=", userId).where("plan", "=", plan).execute();
			if (before.state === "active") await consume(plan, -1);
			return true;
		},
		async countWaiting(plan) {
			const waiting = db.selectFrom("licenceAssignments").select(db.fn.countAll<number>().as("n")).where("plan", "=", plan);
			return (await waiting.where("state", "=", "no-seat").executeTakeFirstOrThrow()).n;
		},
		async waiting(plan) {
			return assignments().where("plan", "=", plan).where("state", "=", "no-seat").orderBy("assignedAt").orderBy("userId").execute();
		},
	};
}
