import { Buffer } from "node:buffer";
import { z } from "zod";
import { type SetupPane, setupPanes } from "../../../ade/setup-panes.ts";
import { changedSinceDefined } from "../../../ade/since-defined.ts";
import { paneName } from "../../../texts/pane-names.ts";
import { action } from "../action.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, language } from "../shapes.ts";
import { changedSettingShape, profileShape, settingsShape, troubleShape } from "./ade-shapes.ts";
import { toldProfile, toldSettings, toldTrouble } from "./ade-told.ts";

const text = z.string().max(2000).optional();
const flag = z.boolean().optional();
const { signIn, pairing } = settingsShape.shape;
const keys = z.array(z.string().min(1).max(64)).max(200).optional();

/** What is not given stays, or is as by default. */
const given = {
	signIn: signIn.optional(),
	supervised: flag,
	locked: flag,
	awaitConfiguration: flag,
	sharedIpad: flag,
	pairing: pairing.optional(),
	/** PEM, one or more: of the computers that may pair. They take the place of those before. */
	pairingCertificates: z.string().min(1).max(100_000).optional(),
	nameTemplate: text,
	department: text,
	supportPhone: text,
	supportMail: text,
	description: text,
	/** Apple's keys of panes. */
	hide: keys,
	show: keys,
};
const body = z.object(given);

function optionsOf(settings: z.output<typeof body>) {
	const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : value ? "yes" : "no");
	return {
		"sign-in": settings.signIn,
		supervised: yesNo(settings.supervised),
		locked: yesNo(settings.locked),
		await: yesNo(settings.awaitConfiguration),
		"shared-ipad": yesNo(settings.sharedIpad),
		pairing: settings.pairing,
		"pairing-cert": settings.pairingCertificates === undefined ? [] : ["-"],
		"name-template": settings.nameTemplate,
		department: settings.department,
		"support-phone": settings.supportPhone,
		"support-mail": settings.supportMail,
		description: settings.description,
		hide: settings.hide ?? [],
		show: settings.show ?? [],
	};
}

const name = z.string().max(2000);
const input = ({ pairingCertificates = "" }: { readonly pairingCertificates?: string | undefined }) => Buffer.from(pairingCertificates);
const largest = 200_000;

export const adeProfileRoutes = [
	route({
		method: "GET",
		path: "/ade/profiles",
		id: "listAdeProfiles",
		summary: "Enrollment profiles of a token, or of all, by token and name.",
		access: "apple.read",
		query: z.strictObject({ ...pageQuery, token: z.string().min(1).max(100).optional() }),
		answer: pageOf(profileShape),
		async run({ query }, { services }) {
			const { read } = services.work;
			const tokens = (await read.adeTokens.list()).filter(({ id }) => query.token === undefined || id === query.token);
			const rows: z.input<typeof profileShape>[] = [];
			for (const token of tokens) {
				const chosen = await read.adeDevices.chosenCounts(token.id);
				for (const profile of await read.adeProfiles.ofToken(token.id)) rows.push(toldProfile(profile, token, chosen.get(profile.id) ?? 0));
			}
			const { cursor, limit } = query;
			const from = cursor === undefined ? 0 : rows.findIndex(({ id }) => id === cursor.id) + 1;
			return {
				body: page(rows.slice(from, from + limit + 1), limit, { item: (row) => row, position: ({ id }) => ({ at: 0, id }) }),
			};
		},
	}),
	route({
		method: "GET",
		path: "/ade/profiles/:id",
		id: "getAdeProfile",
		summary: "A profile with every setting, and what was changed since Apple was told of it.",
		access: "apple.read",
		params: byId,
		query: z.strictObject({ lang: language }),
		answer: z.object({
			profile: profileShape,
			settings: settingsShape,
			uuid: z.string().nullable(),
			createdAt: instant,
			/** null: Apple was never told, or it is not known what. */
			changed: z.array(changedSettingShape).nullable(),
			trouble: z.array(troubleShape),
		}),
		async run({ params, query }, asked) {
			const { services, language: own } = asked;
			const { read } = services.work;
			const profile = await read.adeProfiles.byId(params.id);
			const token = profile === undefined ? undefined : await read.adeTokens.byId(profile.tokenId);
			if (profile === undefined || token === undefined) return refuse("not-found");
			const incidents = await read.incidents.openOf({ kind: "ade-profile", id: profile.id });
			const chosen = await read.adeDevices.countChosen(profile.id);
			return {
				body: {
					profile: toldProfile(profile, token, chosen),
					settings: toldSettings(profile.settings),
					uuid: profile.uuid,
					createdAt: new Date(profile.createdAt).toISOString(),
					changed: (changedSinceDefined(profile) ?? null)?.map(toldChange) ?? null,
					trouble: await toldTrouble(incidents, query.lang ?? own, asked),
				},
			};
		},
	}),
	route({
		method: "GET",
		path: "/ade/panes",
		id: "listSetupPanes",
		summary: "The panes of Setup Assistant that a profile may hide, in the order in which people look for them.",
		access: "apple.read",
		query: z.strictObject({ lang: language }),
		answer: z.object({
			items: z.array(z.object({ key: z.string(), name: z.string(), since: z.string(), goneSince: z.string().nullable() })),
		}),
		async run({ query }, { language: own }) {
			const lang = query.lang ?? own;
			const all = Object.entries<SetupPane>(setupPanes);
			return { body: { items: all.map(([key, { since, gone }]) => ({ key, name: paneName(lang, key), since, goneSince: gone ?? null })) } };
		},
	}),
	action({
		path: "/ade/profiles",
		id: "addAdeProfile",
		summary: "Makes an enrollment profile of a token.",
		command: "ade profiles add",
		largest,
		body: z.strictObject({ name, token: z.string().min(1).max(100), default: z.boolean().default(false), ...given }),
		given: ({ body: { name: called, token, default: byDefault, ...settings } }) => ({
			...{ name: called, token, default: byDefault },
			...optionsOf(settings),
		}),
		input,
	}),
	action({
		path: "/ade/profiles/:id/change",
		id: "changeAdeProfile",
		summary: "Changes settings of a profile. Where Apple must know, it is defined there again with the next sync.",
		command: "ade profiles change",
		largest,
		params: byId,
		body: z.strictObject({ name: name.optional(), ...given }),
		given: ({ params, body: { name: called, ...settings } }) => ({ profile: params.id, name: called, ...optionsOf(settings) }),
		input,
	}),
	action({
		path: "/ade/profiles/:id/define",
		id: "defineAdeProfile",
		summary: "Has a profile defined at Apple once more, although nothing was changed. The service does it by itself in a moment.",
		command: "ade profiles define",
		params: byId,
		given: ({ params }) => ({ profile: params.id, "no-wait": true }),
	}),
	action({
		path: "/ade/profiles/:id/delete",
		id: "deleteAdeProfile",
		summary: "Deletes a profile that no device wants.",
		command: "ade profiles delete",
		params: byId,
		given: ({ params }) => ({ profile: params.id }),
	}),
] as const;

/** A certificate is told by how many there are. */
function toldChange({ setting, before, after }: NonNullable<ReturnType<typeof changedSinceDefined>>[number]) {
	const told = (value: typeof before) =>
		typeof value === "string" || typeof value === "boolean" ? value : setting === "pairingCertificates" ? value.length : [...value];
	return { setting, before: told(before), after: told(after) };
}
