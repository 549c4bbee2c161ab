import { assignAgain } from "../ade/assign-again.ts";
import { mustBeDefined } from "../ade/define-profiles.ts";
import { beginMending } from "../ade/mend-device.ts";
import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import { touchProfile } from "../ade/profiles.ts";
import type { Stores } from "../store/stores.ts";
import { act } from "./act.ts";
import { tellRound } from "./ade-round-text.ts";
import { failedSerials } from "./ade-serials-of.ts";
import type { Context } from "./command.ts";
import { refusedBy } from "./problem.ts";
import type { Reply } from "./reply.ts";
import { endingSignal, runAdeRound } from "./run-ade-rounds.ts";
import { say } from "./say.ts";
import { wouldAsk } from "./would-ask.ts";

/** What was done, in words and as data. What is wrong after it is for whoever judges again. */
export type Mended =
	| { readonly ok: true; readonly data: object; readonly lines: readonly string[]; readonly well: boolean }
	| { readonly ok: false; readonly reply: Reply };

/** Touch, define again, assign, sync: for one device. */
export async function mendDevice(serial: string, context: Context): Promise<Mended> {
	const { domain, texts, language } = context;
	const { said } = texts.ade;
	const startedAt = domain.clock.now();
	const begun = await act(context, async (stores, tell) => {
		const mending = await beginMending(stores, serial, startedAt);
		if (mending.ok)
			tell({ target: serial, about: { profile: mending.profile.name }, done: true, undo: null, reach: async () => ({ devices: 1 }) });
		return mending;
	});
	if (!begun.ok) return { ok: false, reply: refusedBy(begun.problem, language) };
	if (context.deed.rehearsal) return { ok: false, reply: wouldAsk("would-mend", { what: serial }, context) };
	const { token, profile, touched, throttledUntil } = begun;
	const round = await roundOf(token, {}, context);
	const after = (await domain.store.read.adeDevices.ofToken(token.id, [serial]))[0];
	// An answer of before says nothing of this repair.
	const result = after === undefined || (after.triedAt ?? 0) < startedAt ? null : after.result;
	const profileAfter = await domain.store.read.adeProfiles.byId(profile.id);
	const defined = touched && profileAfter?.refusal === null && !mustBeDefined(profileAfter, token);
	const values = { profile: profile.name, serial, throttledUntil };
	const lines = [
		...(touched ? [say(said[defined ? "mend-defined" : "mend-not-defined"], values, language)] : []),
		...(result === null ? [] : [say(said["mend-assigned"], { ...values, result: texts.words.assignmentResult[result] }, language)]),
		...(throttledUntil === null ? [] : [say(said["mend-throttled"], values, language)]),
		round.brief,
	];
	const data = { profile: profile.name, token: token.name, definedAgain: defined, result, round: round.data };
	return { ok: true, data, lines, well: round.well };
}

/** For a token: profiles that Apple does not have as they are, devices whose assignment failed, and every device compared with Apple. */
export async function mendToken(token: AdeToken, context: Context): Promise<Mended> {
	const { domain, texts, language } = context;
	const { said } = texts.ade;
	const now = domain.clock.now();
	const touched: AdeProfile[] = [];
	for (const profile of await domain.store.read.adeProfiles.ofToken(token.id)) {
		if (!mustBeDefined(profile, token) && profile.refusal === null) continue;
		await act(context, async (stores, tell) => {
			tell({ target: profile.name, about: { token: token.name }, done: true, undo: null });
			return touchProfile(stores, profile, now);
		});
		touched.push(profile);
	}
	const failed = await failedSerials(token.id, context);
	await act(context, async (stores, tell) => {
		tell({ target: token.name, about: { count: failed.length }, done: true, undo: null, reach: () => devicesOf(stores, token) });
		if (failed.length > 0) await assignAgain(stores, token.id, failed, now);
	});
	if (context.deed.rehearsal) return { ok: false, reply: wouldAsk("would-mend", { what: token.name }, context) };
	const round = await roundOf(token, { full: true }, context);
	const lines = [
		...(touched.length > 0 ? [say(said["mend-profiles"], { profiles: touched.map(({ name }) => name) }, language)] : []),
		...(failed.length > 0 ? [say(said["mend-failed-again"], { count: failed.length }, language)] : []),
		round.brief,
	];
	return {
		ok: true,
		data: { profilesTouched: touched.map(({ name }) => name), assignedAgain: failed.length, round: round.data },
		lines,
		well: round.well,
	};
}

async function devicesOf(stores: Pick<Stores, "adeDevices">, { id }: AdeToken) {
	return { devices: await stores.adeDevices.count(id) };
}

async function roundOf(token: AdeToken, options: { readonly full?: boolean }, context: Context) {
	const { openAde } = await import("../ade-composition.ts");
	const ade = openAde(context.domain);
	try {
		return await tellRound(await runAdeRound(ade, token, { ...options, signal: endingSignal(context) }, context), token, context);
	} finally {
		await ade.close();
	}
}
