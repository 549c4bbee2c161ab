import { z } from "zod";
import { findSession } from "../../../administrators/sessions.ts";
import { type SignInAnswer, signInWithCode, signInWithPassword } from "../../../administrators/sign-in.ts";
import { beginSession, openFor, signedInCookies } from "../begin-session.ts";
import { type ApiProblem, refuse } from "../problem.ts";
import { record } from "../record.ts";
import { type Answered, type Asked, route } from "../route.ts";
import { instant, iso, nothing, permissionShape, roleShape } from "../shapes.ts";

const stepShape = z.object({ state: z.enum(["code-needed", "signed-in"]) });
type Step = Answered<z.input<typeof stepShape>> | ApiProblem;

export const sessionRoutes = [
	route({
		method: "POST",
		path: "/session",
		id: "signIn",
		summary: "Signs in, in two steps: name and password, then the one-time code.",
		access: "anybody",
		body: z.union([
			z.strictObject({ name: z.string().max(200), password: z.string().max(2000) }),
			z.strictObject({ code: z.string().max(100) }),
		]),
		answer: stepShape,
		run: ({ body }, asked) => ("code" in body ? second(body.code, asked) : first(body, asked)),
	}),
	route({
		method: "GET",
		path: "/session",
		id: "getSession",
		summary: "Who is signed in, and what they may do.",
		access: "own-session",
		answer: z.object({
			administrator: z.object({ id: z.string(), name: z.string(), role: roleShape }),
			permissions: z.array(permissionShape),
			session: z.object({ id: z.string(), createdAt: instant, expiresAt: instant, idleMinutes: z.number() }),
			/** Simulated phones play here, and the console shows their page. */
			demo: z.boolean(),
			/** Where the console leads instead of Apple's web sites; null: to Apple's own. */
			appleSites: z.string().nullable(),
		}),
		async run(_, { services, caller }) {
			const { administrator, permissions, session } = caller;
			if (session === null) return refuse("forbidden");
			const { id, createdAt, expiresAt } = session;
			const view = { id, createdAt: iso(createdAt), expiresAt: iso(expiresAt), idleMinutes: services.limits.idle / 60_000 };
			const { id: ofWhom, name, role } = administrator;
			const { appleSites, tour } = services;
			const demo = { demo: tour !== null, appleSites };
			return { body: { administrator: { id: ofWhom, name, role }, permissions: [...permissions], session: view, ...demo } };
		},
	}),
	route({
		method: "DELETE",
		path: "/session",
		id: "signOut",
		summary: "Signs out.",
		access: "own-session",
		answer: nothing,
		async run(_, asked) {
			const { administrator, session } = asked.caller;
			if (session === null) return refuse("forbidden");
			await asked.services.work.write(async (stores) => {
				await stores.administratorSessions.delete(session.id);
				await record(stores, administrator.name, { action: "administrators sign-out", target: administrator.name }, asked);
			});
			return { body: {}, cookies: { session: null, signIn: null, ceremony: null, provider: null } };
		},
	}),
] as const;

async function first({ name, password }: { readonly name: string; readonly password: string }, asked: Asked): Promise<Step> {
	const { work, clock } = asked.services;
	const answer = await signInWithPassword(work, { name, password, peer: asked.peer, now: clock.now() });
	if (answer.result !== "right") return signInRefusal(answer);
	const opened = await work.write((stores) => openFor(stores, answer.administrator, "code", asked));
	return opened === undefined ? refuse("sign-in-refused") : { body: { state: "code-needed" }, cookies: { signIn: opened.token } };
}

async function second(code: string, asked: Asked): Promise<Step> {
	const { work, clock, sealer, limits } = asked.services;
	const { signIn } = asked.cookies;
	const now = clock.now();
	const waiting = signIn === null ? undefined : await findSession(work, { token: signIn, stage: "code", now, limits });
	if (waiting === undefined) return refuse("not-signed-in");
	const answer = await signInWithCode(work, { administratorId: waiting.administrator.id, code, peer: asked.peer, now, sealer });
	if (answer.result !== "right") return signInRefusal(answer);
	const opened = await work.write((stores) => beginSession(stores, answer.administrator, asked));
	return opened === undefined ? refuse("sign-in-refused") : { body: { state: "signed-in" }, cookies: signedInCookies(opened) };
}

export function signInRefusal(answer: Exclude<SignInAnswer, { readonly result: "right" }>): ApiProblem {
	return answer.result === "throttled" ? { problem: "throttled", retryAt: answer.retryAt } : refuse("sign-in-refused");
}
