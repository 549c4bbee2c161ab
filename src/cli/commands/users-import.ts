import { importUsersFile } from "../../directory/import-users.ts";
import { newId } from "../../enrollment/record.ts";
import { actingStore } from "../act.ts";
import { command } from "../command.ts";
import { linesText, warningLines } from "../problem.ts";
import { readGivenFile } from "../read-file.ts";
import { done, failed } from "../reply.ts";
import { say } from "../say.ts";

type Imported = Awaited<ReturnType<typeof importUsersFile>>;

export const usersImportCommand = command({
	name: "users import",
	store: "write",
	arguments: { file: { kind: "text", value: "FILE.csv" } },
	async run({ file }, context) {
		const { domain, texts, language, edge } = context;
		const read = await readGivenFile(file, context);
		if (!read.ok) return read.reply;
		const { terminal } = edge;
		let shown = 0;
		const store = actingStore<Imported>(context, (result, tell) => {
			if (!result.ok || result.added + result.changed + result.groupsAdded === 0) return;
			const { added, changed, groupsAdded } = result;
			tell({
				target: null,
				about: { added, changed, groupsAdded },
				done: true,
				undo: null,
				reach: async () => ({ users: added + changed }),
			});
		});
		const outcome = await importUsersFile(store, read.bytes, {
			clock: domain.clock,
			newId: () => newId(domain.clock, domain.randomness),
			// Hashing passwords takes its time; whoever waits should see that something moves.
			...(context.deed.rehearsal ? { hash: async () => "-" } : {}),
			progress: (done, of) => {
				edge.behalf?.progress?.(done, of);
				if (!terminal.interactive || of < 200 || (done - shown < 100 && done !== of)) return;
				shown = done;
				terminal.err(`\r${say(texts.said["import-progress"], { done, of }, language)}${done === of ? "\n" : ""}`);
			},
		});
		if (!outcome.ok) {
			const lines = linesText(outcome.problem.problems, language);
			return failed(`${lines}\n${say(texts.said["import-nothing"], { count: outcome.problem.problems.length }, language)}`);
		}
		const { added, changed, unchanged, groupsAdded, warnings } = outcome;
		const text = say(texts.said["users-imported"], { added, changed, unchanged, groupsAdded }, language);
		return done({ added, changed, unchanged, groupsAdded, warnings }, text, warningLines(warnings, language));
	},
});
