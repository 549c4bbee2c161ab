import { exportedPart, exportUsers } from "../../directory/export-users.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { done } from "../reply.ts";
import { say } from "../say.ts";
import { writeNewFile } from "../write-file.ts";

/** Nothing changes, but everybody's names leave the service at once: who took them is on record, as with the console's export. */
export const usersExportCommand = command({
	name: "users export",
	store: "write",
	arguments: { file: { kind: "text", value: "FILE.csv" } },
	options: { search: { kind: "text", value: "TEXT", help: "users-begin" } },
	async run({ file, search }, context) {
		const { domain, texts, language } = context;
		const { read } = domain.store;
		const filter = search === undefined ? {} : { search };
		const about = await exportedPart(read.groups, filter);
		const recorded = () => act(context, async (_stores, tell) => tell({ target: null, about, done: true, undo: null }));
		// Once the file is there to be written, and before the first name goes out.
		async function* told() {
			await recorded();
			yield* exportUsers(read, filter);
		}
		if (context.deed.rehearsal) await recorded();
		const stopped = await writeNewFile(file, told(), context);
		return stopped ?? done({ file }, say(texts.said["users-exported"], { file }, language));
	},
});
