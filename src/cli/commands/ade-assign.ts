import { assignAgain } from "../../ade/assign-again.ts";
import { type AdeToken, assignmentStates } from "../../ade/ports.ts";
import { unassignDevices } from "../../ade/unassign-devices.ts";
import { shellWords } from "../../diagnosis/shell-words.ts";
import { act } from "../act.ts";
import { chosenBefore } from "../ade-assign-change.ts";
import { afterAdeChange } from "../ade-changed.ts";
import { byToken, failedOnes, filteredOnes, isFiltered, type WhichDevices } from "../ade-which-devices.ts";
import { type Context, command } from "../command.ts";
import { givenProfile, givenToken } from "../find-ade.ts";
import { readSerials } from "../read-serials.ts";
import { done, exits, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { wouldAsk } from "../would-ask.ts";

const token = { kind: "text", value: "TOKEN", help: "ade-token" } as const;
const serials = { kind: "text", value: "SERIALS", optional: true } as const;
const file = { kind: "text", value: "FILE", help: "serials-file" } as const;
/** Devices by what they have in common. */
const filter = {
	state: { kind: "text", value: "STATE", choices: assignmentStates, help: "assign-state" },
	search: { kind: "text", value: "TEXT", help: "assign-search" },
	wanting: { kind: "text", value: "NAME", help: "assign-wanting" },
} as const;

export const adeAssignCommands = [
	command({
		name: "ade assign",
		store: "write",
		arguments: { serials },
		options: {
			profile: { kind: "text", value: "NAME", help: "assign-profile" },
			default: { kind: "flag", help: "assign-default" },
			failed: { kind: "flag", help: "assign-failed" },
			...filter,
			file,
			token,
		},
		run: assign,
	}),
	command({
		name: "ade unassign",
		store: "write",
		arguments: { serials },
		options: { ...filter, file, token },
		run: unassign,
	}),
] as const;

/** What is wanted of some devices of one token. `missing`: the token does not have them. */
interface Asked {
	readonly token: AdeToken;
	readonly asked: number;
	readonly missing: readonly string[];
}

async function assign(
	given: WhichDevices & { readonly profile: string | undefined; readonly default: boolean; readonly failed: boolean },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const { said } = texts.ade;
	if (given.profile !== undefined && given.default)
		return failed(say(texts.said.contradiction, { one: "--profile", other: "--default" }, language));
	const read = await readSerials(given.serials, given.file, context);
	if (!read.ok) return read.reply;
	const filtered = isFiltered(given);
	if (read.serials.length === 0 && !given.failed && !filtered) return failed(said["assign-which"]);
	if (read.serials.length > 0 && (given.failed || filtered))
		return failed(say(texts.said.contradiction, { one: "SERIALS", other: given.failed ? "--failed" : "--state" }, language));
	if (given.failed && filtered) return failed(say(texts.said.contradiction, { one: "--failed", other: "--state" }, language));
	const profile = given.profile === undefined ? undefined : await givenProfile(given.profile, given.token, context);
	if (profile?.ok === false) return profile.reply;
	const groups = given.failed
		? await failedOnes(given.token, context)
		: filtered
			? await filteredOnes({ ...given, token: profile?.token.id ?? given.token }, context)
			: await byToken(read.serials, profile?.token.name ?? given.token, context);
	if (!groups.ok) return groups.reply;
	const now = domain.clock.now();
	const results: Asked[] = [];
	for (const [of, wanted] of groups.all) {
		const choice = profile === undefined ? (given.default ? null : undefined) : profile.profile.id;
		const missing = await act(context, async (stores, tell) => {
			const before = await chosenBefore(stores, of, wanted);
			const gone =
				choice === undefined
					? await assignAgain(stores, of.id, wanted, now)
					: await stores.adeDevices.chooseProfile(of.id, wanted, choice, now);
			if (wanted.length > gone.length) tell(before.change(choice, profile?.profile.name ?? null));
			return gone;
		});
		results.push({ token: of, asked: wanted.length - missing.length, missing });
		if (wanted.length > missing.length) await afterAdeChange(of.id, context, { round: true });
	}
	if (filtered && results.every(({ asked }) => asked === 0)) return done({ asked: 0, missing: [] }, said["devices-none-found"]);
	if (given.failed && results.every(({ asked }) => asked === 0)) return done({ asked: 0, missing: [] }, said["assign-none-failed"]);
	return tell(results, groups.nowhere, { profile: profile?.profile.name ?? null, byDefault: given.default }, context);
}

async function tell(
	results: readonly Asked[],
	nowhere: readonly string[],
	how: { readonly profile: string | null; readonly byDefault: boolean },
	context: Context,
): Promise<Reply> {
	const { texts, language } = context;
	const { said } = texts.ade;
	const missing = [...results.flatMap((one) => one.missing), ...nowhere];
	const asked = results.reduce((sum, one) => sum + one.asked, 0);
	const lines = results
		.filter((one) => one.asked > 0)
		.flatMap(({ token: { name }, asked: count }) => {
			const sentence = how.profile !== null ? said["assign-chosen"] : how.byDefault ? said["assign-by-default"] : said["assign-again"];
			return [
				say(sentence, { count, token: name, profile: how.profile }, language),
				said["apple-soon"],
				`  ${shellWords(["genkan", "ade", "sync", name])}`,
			];
		});
	if (missing.length > 0) lines.push(...(await missingLines(missing, context)));
	const data = { profile: how.profile, asked, tokens: results.map((one) => ({ token: one.token.name, asked: one.asked })), missing };
	const reply = done(data, lines.join("\n"));
	return missing.length === 0 ? reply : { ...reply, exit: exits.refused };
}

const mostShown = 20;

/** Devices that the token does not have, each with the token that has it: a profile's name alone says which token is meant, and that may be another one. */
async function missingLines(missing: readonly string[], { domain, texts, language }: Context): Promise<readonly string[]> {
	const { said } = texts.ade;
	const { read } = domain.store;
	const tokens = await read.adeTokens.list();
	const lines = [say(said["assign-missing"], { count: missing.length }, language)];
	for (const serial of missing.slice(0, mostShown)) {
		const there = (await read.adeDevices.bySerial(serial)).find(({ removedAt }) => removedAt === null);
		const token = tokens.find(({ id }) => id === there?.tokenId)?.name;
		lines.push(`  ${token === undefined ? serial : say(said["assign-elsewhere"], { serial, token }, language)}`);
	}
	if (missing.length > mostShown) lines.push(`  ${say(texts.files.more, { count: missing.length - mostShown }, language)}`);
	return lines;
}

/** Takes the profile away at Apple: of devices that still want one nothing is taken. */
async function unassign(given: WhichDevices, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { said } = texts.ade;
	const read = await readSerials(given.serials, given.file, context);
	if (!read.ok) return read.reply;
	const filtered = isFiltered(given);
	if (read.serials.length === 0 && !filtered) return failed(said["unassign-which"]);
	if (read.serials.length > 0 && filtered) return failed(say(texts.said.contradiction, { one: "SERIALS", other: "--state" }, language));
	const groups = filtered ? await filteredOnes(given, context) : undefined;
	if (groups?.ok === false) return groups.reply;
	const found = await givenToken(given.token, context);
	if (!found.ok) return found.reply;
	const of = found.token;
	const wanted = groups?.all[0]?.[1] ?? read.serials;
	if (wanted.length === 0)
		return done({ token: of.name, unassigned: 0, failed: [], missing: [], refused: null }, said["devices-none-found"]);
	const byDefault = of.defaultProfileId === null ? undefined : await domain.store.read.adeProfiles.byId(of.defaultProfileId);
	if (byDefault !== undefined)
		return failed(
			[
				say(said["unassign-default"], { token: of.name, profile: byDefault.name }, language),
				`  ${shellWords(["genkan", "ade", "profiles", "default", of.name, "none"])}`,
			].join("\n"),
		);
	const now = domain.clock.now();
	const missing = await act(context, async (stores, tell) => {
		const before = await chosenBefore(stores, of, wanted);
		const gone = await stores.adeDevices.chooseProfile(of.id, wanted, null, now);
		// What Apple was told cannot be taken back from here.
		if (wanted.length > gone.length) tell({ ...before.change(null, null), done: true, undo: null });
		return gone;
	});
	if (context.deed.rehearsal) return wouldAsk("would-unassign", { token: of.name, count: wanted.length - missing.length }, context);
	const there = wanted.filter((serial) => !missing.includes(serial));
	const { openAde } = await import("../../ade-composition.ts");
	const ade = openAde(domain);
	try {
		const stage = { work: domain.store, clock: domain.clock, randomness: domain.randomness, api: ade.connect(of) };
		const answer = await unassignDevices(stage, of.id, there);
		if (!answer.ok) {
			// Somebody else chose one since the choice was taken back above.
			const { serials: wanting } = answer.problem;
			return failed(say(said["unassign-still-wanted"], { serials: wanting.slice(0, mostShown) }, language));
		}
		const { refusal } = answer;
		const results = [...answer.results];
		const left = there.filter((serial) => !answer.results.has(serial));
		const failures = results.filter(([, result]) => result !== "SUCCESS");
		const lines = [
			say(said["unassigned"], { count: results.length - failures.length, token: of.name }, language),
			...failures.slice(0, mostShown).map(([serial, result]) => `  ${serial}: ${texts.words.assignmentResult[result]}`),
			...(missing.length > 0 ? await missingLines(missing, context) : []),
			...(refusal === null
				? []
				: [
						say(
							said["unassign-refused"],
							{ said: [refusal.status, refusal.said || refusal.kind].filter((part) => part !== null).join(" "), left: left.length },
							language,
						),
					]),
		];
		const data = {
			token: of.name,
			unassigned: results.length - failures.length,
			failed: failures.map(([serial, result]) => ({ serial, result })),
			missing,
			refused: refusal === null ? null : { kind: refusal.kind, status: refusal.status, said: refusal.said, left },
		};
		const reply = done(data, lines.join("\n"));
		return failures.length + missing.length === 0 && refusal === null ? reply : { ...reply, exit: exits.refused };
	} finally {
		await ade.close();
	}
}
