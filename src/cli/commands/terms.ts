import { afterClearing, clearTerms } from "../../tenant/clear-terms.ts";
import { setTerms } from "../../tenant/terms.ts";
import { parseTermsFile, termsText } from "../../tenant/terms-file.ts";
import { localTime } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { readGivenFile } from "../read-file.ts";
import { done, failed, iso } from "../reply.ts";
import { say } from "../say.ts";

const id = { kind: "text", value: "ID", help: "terms-id" } as const;
const usualId = "terms";

export const termsCommands = [
	command({
		name: "terms show",
		aliases: ["terms", "terms list"],
		store: "read",
		async run(_, { domain, texts, language, paint }) {
			const all = await domain.store.read.terms.list();
			const data = all.map((one) => ({ ...one, updatedAt: iso(one.updatedAt) }));
			if (all.length === 0) return done(data, texts.said["terms-none"]);
			const shown = all.map((one) => {
				const head = say(
					texts.said["terms-head"],
					{ id: one.id, version: one.version, since: localTime(one.updatedAt, language) },
					language,
				);
				return `${paint("faint", head)}\n\n${termsText(one)}`;
			});
			return done(data, shown.join("\n"));
		},
	}),
	command({
		name: "terms set",
		store: "write",
		arguments: { file: { kind: "text", value: "FILE" } },
		options: { id, "same-version": { kind: "flag", help: "terms-same-version" } },
		async run({ file, id: wanted = usualId, "same-version": sameVersion }, context) {
			const { domain, texts, language } = context;
			const read = await readGivenFile(file, context);
			if (!read.ok) return read.reply;
			const parsed = parseTermsFile(read.bytes);
			if (!parsed.ok) return failed(texts.said[parsed.fault === "encoding" ? "terms-encoding" : "terms-no-heading"]);
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const before = (await stores.terms.list()).find((one) => one.id === wanted);
				const set = await setTerms(stores, { id: wanted, ...parsed.terms, now, sameVersion });
				if (!set.ok || !set.changed) return set;
				const terms = await afterClearing(stores, set.terms);
				const undo = before === undefined ? ["terms", "clear", "--id", wanted] : null;
				const versions = { before: { version: before?.version ?? null }, after: { version: terms.version } };
				tell({ target: wanted, ...versions, done: true, undo, reach: async () => ({ everybody: true }) });
				return { ...set, terms };
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { terms, changed } = outcome;
			const text = say(texts.said[changed ? "terms-set" : "terms-same"], { id: terms.id, version: terms.version }, language);
			return done({ id: terms.id, version: terms.version, changed }, text);
		},
	}),
	command({
		name: "terms clear",
		store: "write",
		options: { id },
		async run({ id: wanted }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const { cleared } = await act(context, async (stores, tell) => {
				const versions = new Map((await stores.terms.list()).map(({ id: of, version }) => [of, version]));
				const gone = await clearTerms(stores, { id: wanted, now });
				for (const target of gone.cleared)
					tell({ target, before: { version: versions.get(target) ?? null }, after: { version: null }, undo: null });
				return gone;
			});
			return done(
				{ cleared },
				say(texts.said[cleared.length > 0 ? "terms-cleared" : "terms-nothing-to-clear"], { ids: cleared }, language),
			);
		},
	}),
] as const;
