import { z } from "zod";
import { administratorPasswordFault } from "../../../administrators/accounts.ts";
import { isName, normaliseName } from "../../../administrators/name.ts";
import { setUp } from "../../../administrators/setup.ts";
import { hashPassword } from "../../../credentials/password.ts";
import { newTotp } from "../../../credentials/totp.ts";
import { newId } from "../../../enrollment/record.ts";
import { organization } from "../../../tenant/organization.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";

export const setupRoutes = [
	route({
		method: "GET",
		path: "/setup",
		id: "getSetup",
		summary: "Whether the first administrator has still to come.",
		access: "anybody",
		answer: z.object({ needed: z.boolean() }),
		run: async (_, { services }) => ({ body: { needed: !(await services.work.read.administrators.any()) } }),
	}),
	route({
		method: "POST",
		path: "/setup",
		id: "setUp",
		summary:
			"Makes the first administrator, an owner, by the code that the server printed. The secret of the one-time codes is shown this once.",
		access: "anybody",
		body: z.strictObject({ code: z.string().max(100), name: z.string().max(200), password: z.string().max(2000) }),
		answer: z.object({ name: z.string(), secret: z.string(), uri: z.string() }),
		status: 201,
		showsSecret: true,
		async run({ body }, asked) {
			const { work, clock, randomness } = asked.services;
			const fault = administratorPasswordFault(body.password);
			if (fault !== null) return refuse(`password-${fault}`);
			const name = normaliseName(body.name);
			if (!isName(name)) return refuse("administrator-name-malformed");
			const id = newId(clock, randomness);
			const { sealed: totp, secret, uri } = newTotp({ id, name }, (await organization(work.read)).name || "Genkan", asked.services);
			const makeCredentials = async () => ({ passwordHash: await hashPassword(body.password), totp });
			const detail = { there: { before: false, after: true }, role: { before: null, after: "owner" } };
			const outcome = await setUp(work, { code: body.code, peer: asked.peer, id, name, makeCredentials, now: clock.now() }, (stores) =>
				record(stores, name, { action: "administrators add", target: name, detail }, asked),
			);
			if (!outcome.ok) {
				const { problem } = outcome;
				return problem.kind === "throttled" ? { problem: "throttled", retryAt: problem.retryAt } : refuse(problem.kind);
			}
			return { body: { name, secret, uri } };
		},
	}),
] as const;
