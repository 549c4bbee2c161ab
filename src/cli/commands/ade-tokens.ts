import { listKeyPairs } from "../../ade/key-pairs.ts";
import { assignmentStates } from "../../ade/ports.ts";
import { changeToken, deleteToken } from "../../ade/tokens.ts";
import { shellWords } from "../../diagnosis/shell-words.ts";
import { byWeight } from "../../diagnosis/token-standing.ts";
import { incidentsByToken } from "../../enrollment/incidents-by-token.ts";
import { enumerated, localTime, printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { afterAdeChange } from "../ade-changed.ts";
import { stateBars } from "../ade-state-bars.ts";
import { bannerText, daysLeft, type TokenOfList, tokenData, tokenState } from "../ade-token-view.ts";
import { type Context, command } from "../command.ts";
import { givenToken } from "../find-ade.ts";
import { refusedBy } from "../problem.ts";
import { relativeTime } from "../relative-time.ts";
import { done, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textFields, textTable } from "../text-table.ts";

const token = { kind: "text", value: "TOKEN" } as const;

export const adeTokenCommands = [
	command({ name: "ade tokens", aliases: ["ade tokens list"], store: "read", run: (_, context) => list(context) }),
	command({
		name: "ade tokens show",
		store: "read",
		arguments: { token: { ...token, optional: true } },
		run: ({ token: typed }, context) => show(typed, context),
	}),
	command({
		name: "ade tokens rename",
		store: "write",
		arguments: { token, name: { kind: "text", value: "NEW-NAME" } },
		async run({ token: typed, name }, context) {
			const { texts, language } = context;
			const outcome = await act(context, async (stores, tell) => {
				const changed = await changeToken(stores, { token: typed, change: { name } });
				if (!changed.ok) return changed;
				const { before, after } = changed;
				const undo = ["ade", "tokens", "rename", before.id, before.name];
				tell({ target: after.name, before: { name: before.name }, after: { name: after.name }, undo });
				return changed;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { before, after } = outcome;
			return done(
				{ id: after.id, name: after.name, before: before.name },
				say(texts.ade.said.renamed, { before: before.name, after: after.name }, language),
			);
		},
	}),
	command({
		name: "ade tokens delete",
		store: "write",
		arguments: { token },
		async run({ token: typed }, context) {
			const { texts, language } = context;
			const outcome = await act(context, async (stores, tell) => {
				const deleted = await deleteToken(stores, typed);
				if (deleted.ok) tell({ target: deleted.token.name, before: { there: true }, after: { there: false }, undo: null });
				return deleted;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { id, name } = outcome.token;
			await afterAdeChange(id, context, { round: false });
			return done({ id, name }, say(texts.ade.said["token-deleted"], { token: name }, language));
		},
	}),
] as const;

/** Columns of a terminal that has room for Apple's name of the server. */
const serversFrom = 100;

async function list(context: Context): Promise<Reply> {
	const { domain, texts, language, paint } = context;
	const { read } = domain.store;
	const now = domain.clock.now();
	const all = await incidentsByToken(read);
	const rows: { readonly view: TokenOfList; readonly devices: number; readonly profile: string | null }[] = [];
	for (const view of all)
		rows.push({ view, devices: await read.adeDevices.count(view.token.id), profile: await defaultName(view, context) });
	const data = rows.map(({ view, devices, profile }) => tokenData(view, devices, profile, context));
	if (all.length === 0) return done(data, texts.ade.said["tokens-none"]);
	const { columns } = texts;
	const wide = context.columns === null || context.columns >= serversFrom;
	const table = textTable(
		[
			{ title: columns.name, cut: true },
			...(wide ? [{ title: columns.server, cut: true } as const] : []),
			{ title: columns.devices, side: "right" },
			{ title: columns.ends },
			{ title: columns.synced },
			{ title: columns.state, cut: true },
		],
		rows.map(({ view, devices }) => {
			const { kind, text } = tokenState(view, context);
			const mark = { well: "✓", warning: "!", error: "✗", fetching: "…", new: "…" }[kind];
			return [
				printable(view.token.name),
				...(wide ? [printable(view.token.account?.serverName ?? "-")] : []),
				String(devices),
				daysLeft(view.token, now) < 0 ? texts.ade.said.ended : relativeTime(view.token.expiresAt, now, language),
				view.token.lastSuccessAt === null ? texts.said.never : relativeTime(view.token.lastSuccessAt, now, language),
				`${mark} ${text}`,
			];
		}),
		context,
	);
	const broken = rows.find(({ view }) => ["error", "warning"].includes(tokenState(view, context).kind));
	const more = broken === undefined ? "" : `\n${paint("strong", texts.ade.said["see-doctor"])}\n`;
	return done(data, bannerText(all, context) + table + more);
}

async function defaultName({ token: { defaultProfileId } }: TokenOfList, { domain }: Context): Promise<string | null> {
	return defaultProfileId === null ? null : ((await domain.store.read.adeProfiles.byId(defaultProfileId))?.name ?? null);
}

async function show(typed: string | undefined, context: Context): Promise<Reply> {
	const found = await givenToken(typed, context);
	if (!found.ok) return found.reply;
	const { domain, texts, language, paint } = context;
	const { read } = domain.store;
	const { id } = found.token;
	const now = domain.clock.now();
	const view = (await incidentsByToken(read)).find((one) => one.token.id === id) ?? { token: found.token, incidents: [] };
	const shown = view.token;
	const counts = await read.adeDevices.counts(id, now);
	const devices = await read.adeDevices.count(id);
	const profile = await defaultName(view, context);
	const profiles = await read.adeProfiles.ofToken(id);
	const waiting = (await listKeyPairs(read)).filter(({ state, token: of }) => state === "waiting" && of?.id === id).length;
	const data = {
		...tokenData(view, devices, profile, context),
		counts,
		profiles: profiles.map(({ name }) => name),
		keyPairsWaiting: waiting,
	};
	const { fields } = texts;
	const state = tokenState(view, context);
	const at = (moment: number | null) =>
		moment === null ? texts.said.never : `${localTime(moment, language)} (${relativeTime(moment, now, language)})`;
	const { account, refusal } = shown;
	const left = daysLeft(shown, now);
	const others = byWeight(view.incidents)
		.slice(1)
		.map(({ subject, code }) => `${printable(subject.name)}: ${code}`);
	const text = textFields(
		[
			[fields.state, paint(state.style, state.text)],
			[fields.trouble, enumerated(others, language)],
			[
				fields.appleSays,
				refusal === null
					? ""
					: `${[refusal.status, printable(refusal.said)].filter((part) => part !== null && part !== "").join(" ")} (${refusal.kind}, ${at(refusal.at)})`,
			],
			[fields.server, account === null ? "" : printable(account.serverName)],
			[fields.organizationAtApple, printable(account?.orgName ?? "")],
			[fields.appleAccount, printable(shown.appleId ?? "")],
			[
				fields.ends,
				left < 0
					? paint("fail", say(texts.said["ended-at"], { endsAt: shown.expiresAt }, language))
					: say(texts.said["ends-at"], { endsAt: shown.expiresAt, days: left }, language),
			],
			[fields.uploaded, localTime(shown.uploadedAt, language)],
			[fields.synced, at(shown.lastSuccessAt)],
			[fields.syncedFully, at(shown.lastFullAt)],
			[fields.retry, shown.retryAt === null ? "" : at(shown.retryAt)],
			[fields.defaultProfile, profile === null ? texts.ade.said["no-default"] : printable(profile)],
			[fields.profiles, String(profiles.length)],
			[fields.keyPairs, waiting === 0 ? "" : String(waiting)],
			[fields.devices, String(devices)],
		],
		paint,
	);
	const bars = assignmentStates.some((one) => counts[one] > 0) ? `\n${stateBars(counts, context)}` : "";
	const more =
		view.incidents.length === 0
			? ""
			: `\n${say(texts.ade.said["see-doctor-of"], { command: shellWords(["genkan", "ade", "doctor", shown.name]) }, language)}\n`;
	return done(data, `${paint("strong", printable(shown.name))}\n${text}${bars}${more}`);
}
