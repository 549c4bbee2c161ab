import { runCommandFor } from "./command-composition.ts";
import { previewUsersFile } from "./directory/preview-import.ts";
import type { Domain } from "./domain.ts";
import { newId } from "./enrollment/record.ts";
import type { ImportRun, ToldLine, UserImports } from "./http/api/user-imports.ts";

const hour = 3_600_000;
/** Of two at once each hashes half as fast, and of ten nobody sees an end. */
const mostAtOnce = 2;

/** Runs imports of users beside the requests that ask for them: the command `users import` itself, with its record. */
export function openUserImports(domain: Domain): UserImports {
	const runs = new Map<string, ImportRun>();
	const { clock, randomness, log, store } = domain;
	const change = (id: string, to: Partial<ImportRun>) => {
		const run = runs.get(id);
		if (run !== undefined) runs.set(id, { ...run, ...to });
	};
	return {
		async preview(file, language) {
			const [preview, { lineText, lineWarningText }] = await Promise.all([previewUsersFile(store.read, file), import("./cli/problem.ts")]);
			const all = [
				...preview.problems.map((problem) => ({ line: problem.line, problem })),
				...preview.lines.map((judged) => ({ line: judged.line, judged })),
			].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
			return {
				lines: all.length,
				told: (from, to) =>
					all.slice(from, to).map((one): ToldLine => {
						if ("judged" in one) {
							const { warnings, ...judged } = one.judged;
							return { ...judged, notes: warnings.map((warning) => lineWarningText(warning, language)) };
						}
						const { line, problem } = one;
						const upn = "upn" in problem ? problem.upn : null;
						return { line, what: "problem", upn, displayName: null, changes: [], notes: [lineText(problem, language)] };
					}),
				newGroups: preview.newGroups,
				passwords: preview.passwords,
			};
		},
		start(administratorId, request, input) {
			const now = clock.now();
			for (const [id, { startedAt, reply, broken }] of runs) if ((reply !== null || broken) && startedAt < now - hour) runs.delete(id);
			const going = [...runs.values()].filter(({ reply, broken }) => reply === null && !broken);
			if (going.length >= mostAtOnce) return null;
			const id = newId(clock, randomness);
			const run: ImportRun = { id, administratorId, startedAt: now, done: 0, of: 0, reply: null, broken: false };
			runs.set(id, run);
			const progress = (done: number, of: number) => change(id, { done, of });
			runCommandFor(domain, { ...request, command: "users import", given: { file: "-" }, input, preview: false, progress }).then(
				(reply) => change(id, { reply }),
				(error: unknown) => {
					change(id, { broken: true });
					log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "api: an import broke off");
				},
			);
			return run;
		},
		find: (id) => runs.get(id),
	};
}
