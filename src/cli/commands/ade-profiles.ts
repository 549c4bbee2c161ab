import type { AdeToken } from "../../ade/ports.ts";
import { isKnownPane, type SetupPane, setupPanes } from "../../ade/setup-panes.ts";
import { paneName } from "../../texts/pane-names.ts";
import { printable } from "../../texts/texts.ts";
import { appleRows, type KnownProfile, profileData, profileState, settingRows } from "../ade-profile-view.ts";
import { incidentText } from "../ade-round-text.ts";
import { bareCommand, type Context, command } from "../command.ts";
import { givenProfile, givenToken } from "../find-ade.ts";
import { refusedBy } from "../problem.ts";
import { done, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textFields, textTable } from "../text-table.ts";

const token = { kind: "text", value: "TOKEN", help: "ade-token" } as const;

export const adeProfileCommands = [
	command({
		name: "ade profiles",
		aliases: ["ade profiles list"],
		store: "read",
		options: { token },
		run: ({ token: typed }, context) => list(typed, context),
	}),
	command({
		name: "ade profiles show",
		store: "read",
		arguments: { profile: { kind: "text", value: "NAME" } },
		options: { token },
		run: ({ profile, token: typed }, context) => show(profile, typed, context),
	}),
	bareCommand({
		name: "ade profiles panes",
		async run(_, context) {
			const { texts, language } = context;
			const all = Object.entries<SetupPane>(setupPanes);
			const data = all.map(([key, { since, gone }]) => ({
				key,
				en: paneName("en", key),
				ja: paneName("ja", key),
				since,
				goneSince: gone ?? null,
			}));
			const { columns, ade } = texts;
			const table = textTable(
				[{ title: columns.pane, cut: true }, { title: columns.key }, { title: columns.since }],
				all.map(([key, { since, gone }]) => [
					paneName(language, key),
					key,
					gone === undefined ? `iOS ${since}` : say(ade.said["pane-until"], { since, gone }, language),
				]),
				context,
			);
			return done(data, `${table}\n${ade.said["panes-note"]}`);
		},
	}),
] as const;

async function known(tokens: readonly AdeToken[], { domain }: Context): Promise<KnownProfile[]> {
	const { adeProfiles, adeDevices } = domain.store.read;
	const all: KnownProfile[] = [];
	for (const one of tokens) {
		const chosen = await adeDevices.chosenCounts(one.id);
		for (const profile of await adeProfiles.ofToken(one.id)) all.push({ profile, token: one, chosen: chosen.get(profile.id) ?? 0 });
	}
	return all;
}

async function list(typed: string | undefined, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const tokens = await domain.store.read.adeTokens.list();
	if (tokens.length === 0) return refusedBy({ kind: "ade-no-tokens" }, language);
	const found = typed === undefined ? undefined : await givenToken(typed, context);
	if (found?.ok === false) return found.reply;
	const all = await known(found === undefined ? tokens : [found.token], context);
	const data = all.map((one) => profileData(one, context));
	if (all.length === 0) return done(data, texts.ade.said["profiles-none"]);
	const { columns, words } = texts;
	const several = tokens.length > 1 && found === undefined;
	const table = textTable(
		[
			{ title: columns.name, cut: true },
			...(several ? [{ title: columns.token, cut: true } as const] : []),
			{ title: columns.signIn, cut: true },
			{ title: columns.forDevices, cut: true },
			{ title: columns.state, cut: true },
		],
		all.map((one) => [
			printable(one.profile.name),
			...(several ? [printable(one.token.name)] : []),
			words.wayBriefly[one.profile.settings.signIn],
			forWhom(one, context),
			profileState(one, context).text,
		]),
		context,
	);
	return done(data, table);
}

function forWhom({ profile, token: { defaultProfileId }, chosen }: KnownProfile, { texts, language }: Context): string {
	const { said } = texts.ade;
	const isDefault = defaultProfileId === profile.id;
	if (isDefault) return chosen === 0 ? said["for-default"] : say(said["for-default-and"], { count: chosen }, language);
	return chosen === 0 ? said["for-nobody"] : say(said["for-chosen"], { count: chosen }, language);
}

async function show(typed: string, tokenTyped: string | undefined, context: Context): Promise<Reply> {
	const found = await givenProfile(typed, tokenTyped, context);
	if (!found.ok) return found.reply;
	const { domain, texts, paint } = context;
	const { profile } = found;
	const one: KnownProfile = { profile, token: found.token, chosen: await domain.store.read.adeDevices.countChosen(profile.id) };
	const incidents = await domain.store.read.incidents.openOf({ kind: "ade-profile", id: profile.id });
	const { fields } = texts;
	const state = profileState(one, context);
	const unknownPanes = profile.settings.hiddenPanes.filter((key) => !isKnownPane(key));
	const text = [
		`${paint("strong", printable(profile.name))}\n`,
		textFields(
			[
				[fields.state, paint(state.style, state.text)],
				[fields.token, printable(found.token.name)],
				[fields.forDevices, forWhom(one, context)],
				...settingRows(profile.settings, context),
				...appleRows(one, context),
			],
			paint,
		),
		...incidents.map((incident) => `\n${incidentText(incident, context)}`),
	];
	const data = { ...profileData(one, context), unknownPanes, incidents: incidents.map(({ code }) => code) };
	return done(data, text.join(""));
}
