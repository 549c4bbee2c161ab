import { nameLimit, retryAt } from "../../credentials/throttle.ts";
import { changeUser } from "../../directory/change-user.ts";
import type { User } from "../../directory/ports.ts";
import { deviceName } from "../../evidence/device-name.ts";
import { enumerated, localTime, printable, textsFor } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { findUser } from "../find-user.ts";
import { refusedBy } from "../problem.ts";
import { done, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textFields, textTable } from "../text-table.ts";
import { userView } from "../user-view.ts";
import { stateWord } from "./devices.ts";
import { usersAddCommand } from "./users-add.ts";
import { usersRemoveCommand } from "./users-remove.ts";

const upn = { kind: "text", value: "UPN" } as const;

export const userCommands = [
	command({
		name: "users list",
		aliases: ["users"],
		store: "read",
		options: { search: { kind: "text", value: "TEXT", help: "users-search" }, limit: { kind: "number", value: "NUMBER", help: "limit" } },
		run: list,
	}),
	command({ name: "users show", store: "read", arguments: { upn }, run: show }),
	usersAddCommand,
	usersRemoveCommand,
	command({ name: "users enable", store: "write", arguments: { upn }, run: (given, context) => setEnabled(given.upn, true, context) }),
	command({ name: "users disable", store: "write", arguments: { upn }, run: (given, context) => setEnabled(given.upn, false, context) }),
] as const;

async function list({ search, limit = 50 }: { search: string | undefined; limit: number | undefined }, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const found = await domain.store.read.users.list({ ...(search === undefined ? {} : { search: search.normalize("NFKC") }), limit });
	const data = found.map(userView);
	if (found.length === 0)
		return done(data, say(texts.said[search === undefined ? "users-none" : "users-none-found"], { search: search ?? "" }, language));
	const { columns, words } = texts;
	const table = textTable(
		[{ title: columns.user, cut: true }, { title: columns.name, cut: true }, { title: columns.account }, { title: columns.signIn }],
		found.map((one) => [
			one.upn,
			printable(one.displayName),
			one.enabled ? words.account.enabled : words.account.disabled,
			signInWord(one, context),
		]),
		context,
	);
	return done(data, table + (found.length === limit ? `${say(texts.said["more-with-limit"], { limit }, language)}\n` : ""));
}

function signInWord({ passwordHash, totp }: User, { texts }: Context): string {
	if (passwordHash === null) return texts.words.signIn.none;
	return totp === null ? texts.words.signIn.password : texts.words.signIn.both;
}

async function show({ upn: typed }: { readonly upn: string }, context: Context): Promise<Reply> {
	const found = await findUser(typed, context);
	if (!found.ok) return found.reply;
	const { user } = found;
	const { domain, texts, language, paint } = context;
	const { read } = domain.store;
	const groups = await read.groups.ofUser(user.id);
	const licences = await read.licences.ofUser(user.id);
	const devices = await read.devices.ofUser(user.id);
	const attempts = await read.attempts.list({ upn: user.upn, limit: 5 });
	const heardAgain = retryAt(await read.throttle.get(`name:${user.upn}`), nameLimit, domain.clock.now());
	const data = {
		...userView(user),
		signInAgainAt: iso(heardAgain),
		groups: groups.map(({ name }) => name),
		licences: licences.map(({ plan, state }) => ({ plan, state })),
		devices: devices.map(({ id, serial, name, product, state }) => ({ id, serial, name, product, state })),
		attempts: attempts.map(({ reference, state, code, startedAt }) => ({ reference, state, code, startedAt: iso(startedAt) })),
	};
	const { fields, words } = texts;
	const states = textsFor(language).words.state;
	const each = (values: readonly string[]) => (values.length === 0 ? textsFor(language).none : enumerated(values, language));
	const text = textFields(
		[
			[fields.account, user.enabled ? words.account.enabled : words.account.disabled],
			[fields.signIn, signInWord(user, context)],
			[fields.signInAgain, heardAgain === null ? "" : localTime(heardAgain, language)],
			[fields.manager, user.enrollmentManager ? textsFor(language).yes : ""],
			[fields.groups, printable(each(data.groups))],
			[fields.licences, each(licences.map(({ plan, state }) => (state === "active" ? plan : `${plan} (${states[state] ?? state})`)))],
			[
				fields.devices,
				each(devices.map((one) => `${printable(`${deviceName(one)} ${one.serial ?? ""}`)} (${stateWord(one.state, language)})`)),
			],
			[fields.attempts, each(attempts.map((one) => `${one.reference} (${textsFor(language).states[one.state]})`))],
			["ID", user.id],
		],
		paint,
	);
	return done(data, `${paint("strong", printable(user.displayName))}  ${user.upn}\n\n${text}`);
}

async function setEnabled(typed: string, enabled: boolean, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const found = await findUser(typed, context);
	if (!found.ok) return found.reply;
	const now = domain.clock.now();
	const outcome = await act(context, async (stores, tell) => {
		const changed = await changeUser(stores, { upn: found.user.upn, change: { enabled }, now });
		if (!changed.ok) return changed;
		const { before, after } = changed;
		const undo = ["users", before.enabled ? "enable" : "disable", after.upn];
		const reach = async () => ({ users: 1 });
		tell({ target: after.upn, before: { enabled: before.enabled }, after: { enabled: after.enabled }, undo, reach });
		return changed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	return done(userView(outcome.after), say(texts.said[enabled ? "user-enabled" : "user-disabled"], { upn: outcome.after.upn }, language));
}
