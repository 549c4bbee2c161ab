import { Buffer } from "node:buffer";
import { z } from "zod";
import { knowDevices } from "../../../ade/know-devices.ts";
import { checkOf } from "../../../checks/index.ts";
import { explainDevice } from "../../../diagnosis/explain-device.ts";
import { judgeDevice } from "../../../enrollment/ade-device-health.ts";
import { normaliseSerial } from "../../../tenant/serial.ts";
import { action } from "../action.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { withNumbers } from "../numbered-fixes.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { language } from "../shapes.ts";
import { adeDeviceShape, deviceStateShape } from "./ade-shapes.ts";
import { toldDevice } from "./ade-told.ts";
import { findingShape, numberedFixShape, whoShape } from "./explained.ts";

const id = z.string().min(1).max(100);
const bySerial = z.strictObject({ serial: z.string().min(1).max(100) });
const search = z.string().trim().min(1).max(100).optional();

/** Which devices: named one by one, as a file's text, or by what they have in common. */
const which = {
	token: id.optional(),
	serials: z.array(z.string().min(1).max(100)).max(1000).optional(),
	/** One a line, or CSV with serial numbers in its first column. */
	file: z.string().min(1).max(3_000_000).optional(),
	filter: z.strictObject({ state: deviceStateShape.optional(), search, profile: id.optional() }).optional(),
};
type Which = z.output<z.ZodObject<typeof which>>;

const chosen = ({ token, serials, file, filter }: Which) => ({
	token,
	serials: serials?.join(","),
	file: file === undefined ? undefined : "-",
	state: filter?.state,
	search: filter?.search,
	wanting: filter?.profile,
});
const input = ({ file = "" }: Which) => Buffer.from(file);
const largest = 4_000_000;

export const adeDeviceRoutes = [
	route({
		method: "GET",
		path: "/ade/devices",
		id: "listAdeDevices",
		summary: "Devices that Apple assigns to a token, by serial number.",
		access: "apple.read",
		query: z.strictObject({
			...pageQuery,
			token: id,
			state: deviceStateShape.optional(),
			/** Those that shall have it, by choice or by default. */
			profile: id.optional(),
			/** Part of serial number, model, description or asset tag. */
			search,
		}),
		answer: pageOf(adeDeviceShape),
		async run({ query }, { services }) {
			const { read } = services.work;
			const { cursor, limit, token: tokenId, state, profile, search: words } = query;
			const token = await read.adeTokens.byId(tokenId);
			if (token === undefined) return refuse("not-found");
			const now = services.clock.now();
			const rows = await read.adeDevices.list(
				{
					tokenId,
					...(state === undefined ? {} : { state }),
					...(words === undefined ? {} : { search: words }),
					...(profile === undefined ? {} : { wanting: { profileId: profile, isDefault: token.defaultProfileId === profile } }),
					...(cursor === undefined ? {} : { after: cursor.id }),
					limit: limit + 1,
				},
				now,
			);
			const known = await knowDevices(read, rows, [token]);
			const position = ({ device }: (typeof known)[number]) => ({ at: 0, id: device.serial });
			return { body: page(known, limit, { item: (one) => toldDevice(one, now), position }) };
		},
	}),
	route({
		method: "GET",
		path: "/ade/devices/:serial",
		id: "getAdeDevice",
		summary:
			"What Apple says of a device, what is wanted of it, how far that is, and why it does not enroll, if so. Of each token that has it.",
		access: "apple.read",
		params: bySerial,
		query: z.strictObject({ lang: language }),
		answer: z.object({
			serial: z.string(),
			/** The token that has it now first. Empty: no token has it. */
			devices: z.array(adeDeviceShape),
			managed: z.object({ id: z.string(), name: z.string().nullable(), state: z.string() }).nullable(),
			explanation: z.object({
				code: z.string().nullable(),
				title: z.string(),
				explanation: z.string(),
				likely: z.array(z.string()),
				refused: z.string().nullable(),
				who: z.array(z.string()),
				mends: z.array(whoShape),
				findings: z.array(findingShape),
				/** Of those that can be run, POST /fixes takes the serial number and their number. */
				fixes: z.array(numberedFixShape),
			}),
		}),
		async run({ params, query }, asked) {
			const { services, language: own } = asked;
			const { read } = services.work;
			const serial = normaliseSerial(params.serial);
			const now = services.clock.now();
			const known = await knowDevices(read, await read.adeDevices.bySerial(serial), await read.adeTokens.list());
			const record = await read.devices.bySerial(serial);
			const { findings, likely, who, fixes, ...explained } = explainDevice(await judgeDevice(read, serial, now), query.lang ?? own);
			return {
				body: {
					serial,
					devices: known.map((one) => toldDevice(one, now)),
					managed: record === undefined ? null : { id: record.id, name: record.name, state: record.state },
					explanation: {
						...explained,
						...{ likely: [...likely], who: [...who], findings: [...findings] },
						fixes: await withNumbers(fixes, serial, { ...asked, language: query.lang ?? own }),
						mends: [...((explained.code === null ? undefined : checkOf(explained.code)?.who) ?? [])],
					},
				},
			};
		},
	}),
	action({
		path: "/ade/devices/assign",
		id: "assignAdeDevices",
		summary:
			"Chooses the profile of devices: one by its id, `default` for that of their token, or none to assign once more what they shall have.",
		command: "ade assign",
		largest,
		body: z.strictObject({ ...which, profile: id.optional(), default: z.boolean().default(false), failed: z.boolean().default(false) }),
		given: ({ body }) => ({ ...chosen(body), profile: body.profile, default: body.default, failed: body.failed }),
		input,
	}),
	action({
		path: "/ade/devices/unassign",
		id: "unassignAdeDevices",
		summary: "Takes the profile from devices at Apple, where their token has no default.",
		command: "ade unassign",
		largest,
		body: z.strictObject(which),
		given: ({ body }) => chosen(body),
		input,
	}),
	action({
		path: "/ade/devices/:serial/mend",
		id: "mendAdeDevice",
		summary: "Has the profile of a device defined and assigned once more, and syncs: what mends most devices that do not start.",
		command: "ade doctor",
		params: bySerial,
		given: ({ params }) => ({ what: params.serial, mend: true }),
	}),
] as const;
