import {
	type AdministratorChange,
	addAdministrator,
	administratorPasswordFault,
	type Credentials,
	changeAdministrator,
	forgetWaysIn,
	shortestPassword,
} from "../../administrators/accounts.ts";
import { normaliseName } from "../../administrators/name.ts";
import { type Role, roles } from "../../administrators/permissions.ts";
import type { Administrator } from "../../administrators/ports.ts";
import { codeKey, passwordKey } from "../../administrators/sign-in.ts";
import { hashPassword, passwordByteLimit } from "../../credentials/password.ts";
import { newTotp } from "../../credentials/totp.ts";
import { newId } from "../../enrollment/record.ts";
import { organization } from "../../tenant/organization.ts";
import { act } from "../act.ts";
import { askNewPassword } from "../ask-new-password.ts";
import { type Context, command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const name = { kind: "text", value: "NAME" } as const;

export const administratorCommands = [
	command({ name: "administrators list", aliases: ["administrators"], store: "read", run: (_, context) => list(context) }),
	command({
		name: "administrators add",
		store: "write",
		arguments: { name },
		options: { role: { kind: "text", choices: roles, required: true, help: "administrator-role" } },
		run: (given, context) => add(given.name, given.role, context),
	}),
	command({
		name: "administrators role",
		store: "write",
		arguments: { name, role: { kind: "text", value: "ROLE", choices: roles } },
		run: (given, context) => change(given.name, { role: given.role as Role }, "administrator-role-set", context),
	}),
	command({
		name: "administrators disable",
		store: "write",
		arguments: { name },
		run: (given, context) => change(given.name, { enabled: false }, "administrator-disabled", context),
	}),
	command({
		name: "administrators enable",
		store: "write",
		arguments: { name },
		run: (given, context) => change(given.name, { enabled: true }, "administrator-enabled", context),
	}),
	command({ name: "administrators reset", store: "write", arguments: { name }, run: (given, context) => reset(given.name, context) }),
] as const;

async function list({ domain, texts, ...context }: Context): Promise<Reply> {
	const all = await domain.store.read.administrators.list();
	const data = all.map(told);
	if (all.length === 0) return done(data, texts.said["administrators-none"]);
	const { columns, words } = texts;
	const rows = all.map((one) => [one.name, one.role, words.account[one.enabled ? "enabled" : "disabled"]]);
	return done(data, textTable([{ title: columns.name, cut: true }, { title: columns.role }, { title: columns.state }], rows, context));
}

async function add(typed: string, role: Role, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const id = newId(domain.clock, domain.randomness);
	const made = await newCredentials({ id, name: normaliseName(typed) }, context);
	if (!("credentials" in made)) return made;
	const outcome = await act(context, async (stores, tell) => {
		const added = await addAdministrator(stores, { id, name: typed, role, credentials: made.credentials, now: domain.clock.now() });
		if (added.ok) {
			const { name: target } = added.administrator;
			tell({ target, before: { there: false, role: null }, after: { there: true, role }, undo: ["administrators", "disable", target] });
		}
		return added;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { administrator } = outcome;
	return shownOnce(say(texts.said["administrator-added"], { name: administrator.name, role }, language), administrator, made);
}

async function change(
	typed: string,
	wanted: Pick<AdministratorChange, "role" | "enabled">,
	text: "administrator-role-set" | "administrator-disabled" | "administrator-enabled",
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const outcome = await act(context, async (stores, tell) => {
		const known = await stores.administrators.byName(normaliseName(typed));
		// What is so already ends nobody's session.
		if (known !== undefined && (wanted.role ?? known.role) === known.role && (wanted.enabled ?? known.enabled) === known.enabled)
			return { ok: true, before: known, after: known } as const;
		const changed = await changeAdministrator(stores, { name: typed, change: wanted, now: domain.clock.now() });
		if (!changed.ok) return changed;
		const { before, after } = changed;
		const undo =
			wanted.role === undefined
				? ["administrators", before.enabled ? "enable" : "disable", after.name]
				: ["administrators", "role", after.name, before.role];
		const of = ({ role, enabled }: Administrator) => ({ role, enabled });
		tell({ target: after.name, before: of(before), after: of(after), undo });
		return changed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { after } = outcome;
	return done(told(after), say(texts.said[text], { name: after.name, role: after.role }, language));
}

async function reset(typed: string, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const known = await domain.store.read.administrators.byName(normaliseName(typed));
	if (known === undefined) return refusedBy({ kind: "administrator-unknown", name: typed }, language);
	const made = await newCredentials(known, context);
	if (!("credentials" in made)) return made;
	const outcome = await act(context, async (stores, tell) => {
		const changed = await changeAdministrator(stores, { name: known.name, change: made.credentials, now: domain.clock.now() });
		if (changed.ok) {
			tell({ target: known.name, about: { credentials: true }, done: true, undo: null });
			await forgetWaysIn(stores, known.id);
			// Whoever forgot the old ones has used up the tries; the new ones must be heard.
			await stores.throttle.clear(passwordKey(known.name));
			await stores.throttle.clear(codeKey(known.id));
		}
		return changed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	return shownOnce(say(texts.said["administrator-reset"], { name: known.name }, language), outcome.after, made);
}

interface NewCredentials {
	readonly credentials: Credentials;
	readonly secret: string;
	readonly uri: string;
}

/** Before the unit of work: a password is asked for, and hashing takes its time. */
async function newCredentials(of: Pick<Administrator, "id" | "name">, context: Context): Promise<NewCredentials | Reply> {
	const { domain, deed, texts, language } = context;
	const { sealed: totp, secret, uri } = newTotp(of, (await organization(domain.store.read)).name || "Genkan", domain);
	// What is to come of it is the same for every password, and none is asked for.
	if (deed.rehearsal) return { credentials: { passwordHash: "-", totp }, secret, uri };
	const password = await askNewPassword(of.name, context);
	if (typeof password !== "string") return password;
	const fault = administratorPasswordFault(password);
	if (fault === "too-short") return failed(say(texts.said["administrator-password-short"], { limit: shortestPassword }, language));
	if (fault === "too-long") return failed(say(texts.said["password-too-long"], { limit: passwordByteLimit }, language));
	return { credentials: { passwordHash: await hashPassword(password), totp }, secret, uri };
}

function shownOnce(text: string, administrator: Administrator, { secret, uri }: NewCredentials): Reply {
	return done({ ...told(administrator), secret, uri }, [text, "", `  ${secret}`, `  ${uri}`].join("\n"));
}

function told({ id, name: of, role, enabled, createdAt, updatedAt }: Administrator) {
	return { id, name: of, role, enabled, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}
