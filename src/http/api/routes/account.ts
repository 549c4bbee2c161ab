import { z } from "zod";
import { administratorPasswordFault, changeAdministrator, noPassword } from "../../../administrators/accounts.ts";
import { beginCeremony, endCeremony, lookAtCeremony } from "../../../administrators/ceremony.ts";
import type { Administrator, Passkey } from "../../../administrators/ports.ts";
import { signInWithPassword } from "../../../administrators/sign-in.ts";
import { hashPassword } from "../../../credentials/password.ts";
import { acceptCode, newTotp } from "../../../credentials/totp.ts";
import { organization } from "../../../tenant/organization.ts";
import type { ApiStores } from "../api-stores.ts";
import { authenticatorCode } from "../authenticator-code.ts";
import { type ApiProblem, refuse } from "../problem.ts";
import { record } from "../record.ts";
import { type Answered, type Asked, type Caller, route } from "../route.ts";
import { instant, iso, nothing, roleShape } from "../shapes.ts";
import { signInRefusal } from "./session.ts";

export const passkeyShape = z.object({
	id: z.string(),
	name: z.string(),
	synced: z.boolean(),
	createdAt: instant,
	lastUsedAt: instant.nullable(),
});

export const accountRoutes = [
	route({
		method: "GET",
		path: "/account",
		id: "getAccount",
		summary: "By what one signs in oneself.",
		access: "own-session",
		answer: z.object({
			name: z.string(),
			role: roleShape,
			provider: z.boolean(),
			password: z.boolean(),
			passkeys: z.array(passkeyShape),
		}),
		async run(_, { services, caller }) {
			const { id, name, role, provider, passwordHash } = caller.administrator;
			const passkeys = (await services.work.read.passkeys.listOf(id)).map(toldPasskey);
			return { body: { name, role, provider: provider !== null, password: passwordHash !== null, passkeys } };
		},
	}),
	route({
		method: "POST",
		path: "/account/authenticator",
		id: "beginAuthenticator",
		summary: "A new secret for one's authenticator app, shown this once. It counts when its first code has come.",
		access: "own-session",
		recent: true,
		answer: z.object({ secret: z.string(), uri: z.string(), qr: z.array(z.string()) }),
		showsSecret: true,
		async run(_, asked) {
			const { administrator, session } = asked.caller;
			const { clock, sealer, randomness, work } = asked.services;
			if (session === null || administrator.provider !== null) return refuse("administrator-of-provider");
			const { sealed, secret, uri } = newTotp(administrator, (await organization(work.read)).name || "Genkan", asked.services);
			const kept = { kind: "authenticator", totp: Buffer.from(sealed).toString("base64url"), for: session.id } as const;
			return {
				body: { secret, uri, qr: [...authenticatorCode(uri)] },
				cookies: { ceremony: beginCeremony(kept, { now: clock.now(), sealer, randomness }) },
			};
		},
	}),
	route({
		method: "POST",
		path: "/account/password",
		id: "setPassword",
		summary:
			"Sets one's own password: by the one before, or, where there is none, with the first code of a new authenticator. Other sessions of one's own end.",
		access: "own-session",
		recent: true,
		body: z.strictObject({
			password: z.string().max(2000),
			current: z.string().max(2000).optional(),
			code: z.string().max(100).optional(),
		}),
		answer: nothing,
		run: ({ body }, asked) => setPassword(body, asked),
	}),
	route({
		method: "POST",
		path: "/account/authenticator/confirm",
		id: "changeAuthenticator",
		summary: "Changes to the authenticator that was begun, by its first code. Other sessions of one's own end.",
		access: "own-session",
		recent: true,
		body: z.strictObject({ code: z.string().max(100) }),
		answer: nothing,
		async run({ body }, asked) {
			if (asked.caller.administrator.passwordHash === null) return refuse("password-missing");
			const totp = await begunAuthenticator(body.code, asked);
			return "problem" in totp ? totp : change(asked, { totp: totp.totp }, { authenticator: true });
		},
	}),
	route({
		method: "DELETE",
		path: "/account/password",
		id: "removePassword",
		summary: "From now on by passkey alone. The last way to sign in stays.",
		access: "own-session",
		recent: true,
		answer: nothing,
		async run(_, asked) {
			const { administrator } = asked.caller;
			if (administrator.passwordHash === null) return refuse("password-missing");
			return change(asked, noPassword, { password: { before: true, after: false } }, async ({ passkeys }) =>
				(await passkeys.listOf(administrator.id)).length === 0 ? refuse("last-way-in") : undefined,
			);
		},
	}),
] as const;

type Own = Asked & { readonly caller: Caller };
type Done = Answered<Record<string, never>> | ApiProblem;

async function setPassword(
	{ password, current, code }: { readonly password: string; readonly current?: string | undefined; readonly code?: string | undefined },
	asked: Own,
): Promise<Done> {
	const { administrator } = asked.caller;
	if (administrator.provider !== null) return refuse("administrator-of-provider");
	const fault = administratorPasswordFault(password);
	if (fault !== null) return refuse(`password-${fault}`);
	const { work, clock } = asked.services;
	if (administrator.passwordHash !== null) {
		const { name } = administrator;
		const answer = await signInWithPassword(work, { name, password: current ?? "", peer: asked.peer, now: clock.now() });
		if (answer.result !== "right") return answer.result === "refused" ? refuse("password-wrong") : signInRefusal(answer);
		return change(asked, { passwordHash: await hashPassword(password) }, { password: true });
	}
	const begun = await begunAuthenticator(code ?? "", asked);
	if ("problem" in begun) return begun;
	return change(asked, { passwordHash: await hashPassword(password), totp: begun.totp }, { password: { before: false, after: true } });
}

/** What was begun in this session, if this is its code. It is no more than its owner was shown: a mistyped code may be typed again. */
async function begunAuthenticator(code: string, { services, cookies, caller }: Own): Promise<{ readonly totp: Uint8Array } | ApiProblem> {
	const { work, clock, sealer } = services;
	const now = clock.now();
	const own = { token: cookies.ceremony, kind: "authenticator", now, sealer } as const;
	const begun = lookAtCeremony(own);
	if (begun === undefined || begun.for !== caller.session?.id) return refuse("ceremony-over");
	const totp = new Uint8Array(Buffer.from(begun.totp, "base64url"));
	const right = await work.write((stores) => acceptCode(stores, { id: caller.administrator.id, totp }, code, { now, sealer }));
	if (!right) return refuse("code-wrong");
	return (await endCeremony(work, own)) === undefined ? refuse("ceremony-over") : { totp };
}

/** Changes one's own way in. One stays where one is; whoever else was signed in by the old one does not. */
async function change(
	asked: Own,
	wanted: Partial<Pick<Administrator, "passwordHash" | "totp">>,
	detail: Parameters<typeof record>[2]["detail"],
	refusal: (stores: ApiStores) => Promise<ApiProblem | undefined> = async () => undefined,
): Promise<Done> {
	const { administrator, session } = asked.caller;
	const { name, version } = administrator;
	const { work, clock } = asked.services;
	return work.write(async (stores): Promise<Done> => {
		const problem = await refusal(stores);
		if (problem !== undefined) return problem;
		const keep = session === null ? {} : { keepSession: session.id };
		const changed = await changeAdministrator(stores, { name, change: wanted, seenVersion: version, ...keep, now: clock.now() });
		if (!changed.ok) return refuse(changed.problem.kind);
		await record(stores, name, { action: "administrators credentials", target: name, ...(detail === undefined ? {} : { detail }) }, asked);
		return { body: {}, cookies: { ceremony: null } };
	});
}

export function toldPasskey({ id, name, synced, createdAt, lastUsedAt }: Passkey) {
	return { id, name, synced, createdAt: iso(createdAt), lastUsedAt: iso(lastUsedAt) };
}
