import { assignLicence, normalisePlan, setPlan, unassignLicence } from "../../directory/licences.ts";
import type { LicencePlan } from "../../directory/ports.ts";
import type { Stores } from "../../store/stores.ts";
import { authorityFact } from "../../tenant/authority.ts";
import { printable, textsFor } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { findUser } from "../find-user.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const upn = { kind: "text", value: "UPN" } as const;
const plan = { kind: "text", value: "PLAN" } as const;
const wantedPlan = { kind: "text", value: "PLAN", required: true, help: "licence-plan" } as const;

export const licenceCommands = [
	command({ name: "licences", aliases: ["licences list", "licenses"], store: "read", run: (_, context) => list(context) }),
	command({
		name: "licences plan",
		aliases: ["licenses plan"],
		store: "write",
		arguments: { plan },
		options: {
			name: { kind: "text", value: "TEXT", help: "plan-name" },
			authority: { kind: "text", value: "AUTHORITY", choices: ["intune", "sccm", "office365"], help: "plan-authority" },
			seats: { kind: "number", value: "NUMBER", help: "plan-seats" },
		},
		run: ({ plan: typed, ...change }, context) => changePlan(typed, change, context),
	}),
	command({
		name: "licences seats",
		aliases: ["licenses seats"],
		store: "write",
		arguments: { plan, seats: { kind: "number", value: "NUMBER" } },
		async run({ plan: typed, seats }, context) {
			const plans = await context.domain.store.read.licences.plans();
			if (plans.some((one) => one.plan === normalisePlan(typed)))
				return changePlan(typed, { seats, name: undefined, authority: undefined }, context);
			return refusedBy({ kind: "licence-unknown", plan: typed, known: plans.map((one) => one.plan) }, context.language);
		},
	}),
	command({
		name: "licences assign",
		aliases: ["licenses assign"],
		store: "write",
		arguments: { upn },
		options: { plan: wantedPlan },
		async run({ upn: typed, plan: wanted }, context) {
			const { domain, texts, language } = context;
			const found = await findUser(typed, context);
			if (!found.ok) return found.reply;
			const now = domain.clock.now();
			const values = { upn: found.user.upn, plan: normalisePlan(wanted) };
			const outcome = await act(context, async (stores, tell) => {
				const before = await licenceState(stores, found.user.id, wanted);
				const assigned = await assignLicence(stores, { upn: found.user.upn, plan: wanted, now });
				const undo = before === null ? ["licences", "unassign", values.upn, "--plan", values.plan] : null;
				if (assigned.ok) tell({ ...ofLicence(values, before, assigned.state), undo });
				return assigned;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const kind = outcome.state === "no-seat" ? "licence-waits" : outcome.changed ? "licence-assigned" : "licence-held-already";
			return done({ ...values, state: outcome.state, changed: outcome.changed }, say(texts.said[kind], values, language));
		},
	}),
	command({
		name: "licences unassign",
		aliases: ["licenses unassign"],
		store: "write",
		arguments: { upn },
		options: { plan: wantedPlan },
		async run({ upn: typed, plan: wanted }, context) {
			const { domain, texts, language } = context;
			const found = await findUser(typed, context);
			if (!found.ok) return found.reply;
			const now = domain.clock.now();
			const values = { upn: found.user.upn, plan: normalisePlan(wanted) };
			const outcome = await act(context, async (stores, tell) => {
				const before = await licenceState(stores, found.user.id, wanted);
				const taken = await unassignLicence(stores, { upn: found.user.upn, plan: wanted, now });
				tell({ ...ofLicence(values, before, null), undo: ["licences", "assign", values.upn, "--plan", values.plan] });
				return taken;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const next = outcome.seatGivenTo === null ? undefined : await domain.store.read.users.byId(outcome.seatGivenTo);
			const lines = [say(texts.said[outcome.had ? "licence-taken" : "licence-not-held"], values, language)];
			if (next !== undefined) lines.push(say(texts.said["licence-passed-on"], { upn: next.upn }, language));
			return done({ ...values, had: outcome.had, seatGivenTo: next?.upn ?? null }, lines.join("\n"));
		},
	}),
] as const;

async function licenceState(stores: Pick<Stores, "licences">, userId: string, plan: string) {
	return (await stores.licences.ofUser(userId)).find((one) => one.plan === normalisePlan(plan))?.state ?? null;
}

function ofLicence(
	{ upn: target, plan: of }: { readonly upn: string; readonly plan: string },
	before: string | null,
	after: string | null,
) {
	return { target, about: { plan: of }, before: { licence: before }, after: { licence: after }, reach: async () => ({ users: 1 }) };
}

const barLength = 12;

/** How full a plan is, as a bar. More than full is shown full. */
function seatBar(consumed: number, seats: number): string {
	const filled = seats === 0 ? (consumed > 0 ? barLength : 0) : Math.min(barLength, Math.ceil((consumed / seats) * barLength));
	return "█".repeat(filled) + "░".repeat(barLength - filled);
}

async function list(context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { licences } = domain.store.read;
	const plans = await licences.plans();
	const waiting = new Map<string, number>();
	for (const one of plans) waiting.set(one.plan, (await licences.waiting(one.plan)).length);
	const data = plans.map((one) => ({ ...one, waiting: waiting.get(one.plan) ?? 0 }));
	if (plans.length === 0) return done(data, texts.said["licences-none"]);
	const { columns } = texts;
	const { authority } = textsFor(language).words;
	const table = textTable(
		[
			{ title: columns.plan },
			{ title: columns.name, cut: true },
			{ title: columns.authority },
			{ title: columns.seats, side: "right" },
			{ title: columns.waiting, side: "right" },
			{ title: "" },
		],
		data.map((one) => [
			one.plan,
			printable(one.name),
			authority[one.authority],
			`${one.consumed}/${one.seats}`,
			String(one.waiting),
			context.paint(
				one.consumed > one.seats || one.waiting > 0 ? "fail" : one.consumed === one.seats ? "unknown" : "pass",
				seatBar(one.consumed, one.seats),
			),
		]),
		context,
	);
	return done(data, table);
}

/** What is not given stays; a new plan is for the authority that was chosen, under its own name. */
async function changePlan(
	typed: string,
	change: { readonly name: string | undefined; readonly authority: string | undefined; readonly seats: number | undefined },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const name = normalisePlan(typed);
	const before = (await domain.store.read.licences.plans()).find((one) => one.plan === name);
	const chosen = await authorityFact(domain.store.read);
	const seats = change.seats ?? before?.seats;
	const authority = change.authority ?? before?.authority ?? (chosen === "unknown" ? "intune" : chosen);
	if (seats === undefined) return failed(say(texts.said["plan-needs-seats"], { plan: name }, language));
	const wanted = { plan: typed, name: change.name ?? before?.name ?? name, authority, seats, now: domain.clock.now() };
	const outcome = await act(context, async (stores, tell) => {
		const present = (await stores.licences.plans()).find((one) => one.plan === name);
		const set = await setPlan(stores, wanted);
		if (set.ok) tell({ target: name, ...planChange(present, set.plan), reach: async () => ({ users: set.seatsGiven }) });
		return set;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { plan: kept, seatsGiven, overdrawn } = outcome;
	const lines = [say(texts.said[before === undefined ? "plan-made" : "plan-changed"], { plan: kept.plan, seats: kept.seats }, language)];
	if (seatsGiven > 0) lines.push(say(texts.said["seats-given"], { count: seatsGiven }, language));
	const notes = overdrawn > 0 ? [say(texts.said["plan-overdrawn"], { plan: kept.plan, count: overdrawn }, language)] : [];
	return done({ ...kept, seatsGiven, overdrawn }, lines.join("\n"), notes);
}

function planChange(present: LicencePlan | undefined, after: LicencePlan) {
	const valuesOf = ({ name, authority, seats }: LicencePlan) => ({ name, authority, seats });
	if (present === undefined) return { before: { there: false }, after: { there: true, ...valuesOf(after) }, undo: null };
	const { plan: of, name, authority, seats } = present;
	const undo = ["licences", "plan", of, `--name=${name}`, "--authority", authority, "--seats", String(seats)];
	return { before: valuesOf(present), after: valuesOf(after), undo };
}
