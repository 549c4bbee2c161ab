import { isWanted, mustBeDefined } from "../../ade/define-profiles.ts";
import type { AdeProfile, AdeToken } from "../../ade/ports.ts";
import { changeProfile, createProfile, deleteProfile, setDefaultProfile, touchProfile } from "../../ade/profiles.ts";
import { shellWords } from "../../diagnosis/shell-words.ts";
import type { Stores } from "../../store/stores.ts";
import { act } from "../act.ts";
import { afterAdeChange } from "../ade-changed.ts";
import { profileChange } from "../ade-profile-change.ts";
import { type GivenProfileOptions, profileOptions, readProfileOptions } from "../ade-profile-options.ts";
import { profileData } from "../ade-profile-view.ts";
import { tellRound } from "../ade-round-text.ts";
import { type Context, command } from "../command.ts";
import { givenProfile, givenToken } from "../find-ade.ts";
import { refusedBy, refusedSettings } from "../problem.ts";
import { done, exits, failed, type Reply } from "../reply.ts";
import { endingSignal, runAdeRound } from "../run-ade-rounds.ts";
import { say } from "../say.ts";
import { wouldAsk } from "../would-ask.ts";

const token = { kind: "text", value: "TOKEN", help: "ade-token" } as const;
const name = { kind: "text", value: "NAME" } as const;

export const adeProfileChangeCommands = [
	command({
		name: "ade profiles add",
		store: "write",
		arguments: { name },
		options: { token, ...profileOptions, default: { kind: "flag", help: "profile-default" } },
		run: (given, context) => add(given, context),
	}),
	command({
		name: "ade profiles change",
		store: "write",
		arguments: { profile: name },
		options: { token, name: { kind: "text", value: "NEW-NAME", help: "profile-name" }, ...profileOptions },
		run: (given, context) => change(given, context),
	}),
	command({
		name: "ade profiles default",
		store: "write",
		arguments: { token: { kind: "text", value: "TOKEN" }, profile: { kind: "text", value: "NAME|none" } },
		run: ({ token: typed, profile }, context) => chooseDefault(typed, profile, context),
	}),
	command({
		name: "ade profiles define",
		store: "write",
		arguments: { profile: name },
		options: { token, "no-wait": { kind: "flag", help: "define-no-wait" } },
		run: ({ profile, token: typed, "no-wait": noWait }, context) => define(profile, { token: typed, noWait }, context),
	}),
	command({
		name: "ade profiles delete",
		store: "write",
		arguments: { profile: name },
		options: { token },
		run: ({ profile, token: typed }, context) => remove(profile, typed, context),
	}),
] as const;

type Given = GivenProfileOptions & { readonly token: string | undefined };

async function add(given: Given & { readonly name: string; readonly default: boolean }, context: Context): Promise<Reply> {
	const found = await givenToken(given.token, context);
	if (!found.ok) return found.reply;
	const read = await readProfileOptions(given, [], context);
	if (!read.ok) return read.reply;
	const { domain, texts, language } = context;
	const { config, clock, randomness } = domain;
	const now = clock.now();
	const wanted = { token: found.token, name: given.name, settings: read.settings };
	const outcome = await act(context, async (stores, tell) => {
		const made = await createProfile(stores, wanted, { publicUrl: config.publicUrl, now, randomness });
		if (!made.ok) return made;
		const devices = given.default ? (await setDefaultProfile(stores, found.token, made.profile, now)).devices : 0;
		tell({
			...profileChange(found.token, undefined, made.profile),
			...(given.default ? { undo: null } : {}),
			reach: async () => ({ devices }),
		});
		return made;
	});
	if (!outcome.ok) {
		const { problem } = outcome;
		return problem.kind === "ade-profile-settings" ? refusedSettings(problem.faults, language) : refusedBy(problem, language);
	}
	const { profile } = outcome;
	await afterAdeChange(found.token.id, context, { round: given.default });
	const { said } = texts.ade;
	const next = given.default
		? appleSoon(found.token, context)
		: [
				say(said["profile-not-wanted"], {}, language),
				`  ${shellWords(["genkan", "ade", "profiles", "default", found.token.name, profile.name])}`,
				`  ${shellWords(["genkan", "ade", "assign", "SERIAL", "--profile", profile.name])}`,
			];
	const text = [say(said["profile-added"], { profile: profile.name, token: found.token.name }, language), ...next].join("\n");
	return done(await dataOf(profile, context), text, read.notes);
}

async function change(given: Given & { readonly profile: string; readonly name: string | undefined }, context: Context): Promise<Reply> {
	const found = await givenProfile(given.profile, given.token, context);
	if (!found.ok) return found.reply;
	const before = found.profile;
	const read = await readProfileOptions(given, before.settings.hiddenPanes, context);
	if (!read.ok) return read.reply;
	const { domain, texts, language } = context;
	if (Object.keys(read.settings).length === 0 && given.name === undefined) return failed(texts.said["nothing-to-change"]);
	const now = domain.clock.now();
	const wanted = { settings: read.settings, ...(given.name === undefined ? {} : { name: given.name }) };
	const outcome = await act(context, async (stores, tell) => {
		const changed = await changeProfile(stores, before, wanted, { publicUrl: domain.config.publicUrl, now });
		if (changed.ok) tell({ ...profileChange(found.token, before, changed.after), reach: () => devicesOf(stores, found.token, before) });
		return changed;
	});
	if (!outcome.ok) {
		const { problem } = outcome;
		return problem.kind === "ade-profile-settings" ? refusedSettings(problem.faults, language) : refusedBy(problem, language);
	}
	const { after, apple } = outcome;
	await afterAdeChange(found.token.id, context, { round: apple });
	const { said } = texts.ade;
	const lines = [
		say(said["profile-changed"], { profile: after.name }, language),
		...(apple ? [said["profile-phones-keep"], ...appleSoon(found.token, context)] : [said["profile-ours-only"]]),
	];
	return done(await dataOf(after, context), lines.join("\n"), read.notes);
}

/** Devices that want it: by choice, or all of its token where it is the default. */
async function devicesOf(stores: Pick<Stores, "adeDevices">, { id, defaultProfileId }: AdeToken, profile: Pick<AdeProfile, "id">) {
	const { adeDevices } = stores;
	return { devices: await (defaultProfileId === profile.id ? adeDevices.count(id) : adeDevices.countChosen(profile.id)) };
}

/** Who tells Apple, and how to do it here and now. */
function appleSoon(of: AdeToken, { texts }: Context): readonly string[] {
	return [texts.ade.said["apple-soon"], `  ${shellWords(["genkan", "ade", "sync", of.name])}`];
}

async function dataOf(profile: AdeProfile, context: Context) {
	const { read } = context.domain.store;
	const of = await read.adeTokens.byId(profile.tokenId);
	if (of === undefined) throw new Error("the token of a profile is gone");
	return profileData({ profile, token: of, chosen: await read.adeDevices.countChosen(profile.id) }, context);
}

async function chooseDefault(typed: string, profileTyped: string, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const none = /^(none|なし)$/i.test(profileTyped.normalize("NFKC").trim());
	const found = await givenToken(typed, context);
	if (!found.ok) return found.reply;
	const profile = none ? undefined : await givenProfile(profileTyped, found.token.id, context);
	if (profile?.ok === false) return profile.reply;
	const now = domain.clock.now();
	const chosen = profile?.profile ?? null;
	const { changed, devices } = await act(context, async (stores, tell) => {
		const { id, name: target, defaultProfileId } = found.token;
		const before = defaultProfileId === null ? undefined : await stores.adeProfiles.byId(defaultProfileId);
		const set = await setDefaultProfile(stores, found.token, chosen, now);
		const undo = ["ade", "profiles", "default", id, before?.id ?? "none"];
		const names = { before: { defaultProfile: before?.name ?? null }, after: { defaultProfile: chosen?.name ?? null } };
		tell({ target, ...names, undo, reach: async () => ({ devices: set.devices }) });
		return set;
	});
	await afterAdeChange(found.token.id, context, { round: changed });
	const { said } = texts.ade;
	const values = { token: found.token.name, profile: chosen?.name ?? null, count: devices };
	const lines = !changed
		? [say(said["default-same"], values, language)]
		: chosen === null
			? [say(said["default-none"], values, language)]
			: [say(said["default-set"], values, language), ...appleSoon(found.token, context)];
	return done({ token: found.token.name, defaultProfile: chosen?.name ?? null, changed, devices }, lines.join("\n"));
}

/** Defined again at Apple and assigned, now, although nothing was changed. */
async function define(
	typed: string,
	{ token, noWait }: { readonly token: string | undefined; readonly noWait: boolean },
	context: Context,
): Promise<Reply> {
	const found = await givenProfile(typed, token, context);
	if (!found.ok) return found.reply;
	const { domain, texts, language } = context;
	const of = found.token;
	if (!(await isWanted(domain.store.read, found.profile, of)))
		return failed(say(texts.ade.said["profile-of-nobody"], { profile: found.profile.name }, language));
	await act(context, async (stores, tell) => {
		const reach = () => devicesOf(stores, of, found.profile);
		tell({ target: found.profile.name, about: { token: of.name }, done: true, undo: null, reach });
		return touchProfile(stores, found.profile, domain.clock.now());
	});
	if (context.deed.rehearsal) return wouldAsk("would-define", { profile: found.profile.name, token: of.name }, context);
	if (noWait) {
		await afterAdeChange(of.id, context, { round: true });
		const text = say(texts.ade.said["define-begun"], { profile: found.profile.name, token: of.name }, language);
		return done({ profile: found.profile.name, defined: false, uuid: found.profile.uuid, round: null }, text);
	}
	const { openAde } = await import("../../ade-composition.ts");
	const ade = openAde(domain);
	try {
		const told = await tellRound(await runAdeRound(ade, of, { signal: endingSignal(context) }, context), of, context);
		const after = await domain.store.read.adeProfiles.byId(found.profile.id);
		const defined = after !== undefined && after.refusal === null && !mustBeDefined(after, of);
		const head = say(texts.ade.said[defined ? "profile-defined" : "profile-not-defined"], { profile: found.profile.name }, language);
		const reply = done({ profile: found.profile.name, defined, uuid: after?.uuid ?? null, round: told.data }, `${head}\n${told.text}`);
		return defined ? reply : { ...reply, exit: exits.refused };
	} finally {
		await ade.close();
	}
}

async function remove(typed: string, tokenTyped: string | undefined, context: Context): Promise<Reply> {
	const found = await givenProfile(typed, tokenTyped, context);
	if (!found.ok) return found.reply;
	const { domain, texts, language } = context;
	const { id, name: called } = found.profile;
	const outcome = await act(context, async (stores, tell) => {
		const deleted = await deleteProfile(stores, found.profile, domain.clock.now());
		if (deleted.ok) tell(profileChange(found.token, found.profile, undefined));
		return deleted;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	return done({ id, name: called, token: found.token.name }, say(texts.ade.said["profile-deleted"], { profile: called }, language));
}
