import type { AdministratorSession, ApiToken } from "../../administrators/ports.ts";
import { newSetupCode } from "../../administrators/setup.ts";
import { shortId } from "../../diagnosis/incident-record.ts";
import type { Stores } from "../../store/stores.ts";
import { localTime, printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { relativeTime } from "../relative-time.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

export const administratorSessionCommands = [
	command({ name: "administrators sessions", store: "read", run: (_, context) => list(context) }),
	command({
		name: "administrators revoke",
		store: "write",
		arguments: { id: { kind: "text", value: "ID" } },
		run: ({ id }, context) => revoke(id, context),
	}),
	command({ name: "administrators setup-code", store: "write", run: (_, context) => setupCode(context) }),
] as const;

/** More of them than anybody looks through. */
const most = 1000;

type Way = ({ readonly kind: "session" } & AdministratorSession) | ({ readonly kind: "token" } & ApiToken);

/** Everything by which somebody comes in without a password. */
async function ways(stores: Pick<Stores, "administratorSessions" | "apiTokens">, { domain }: Context): Promise<readonly Way[]> {
	const { clock, config } = domain;
	const now = clock.now();
	const sessions = await stores.administratorSessions.list({
		live: { now, idleSince: now - config.adminIdleMinutes * 60_000 },
		limit: most,
	});
	const tokens = await stores.apiTokens.list({ liveAt: now, limit: most });
	return [...sessions.map((one) => ({ kind: "session", ...one }) as const), ...tokens.map((one) => ({ kind: "token", ...one }) as const)];
}

async function list(context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { read } = domain.store;
	const all = await ways(read, context);
	const names = new Map((await read.administrators.list()).map(({ id, name }) => [id, name]));
	const nameOf = ({ administratorId }: Way) => names.get(administratorId) ?? "-";
	const data = all.map((one) => {
		const { id, kind, createdAt, expiresAt } = one;
		const seenAt = one.kind === "session" ? one.lastSeenAt : one.lastUsedAt;
		const about = one.kind === "session" ? { from: one.peer } : { purpose: one.name, scopes: one.scopes };
		return { id, kind, name: nameOf(one), ...about, createdAt: iso(createdAt), lastSeenAt: iso(seenAt), expiresAt: iso(expiresAt) };
	});
	if (all.length === 0) return done(data, texts.said["sessions-none"]);
	const { columns, words } = texts;
	const now = domain.clock.now();
	const rows = all.map((one) => {
		const seenAt = one.kind === "session" ? one.lastSeenAt : one.lastUsedAt;
		return [
			shortId(one.id),
			printable(nameOf(one)),
			words.administratorSession[one.kind],
			printable(one.kind === "session" ? one.peer : one.name),
			seenAt === null ? "-" : relativeTime(seenAt, now, language),
			localTime(one.expiresAt, language),
		];
	});
	const titles = [
		{ title: columns.id },
		{ title: columns.name, cut: true },
		{ title: columns.kind },
		{ title: columns.from, cut: true },
		{ title: columns.lastSeen },
		{ title: columns.ends },
	] as const;
	return done(data, textTable(titles, rows, context));
}

async function revoke(typed: string, context: Context): Promise<Reply> {
	const { texts, language } = context;
	const ending = typed.trim().toLowerCase();
	const ended = await act(context, async (stores, tell) => {
		const [one, another] = (await ways(stores, context)).filter(({ id }) => ending !== "" && id.endsWith(ending));
		if (one === undefined || another !== undefined) return undefined;
		await (one.kind === "session" ? stores.administratorSessions : stores.apiTokens).delete(one.id);
		const name = (await stores.administrators.byId(one.administratorId))?.name ?? "-";
		tell({ target: name, about: { [one.kind]: shortId(one.id) }, done: true, undo: null });
		return { id: one.id, kind: one.kind, name };
	});
	if (ended === undefined) return failed(say(texts.said["session-unknown"], { id: typed }, language));
	return done(ended, say(texts.said["session-revoked"], { id: shortId(ended.id), name: ended.name }, language));
}

async function setupCode(context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const code = await act(context, async (stores, tell) => {
		const made = await newSetupCode(stores, { now: domain.clock.now(), randomness: domain.randomness });
		if (made !== undefined) tell({ target: null, about: { setupCode: true }, done: true, undo: null });
		return made;
	});
	if (code === undefined) return failed(texts.said["setup-code-over"]);
	return done({ code }, say(texts.said["setup-code"], { code }, language));
}
