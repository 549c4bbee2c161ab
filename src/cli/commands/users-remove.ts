import { removeUser } from "../../directory/remove-user.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { findUser } from "../find-user.ts";
import { refusedBy } from "../problem.ts";
import { done } from "../reply.ts";
import { say } from "../say.ts";
import { userOnRecord } from "../user-on-record.ts";

/** Takes back that somebody was added, as long as nothing happened with them. */
export const usersRemoveCommand = command({
	name: "users remove",
	store: "write",
	arguments: { upn: { kind: "text", value: "UPN" } },
	async run({ upn: typed }, context) {
		const { domain, texts, language } = context;
		const found = await findUser(typed, context);
		if (!found.ok) return found.reply;
		const now = domain.clock.now();
		const outcome = await act(context, async (stores, tell) => {
			const removed = await removeUser(stores, {
				upn: found.user.upn,
				now,
				tracesOf: async ({ id, upn }) => ({
					devices: (await stores.devices.ofUser(id)).length,
					history:
						(await stores.attempts.list({ upn, limit: 1 })).length > 0 || (await stores.devices.page({ userId: id, limit: 1 })).length > 0,
				}),
			});
			if (!removed.ok) return removed;
			const { user, groups, licences } = removed;
			tell({
				target: user.upn,
				before: userOnRecord(user, groups, licences),
				after: { there: false },
				undo: null,
				reach: async () => ({ users: 1 }),
			});
			return removed;
		});
		if (!outcome.ok) return refusedBy(outcome.problem, language);
		const { id, upn } = outcome.user;
		return done({ id, upn }, say(texts.said["user-removed"], { upn }, language));
	},
});
