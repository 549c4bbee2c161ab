import { hashPassword, passwordByteLimit, passwordFault } from "../../credentials/password.ts";
import { addUser, joinGroup } from "../../directory/change-user.ts";
import { assignLicence, knownPlans, normalisePlan } from "../../directory/licences.ts";
import { newId } from "../../enrollment/record.ts";
import { act } from "../act.ts";
import { askNewPassword } from "../ask-new-password.ts";
import { type Context, command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { userOnRecord } from "../user-on-record.ts";
import { userView } from "../user-view.ts";

/** Whoever is added with a licence and a password can enroll at once: one unit of work, one entry on record. */
export const usersAddCommand = command({
	name: "users add",
	store: "write",
	arguments: { upn: { kind: "text", value: "UPN" } },
	options: {
		name: { kind: "text", value: "TEXT", help: "user-name" },
		manager: { kind: "flag", help: "user-manager" },
		group: { kind: "texts", value: "GROUP", help: "user-group" },
		licence: { kind: "texts", value: "PLAN", help: "user-licence" },
		password: { kind: "flag", help: "user-password" },
	},
	async run({ upn: typed, name, manager, group, licence, password }, context) {
		const { domain, texts, language } = context;
		const hashed = password ? await newHash(typed, context) : { passwordHash: null };
		if ("ok" in hashed) return hashed;
		const change = { ...(name === undefined ? {} : { displayName: name }), enrollmentManager: manager, ...hashed };
		const now = domain.clock.now();
		const next = () => newId(domain.clock, domain.randomness);
		const id = next();
		const groups = [...new Set(group.map((one) => one.trim()).filter((one) => one !== ""))];
		const plans = [...new Set(licence.map(normalisePlan).filter((one) => one !== ""))];
		const outcome = await act(context, async (stores, tell) => {
			// Before anything is written: what is refused leaves nobody behind.
			const known = await knownPlans(stores.licences);
			const strange = plans.find((plan) => !known.includes(plan));
			if (strange !== undefined) return { ok: false as const, problem: { kind: "licence-unknown" as const, plan: strange, known } };
			const added = await addUser(stores, { upn: typed, id, change, now });
			if (!added.ok) return added;
			const { upn } = added.user;
			for (const one of groups) await joinGroup(stores, { upn, group: one, newId: next });
			const waiting: string[] = [];
			for (const plan of plans) {
				const assigned = await assignLicence(stores, { upn, plan, now });
				if (assigned.ok && assigned.state === "no-seat") waiting.push(plan);
			}
			const joined = await stores.groups.ofUser(id);
			tell({
				target: upn,
				before: { there: false },
				after: userOnRecord(
					added.user,
					joined.map(({ name }) => name),
					plans,
				),
				undo: ["users", "remove", upn],
				reach: async () => ({ users: 1 }),
			});
			return { ...added, waiting };
		});
		if (!outcome.ok) return refusedBy(outcome.problem, language);
		const { user, waiting } = outcome;
		const text = say(texts.said[password ? "user-added-with-password" : "user-added"], { upn: user.upn }, language);
		const notes = waiting.map((plan) => say(texts.said["licence-waits"], { upn: user.upn, plan }, language));
		return done({ ...userView(user), groups, licences: plans, waiting }, text, notes);
	},
});

async function newHash(upn: string, context: Context): Promise<{ readonly passwordHash: string } | Reply> {
	const { texts, language } = context;
	// What is to come of it is the same for every password, and none is asked for.
	if (context.deed.rehearsal) return { passwordHash: "-" };
	const password = await askNewPassword(upn, context);
	if (typeof password !== "string") return password;
	const fault = passwordFault(password);
	if (fault === null) return { passwordHash: await hashPassword(password) };
	return failed(say(texts.said[fault === "empty" ? "password-empty" : "password-too-long"], { limit: passwordByteLimit }, language));
}
