import { z } from "zod";
import { isName, normaliseName } from "../../../administrators/name.ts";
import { setupDoor } from "../../../administrators/setup.ts";
import { optionsShape } from "../passkey-shapes.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { beginPasskeyFor, comeIn, joinedShape, oneWay, wayShape } from "./joining.ts";

const first = { code: z.string().max(100), name: z.string().max(200) };

export const setupRoutes = [
	route({
		method: "GET",
		path: "/setup",
		id: "getSetup",
		summary: "Whether the first administrator has still to come, and how people sign in here.",
		access: "anybody",
		answer: z.object({ needed: z.boolean(), provider: z.boolean() }),
		run: async (_, { services: { work, provider } }) => ({
			body: { needed: !(await work.read.administrators.any()), provider: provider !== null },
		}),
	}),
	route({
		method: "POST",
		path: "/setup/passkey",
		id: "beginSetupPasskey",
		summary: "What a browser needs to make a passkey for the first administrator.",
		access: "anybody",
		body: z.strictObject(first),
		answer: optionsShape,
		async run({ body }, asked) {
			const name = normaliseName(body.name);
			return isName(name) ? beginPasskeyFor(setupDoor(body.code, name), asked) : refuse("administrator-name-malformed");
		},
	}),
	route({
		method: "POST",
		path: "/setup",
		id: "setUp",
		summary:
			"Makes the first administrator, an owner, by the code that the server printed: with a passkey, or with a password and one-time codes, whose secret is shown this once.",
		access: "anybody",
		body: z.strictObject({ ...first, ...wayShape }).refine(oneWay),
		answer: joinedShape,
		status: 201,
		showsSecret: true,
		async run({ body }, asked) {
			const name = normaliseName(body.name);
			return isName(name) ? comeIn(setupDoor(body.code, name), body, asked) : refuse("administrator-name-malformed");
		},
	}),
] as const;
