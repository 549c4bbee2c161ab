import { joinGroup, leaveGroup } from "../../directory/change-user.ts";
import { newId } from "../../enrollment/record.ts";
import { printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { findUser } from "../find-user.ts";
import { refusedBy } from "../problem.ts";
import { done } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const upn = { kind: "text", value: "UPN" } as const;
const group = { kind: "text", value: "GROUP" } as const;

export const groupCommands = [
	command({
		name: "groups list",
		aliases: ["groups"],
		store: "read",
		async run(_, context) {
			const groups = await context.domain.store.read.groups.list();
			const data = groups.map(({ name, members }) => ({ name, members }));
			if (groups.length === 0) return done(data, context.texts.said["groups-none"]);
			const { columns } = context.texts;
			const rows = groups.map(({ name, members }) => [printable(name), String(members)]);
			return done(
				data,
				textTable(
					[
						{ title: columns.group, cut: true },
						{ title: columns.members, side: "right" },
					],
					rows,
					context,
				),
			);
		},
	}),
	command({
		name: "groups add",
		store: "write",
		arguments: { upn, group },
		async run({ upn: typed, group: name }, context) {
			const { domain, texts, language } = context;
			const found = await findUser(typed, context);
			if (!found.ok) return found.reply;
			const newGroup = () => newId(domain.clock, domain.randomness);
			const outcome = await act(context, async (stores, tell) => {
				const joined = await joinGroup(stores, { upn: found.user.upn, group: name, newId: newGroup });
				if (joined.ok) tell(membership(found.user.upn, name, !joined.changed, true));
				return joined;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { made, changed } = outcome;
			const kind = made ? "group-made-and-joined" : changed ? "group-joined" : "group-joined-already";
			return done(
				{ upn: found.user.upn, group: name, made, changed },
				say(texts.said[kind], { upn: found.user.upn, group: name }, language),
			);
		},
	}),
	command({
		name: "groups remove",
		store: "write",
		arguments: { upn, group },
		async run({ upn: typed, group: name }, context) {
			const { texts, language } = context;
			const found = await findUser(typed, context);
			if (!found.ok) return found.reply;
			const outcome = await act(context, async (stores, tell) => {
				const left = await leaveGroup(stores, { upn: found.user.upn, group: name });
				if (left.ok) tell(membership(found.user.upn, name, left.changed, false));
				return left;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { changed } = outcome;
			return done(
				{ upn: found.user.upn, group: name, changed },
				say(texts.said[changed ? "group-left" : "group-not-in"], { upn: found.user.upn, group: name }, language),
			);
		},
	}),
] as const;

function membership(target: string, name: string, before: boolean, after: boolean) {
	const undo = ["groups", before ? "add" : "remove", target, name];
	return { target, about: { group: name }, before: { member: before }, after: { member: after }, undo, reach: async () => ({ users: 1 }) };
}
