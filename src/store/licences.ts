import type { Kysely } from "kysely";
import type { LicenceAssignment, LicenceStore } from "../directory/ports.ts";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./schema.ts";

export function licenceStore(db: Kysely<Tables>, dialect: Dialect): LicenceStore {
	const assignments = () => db.selectFrom("licenceAssignments").selectAll();
	async function assign(assignment: LicenceAssignment): Promise<void> {
		const { state, assignedAt } = assignment;
		await db
			.insertInto("licenceAssignments")
			.values(assignment)
			.onConflict((conflict) => conflict.columns(["userId", "plan"]).doUpdateSet({ state, assignedAt }))
			.execute();
	}
	return {
		async plans() {
			const rows = await db
				.selectFrom("licencePlans")
				.selectAll()
				.select((plan) =>
					plan
						.selectFrom("licenceAssignments")
						.select(plan.fn.countAll<number>().as("n"))
						.whereRef("licenceAssignments.plan", "=", "licencePlans.plan")
						.where("state", "=", "active")
						.as("consumed"),
				)
				.orderBy("licencePlans.plan")
				.execute();
			return rows.map((row) => ({ ...row, consumed: row.consumed ?? 0 }));
		},
		async upsertPlan({ plan, ...values }) {
			await db
				.insertInto("licencePlans")
				.values({ plan, ...values })
				.onConflict((conflict) => conflict.column("plan").doUpdateSet(values))
				.execute();
		},
		async ofUser(userId) {
			return assignments().where("userId", "=", userId).orderBy("assignedAt").orderBy("plan").execute();
		},
		assign,
		async assignWithinSeats({ userId, plan, assignedAt }) {
			const held = await assignments().where("userId", "=", userId).where("plan", "=", plan).executeTakeFirst();
			if (held?.state === "active") return "active";
			// On SQLite a unit of work is alone; on PostgreSQL the plan's row is what two units meet at.
			const { seats } = await db
				.selectFrom("licencePlans")
				.select("seats")
				.where("plan", "=", plan)
				.$if(dialect === "postgres", (query) => query.forUpdate())
				.executeTakeFirstOrThrow();
			const { n } = await db
				.selectFrom("licenceAssignments")
				.select(db.fn.countAll<number>().as("n"))
				.where("plan", "=", plan)
				.where("state", "=", "active")
				.executeTakeFirstOrThrow();
			const state = n < seats ? "active" : "no-seat";
			// Who waits already keeps the place in the line.
			await assign({ userId, plan, state, assignedAt: state === "no-seat" ? (held?.assignedAt ?? assignedAt) : assignedAt });
			return state;
		},
		async unassign(userId, plan) {
			const result = await db.deleteFrom("licenceAssignments").where("userId", "=", userId).where("plan", "=", plan).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async waiting(plan) {
			return assignments().where("plan", "=", plan).where("state", "=", "no-seat").orderBy("assignedAt").orderBy("userId").execute();
		},
	};
}
