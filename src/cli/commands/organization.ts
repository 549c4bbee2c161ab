import type { Organization } from "../../tenant/organization.ts";
import { organization, setOrganization } from "../../tenant/organization.ts";
import { printable, textsFor } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textFields } from "../text-table.ts";

export const organizationCommands = [
	command({
		name: "organization show",
		aliases: ["organization", "organisation", "organisation show"],
		store: "read",
		run: async (_, context) => shown(await organization(context.domain.store.read), context),
	}),
	command({
		name: "organization set",
		aliases: ["organisation set"],
		store: "write",
		options: {
			name: { kind: "text", value: "TEXT", help: "organization-name" },
			phone: { kind: "text", value: "NUMBER", help: "organization-phone" },
			mail: { kind: "text", value: "ADDRESS", help: "organization-mail" },
			site: { kind: "text", value: "URL", help: "organization-site" },
		},
		async run({ name, phone, mail, site }, context) {
			const { domain, texts, language } = context;
			const given = { name, supportPhone: phone, supportMail: mail, supportSite: site };
			const change: Partial<Organization> = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
			if (Object.keys(change).length === 0) return failed(texts.said["nothing-to-change"]);
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const before = await organization(stores);
				const set = await setOrganization(stores, { change, now });
				const { name: called, supportPhone, supportMail, supportSite } = before;
				const undo = [`--name=${called}`, `--phone=${supportPhone}`, `--mail=${supportMail}`, `--site=${supportSite}`];
				if (set.ok) tell({ target: null, before: { ...before }, after: { ...set.organization }, undo: ["organization", "set", ...undo] });
				return set;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const notes = outcome.unusual.length > 0 ? [say(texts.said["unusual-characters"], { characters: outcome.unusual }, language)] : [];
			return shown(outcome.organization, context, notes);
		},
	}),
] as const;

function shown(kept: Organization, { texts, language, paint }: Context, notes: readonly string[] = []): Reply {
	const { fields } = texts;
	const or = (value: string) => (value === "" ? textsFor(language).none : printable(value));
	const text = textFields(
		[
			[fields.organization, or(kept.name)],
			[fields.phone, or(kept.supportPhone)],
			[fields.mail, or(kept.supportMail)],
			[fields.site, or(kept.supportSite)],
		],
		paint,
	);
	return done(kept, text, notes);
}
