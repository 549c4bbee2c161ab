import type { Stores } from "../../store/stores.ts";
import { addDomain, removeDomain, verifyDomain } from "../../tenant/domains.ts";
import { localTime } from "../../texts/texts.ts";
import { act, type Tell } from "../act.ts";
import { command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done, iso } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";
import { nearest } from "../typed-word.ts";

const name = { kind: "text", value: "DOMAIN" } as const;

export const domainCommands = [
	command({
		name: "domains list",
		aliases: ["domains"],
		store: "read",
		async run(_, context) {
			const { domain, texts, language } = context;
			const domains = await domain.store.read.domains.list();
			const data = domains.map((one) => ({ ...one, addedAt: iso(one.addedAt) }));
			if (domains.length === 0) return done(data, texts.said["domains-none"]);
			const { columns, words } = texts;
			const rows = domains.map((one) => [
				one.name,
				words.domain[one.verified ? "verified" : "unverified"],
				localTime(one.addedAt, language),
			]);
			return done(
				data,
				textTable([{ title: columns.domain, cut: true }, { title: columns.state }, { title: columns.added }], rows, context),
			);
		},
	}),
	command({
		name: "domains add",
		store: "write",
		arguments: { name },
		async run({ name: typed }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const outcome = await act(context, (stores, tell) => telling(stores, tell, () => addDomain(stores, { domain: typed, now })));
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { name: kept, verified } = outcome.domain;
			const kind = verified ? "domain-verified-already" : outcome.added ? "domain-added" : "domain-there";
			return done({ name: kept, verified, added: outcome.added }, say(texts.said[kind], { domain: kept }, language));
		},
	}),
	command({
		name: "domains verify",
		store: "write",
		arguments: { name },
		async run({ name: typed }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const others = (await domain.store.read.domains.list()).filter((one) => one.verified).map((one) => one.name);
			// The name in question comes from a try, which nobody has added before.
			const outcome = await act(context, (stores, tell) =>
				telling(stores, tell, async () => {
					const added = await addDomain(stores, { domain: typed, now });
					if (!added.ok) return added;
					const verified = await verifyDomain(stores, { domain: added.domain.name });
					return verified.ok ? { ...verified, added: added.added } : verified;
				}),
			);
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { name: kept } = outcome.domain;
			const near = outcome.added ? nearest(kept, others) : [];
			const notes = near.length > 0 ? [say(texts.said["domain-like-another"], { domain: kept, near }, language)] : [];
			return done(
				{ name: kept, verified: true, added: outcome.added },
				say(texts.said["domain-verified"], { domain: kept }, language),
				notes,
			);
		},
	}),
	command({
		name: "domains remove",
		store: "write",
		arguments: { name },
		async run({ name: typed }, context) {
			const { texts, language } = context;
			const outcome = await act(context, (stores, tell) => telling(stores, tell, () => removeDomain(stores, { domain: typed })));
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return done({ name: outcome.domain, removed: true }, say(texts.said["domain-removed"], { domain: outcome.domain }, language));
		},
	}),
] as const;

/** Tells by the list before and after what became of a domain. One that was added unverified cannot be made so again. */
async function telling<T>(stores: Pick<Stores, "domains">, tell: Tell, change: () => Promise<T>): Promise<T> {
	const states = async () => new Map((await stores.domains.list()).map((one) => [one.name, one.verified]));
	const before = await states();
	const result = await change();
	const after = await states();
	for (const target of new Set([...before.keys(), ...after.keys()])) {
		const [was, is] = [before.get(target), after.get(target)];
		const undo = was === undefined ? ["domains", "remove", target] : is === undefined ? ["domains", was ? "verify" : "add", target] : null;
		const values = (verified: boolean | undefined) => ({ there: verified !== undefined, verified: verified ?? false });
		tell({ target, before: values(was), after: values(is), undo });
	}
	return result;
}
