import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "../enrollment/record-audit.ts";
import type { Json } from "../evidence/attempt.ts";
import { ChangedMeanwhile } from "../evidence/changed-meanwhile.ts";
import type { Work } from "../evidence/work.ts";
import type { Stores } from "../store/stores.ts";
import type { CliTexts } from "../texts/cli-texts.ts";
import type { Context } from "./command.ts";
import type { Deed, Reach } from "./deed.ts";

/** What a value is called on record; one without its text does not compile. */
export type AuditField = keyof CliTexts["audit"]["fields"];

type Values = { readonly [F in AuditField]?: Json };

/** A change as a command tells it. Never a secret: not a password, a key, a token, nor what stands in a file. */
export interface Change {
	/** As a person calls it; null: the whole tenant. */
	readonly target: string | null;
	/** The same names in both. What is equal in both was not changed, and what changed nothing goes on no record. */
	readonly before?: Values;
	readonly after?: Values;
	/** What else helps to understand it. */
	readonly about?: Values;
	/** Something was done that leaves no value behind: it is on record all the same. */
	readonly done?: true;
	/** The arguments after `genkan` that take it back; null where nothing does. */
	readonly undo: readonly string[] | null;
	/** Whom it concerns; only a preview asks. */
	readonly reach?: () => Promise<Reach>;
}

export type Tell = (change: Change) => void;

/** Makes a change and puts it on record, in one unit of work. */
export async function act<T>(context: Context, unit: (stores: Stores, tell: Tell) => Promise<T>): Promise<T> {
	const { domain, deed, edge } = context;
	const outcome = await domain.store.write(async (stores) => {
		if (deed.changes.length === 0 && (await edge.behalf?.stillAsSeen?.(stores)) === false) throw new ChangedMeanwhile();
		const told: Change[] = [];
		const result = await unit(stores, (change) => told.push(change));
		const entries: Deed["changes"] = [];
		for (const change of told) {
			const detail = detailOf(change);
			if (detail === null) continue;
			const { target, undo } = change;
			// Another is taken back once, however many changes that needs.
			const undoes = deed.changes.length + entries.length === 0 ? deed.undoes : null;
			const byToken = deed.token === undefined ? {} : { byToken: deed.token };
			const whole = deed.from === null || deed.rehearsal ? detail : { ...detail, ...byToken, from: deed.from };
			const entry = { actor: deed.actor, action: deed.action, target, detail: whole, undo, undoes };
			const reach = deed.rehearsal && change.reach !== undefined ? await change.reach() : {};
			entries.push({ entry: await recordAudit(stores, entry, domain), reach });
		}
		return { result, entries };
	});
	deed.changes.push(...outcome.entries);
	if (!deed.rehearsal) edge.behalf?.entries.push(...outcome.entries.map(({ entry }) => entry));
	return outcome.result;
}

/**
 * The store for a function of the domain that opens its unit of work itself: what that unit changed is told after it, within it. R is what the
 * function's one unit answers.
 */
export function actingStore<R>(context: Context, tellAll: (result: R, tell: Tell) => void): Work<Stores> {
	const { read } = context.domain.store;
	return {
		read,
		write: (unit) =>
			act(context, async (stores, tell) => {
				const result = await unit(stores);
				tellAll(result as unknown as R, tell);
				return result;
			}),
	};
}

function detailOf({ before = {}, after = {}, about = {}, done }: Change): { readonly [name: string]: Json } | null {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as AuditField[];
	const differing = names.filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null));
	if (differing.length === 0 && done !== true) return null;
	const changes = differing.map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }] as const);
	return { ...about, ...Object.fromEntries(changes) };
}
