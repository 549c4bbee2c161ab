import { Buffer } from "node:buffer";
import { z } from "zod";
import { keyPairName, keyPairPem, listKeyPairs } from "../../../ade/key-pairs.ts";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { explainIncident } from "../../../diagnosis/explain-incident.ts";
import { tokenBanner } from "../../../diagnosis/token-banner.ts";
import { byWeight } from "../../../diagnosis/token-standing.ts";
import { incidentsByToken } from "../../../enrollment/incidents-by-token.ts";
import { action } from "../action.ts";
import { pageOf, pageQuery, page as pageRows } from "../cursor.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, iso, language } from "../shapes.ts";
import { bannerShape, syncShape, tokenShape, troubleShape } from "./ade-shapes.ts";
import { toldSync, toldToken, toldTrouble } from "./ade-told.ts";

/** A token's file is a few kilobytes. */
const fileShape = z.base64().min(1).max(100_000);
const largest = 200_000;
const name = z.string().trim().min(1).max(200);
const appleId = z.string().trim().min(1).max(320).optional();

export const adeTokenRoutes = [
	route({
		method: "GET",
		path: "/ade/tokens",
		id: "listAdeTokens",
		summary: "Tokens of Automated Device Enrollment by name, each with how it stands, its devices by state, and its sync.",
		access: "apple.read",
		query: z.strictObject({ ...pageQuery, lang: language }),
		answer: pageOf(tokenShape),
		async run({ query }, { services, language: own }) {
			const { cursor, limit, lang = own } = query;
			const all = await incidentsByToken(services.work.read);
			const from = cursor === undefined ? 0 : all.findIndex(({ token }) => token.id === cursor.id) + 1;
			const shown = all.slice(from, from + limit + 1);
			const rows = await Promise.all(shown.map(({ token, incidents }) => toldToken(token, incidents, services, lang)));
			return { body: pageRows(rows, limit, { item: (row) => row, position: ({ id }) => ({ at: 0, id }) }) };
		},
	}),
	route({
		method: "GET",
		path: "/ade/banner",
		id: "getAdeBanner",
		summary: "What people notice while a token is in an error state, and which token causes it; null while none is.",
		access: "apple.read",
		query: z.strictObject({ lang: language }),
		answer: z.object({ banner: bannerShape, tokens: z.number() }),
		async run({ query }, { services, language: own }) {
			const all = await incidentsByToken(services.work.read);
			const lang = query.lang ?? own;
			const banner = tokenBanner(all, lang);
			if (banner === null) return { body: { banner, tokens: all.length } };
			const causes = all.flatMap(({ token: { id, name: called }, incidents }) => {
				const [worst] = byWeight(incidents);
				if (worst === undefined || incidentSeverity(worst) !== "error") return [];
				const { title } = explainIncident(worst, lang);
				return [{ token: { id, name: called }, code: worst.code, title, since: iso(worst.openedAt) }];
			});
			const symptoms = banner.symptoms.map((one) => ({ ...one, causes: [...one.causes] }));
			return { body: { banner: { ...banner, symptoms, causes }, tokens: all.length } };
		},
	}),
	route({
		method: "GET",
		path: "/ade/tokens/:id",
		id: "getAdeToken",
		summary: "A token, by its id or its name, with what is wrong with it, and its profiles.",
		access: "apple.read",
		params: byId,
		query: z.strictObject({ lang: language }),
		answer: z.object({
			token: tokenShape,
			trouble: z.array(troubleShape),
			profiles: z.array(z.object({ id: z.string(), name: z.string() })),
		}),
		async run({ params, query }, asked) {
			const { services, language: own } = asked;
			const { read } = services.work;
			const lang = query.lang ?? own;
			const found = (await incidentsByToken(read)).find(({ token }) => token.id === params.id || token.name === params.id);
			if (found === undefined) return refuse("not-found");
			const profiles = await read.adeProfiles.ofToken(found.token.id);
			return {
				body: {
					token: await toldToken(found.token, found.incidents, services, lang),
					trouble: await toldTrouble(found.incidents, lang, asked),
					profiles: profiles.map(({ id, name: called }) => ({ id, name: called })),
				},
			};
		},
	}),
	route({
		method: "GET",
		path: "/ade/tokens/:id/sync",
		id: "getAdeSync",
		summary: "How far the sync of a token is.",
		access: "apple.read",
		params: byId,
		answer: syncShape,
		async run({ params }, { services }) {
			const { read } = services.work;
			const token = await read.adeTokens.byId(params.id);
			if (token === undefined) return refuse("not-found");
			return { body: await toldSync(token, await read.adeDevices.count(token.id), services) };
		},
	}),
	action({
		path: "/ade/tokens/:id/sync",
		id: "syncAdeToken",
		summary: "Has a token synced: answers at once, the sync goes on by itself (getAdeSync).",
		command: "ade sync",
		params: byId,
		body: z.strictObject({ full: z.boolean().default(false) }),
		given: ({ params, body }) => ({ token: params.id, full: body.full, "no-wait": true }),
	}),
	action({
		path: "/ade/key",
		id: "createAdeKey",
		summary: "Makes the key to which Apple encrypts a token: `data.certificate` is the file for Apple Business Manager.",
		command: "ade tokens key",
		body: z.strictObject({ token: z.string().min(1).max(100).optional() }),
		given: ({ body }) => ({ for: body.token }),
	}),
	route({
		method: "GET",
		path: "/ade/keys",
		id: "listAdeKeys",
		summary:
			"The keys that wait for a token's file, the newest first, with what goes to Apple for each: of one token, or those for new ones.",
		access: "apple.read",
		query: z.strictObject({ token: z.string().min(1).max(100).optional() }),
		answer: z.object({
			items: z.array(z.object({ id: z.string(), name: z.string(), createdAt: instant, certificate: z.string() })),
		}),
		async run({ query }, { services }) {
			const all = await listKeyPairs(services.work.read);
			const waiting = all.filter(({ state, token }) => state === "waiting" && (token?.id ?? null) === (query.token ?? null));
			const items = waiting.map(({ pair }) => ({
				...{ id: pair.id, name: keyPairName(pair), createdAt: iso(pair.createdAt), certificate: keyPairPem(pair) },
			}));
			return { body: { items } };
		},
	}),
	action({
		path: "/ade/keys/:id/delete",
		id: "deleteAdeKey",
		summary: "Deletes a key that waits for a token's file, for good.",
		command: "ade keys delete",
		params: byId,
		given: ({ params }) => ({ key: params.id }),
	}),
	action({
		path: "/ade/tokens",
		id: "addAdeToken",
		summary: "Takes the token file (.p7m) of a server at Apple that is not here yet.",
		command: "ade tokens add",
		largest,
		body: z.strictObject({ name, appleId, file: fileShape }),
		given: ({ body }) => ({ name: body.name, file: "-", "apple-id": body.appleId }),
		input: ({ file }) => Buffer.from(file, "base64"),
	}),
	action({
		path: "/ade/tokens/:id/renew",
		id: "renewAdeToken",
		summary: "Takes a newer token file of the same server; that of another server only where it is confirmed that this is meant.",
		command: "ade tokens renew",
		largest,
		params: byId,
		body: z.strictObject({ appleId, file: fileShape, confirmAnotherServer: z.boolean().default(false) }),
		given: ({ params, body }) => ({
			...{ token: params.id, file: "-", "apple-id": body.appleId, "confirm-another-server": body.confirmAnotherServer },
		}),
		input: ({ file }) => Buffer.from(file, "base64"),
	}),
	action({
		path: "/ade/tokens/:id/rename",
		id: "renameAdeToken",
		summary: "Gives a token another name.",
		command: "ade tokens rename",
		params: byId,
		body: z.strictObject({ name }),
		given: ({ params, body }) => ({ token: params.id, name: body.name }),
	}),
	action({
		path: "/ade/tokens/:id/delete",
		id: "deleteAdeToken",
		summary: "Deletes a token that has neither devices nor profiles.",
		command: "ade tokens delete",
		params: byId,
		given: ({ params }) => ({ token: params.id }),
	}),
	action({
		path: "/ade/tokens/:id/default",
		id: "setAdeDefaultProfile",
		summary: "Chooses which profile the devices of a token get that have no choice of their own; null: none.",
		command: "ade profiles default",
		params: byId,
		body: z.strictObject({ profile: z.string().min(1).max(100).nullable() }),
		given: ({ params, body }) => ({ token: params.id, profile: body.profile ?? "none" }),
	}),
] as const;
