import { hashPassword, passwordByteLimit, passwordFault } from "../../credentials/password.ts";
import { newTotp } from "../../credentials/totp.ts";
import { changeUser } from "../../directory/change-user.ts";
import { organization } from "../../tenant/organization.ts";
import { act } from "../act.ts";
import { askNewPassword } from "../ask-new-password.ts";
import { type Context, command } from "../command.ts";
import { findUser } from "../find-user.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";

const upn = { kind: "text", value: "UPN" } as const;

export const userSecretCommands = [
	command({
		name: "users password",
		store: "write",
		arguments: { upn },
		options: { remove: { kind: "flag", help: "password-remove" } },
		run: setPassword,
	}),
	command({
		name: "users totp",
		store: "write",
		arguments: { upn },
		options: { replace: { kind: "flag", help: "totp-replace" }, remove: { kind: "flag", help: "totp-remove" } },
		run: setTotp,
	}),
] as const;

async function setPassword({ upn: typed, remove }: { readonly upn: string; readonly remove: boolean }, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const found = await findUser(typed, context);
	if (!found.ok) return found.reply;
	let passwordHash: string | null = null;
	// What is to come of it is the same for every password, and none is asked for.
	if (context.deed.rehearsal && !remove) passwordHash = "-";
	else if (!remove) {
		const password = await askNewPassword(found.user.upn, context);
		if (typeof password !== "string") return password;
		const fault = passwordFault(password);
		if (fault !== null)
			return failed(say(texts.said[fault === "empty" ? "password-empty" : "password-too-long"], { limit: passwordByteLimit }, language));
		passwordHash = await hashPassword(password);
	}
	const now = domain.clock.now();
	const outcome = await act(context, async (stores, tell) => {
		const changed = await changeUser(stores, { upn: found.user.upn, change: { passwordHash }, now });
		if (changed.ok && (changed.before.passwordHash !== null || passwordHash !== null)) {
			const has = { before: { password: changed.before.passwordHash !== null }, after: { password: passwordHash !== null } };
			tell({ target: changed.after.upn, ...has, done: true, undo: null, reach: async () => ({ users: 1 }) });
		}
		// Whoever forgot the old one has used up the tries; the new one must be heard.
		if (changed.ok) await stores.throttle.clear(`name:${changed.after.upn}`);
		return changed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const name = outcome.after.upn;
	return done({ upn: name, hasPassword: !remove }, say(texts.said[remove ? "password-removed" : "password-set"], { upn: name }, language));
}

async function setTotp(
	given: { readonly upn: string; readonly replace: boolean; readonly remove: boolean },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const found = await findUser(given.upn, context);
	if (!found.ok) return found.reply;
	const { user } = found;
	if (user.totp !== null && !given.replace && !given.remove) return failed(say(texts.said["totp-there"], { upn: user.upn }, language));
	const issuer = (await organization(domain.store.read)).name || "Genkan";
	const made = given.remove ? null : newTotp({ id: user.id, name: user.upn }, issuer, domain);
	const now = domain.clock.now();
	const outcome = await act(context, async (stores, tell) => {
		const changed = await changeUser(stores, { upn: user.upn, change: { totp: made?.sealed ?? null }, now });
		if (changed.ok && (changed.before.totp !== null || made !== null)) {
			const has = { before: { secondFactor: changed.before.totp !== null }, after: { secondFactor: made !== null } };
			tell({ target: user.upn, ...has, done: true, undo: null, reach: async () => ({ users: 1 }) });
		}
		return changed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	if (made === null) return done({ upn: user.upn, hasTotp: false }, say(texts.said["totp-removed"], { upn: user.upn }, language));
	const { secret, uri } = made;
	const text = [say(texts.said["totp-set"], { upn: user.upn }, language), "", `  ${secret}`, `  ${uri}`, "", texts.said["totp-once"]].join(
		"\n",
	);
	return done({ upn: user.upn, secret, uri }, text);
}
