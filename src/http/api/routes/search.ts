import { z } from "zod";
import { longestMessage, matchMessage } from "../../../diagnosis/match-message.ts";
import { normaliseUpn } from "../../../directory/upn.ts";
import { normaliseReference } from "../../../enrollment/reference.ts";
import { modelName } from "../../../evidence/model-name.ts";
import { normaliseSerial } from "../../../tenant/serial.ts";
import { codeTexts, type Language, printable, textsFor } from "../../../texts/texts.ts";
import type { ApiStores } from "../api-stores.ts";
import { route } from "../route.ts";
import { language } from "../shapes.ts";
import { titleOf } from "./device-shapes.ts";

const most = 20;
const mostOfOne = 5;

const hitShape = z.object({
	kind: z.enum(["attempt", "user", "device", "ade-device", "incident", "message"]),
	/** By which its page is found: a reference, an id, a serial number; of a message the words themselves. */
	id: z.string(),
	title: z.string(),
	detail: z.string().nullable(),
});

type Hit = z.output<typeof hitShape>;
type Read = Pick<ApiStores, "attempts" | "users" | "devices" | "adeDevices" | "incidents">;

export const searchRoutes = [
	route({
		method: "GET",
		path: "/search",
		id: "search",
		summary:
			"What these words name: a try by its reference, a user, a device by serial number, UDID or name, an incident, or a message that a phone shows.",
		access: "tries.read",
		query: z.strictObject({ q: z.string().trim().min(2).max(longestMessage), lang: language }),
		answer: z.object({ items: z.array(hitShape) }),
		async run({ query }, { services, caller, language: own }) {
			const lang = query.lang ?? own;
			const { read } = services.work;
			const may = (permission: (typeof caller.permissions)[number]) => caller.permissions.includes(permission);
			const found = await Promise.all([
				attemptsNamed(read, query.q, lang),
				may("incidents.read") ? incidentsNamed(read, query.q, lang) : [],
				may("devices.read") ? devicesNamed(read, query.q) : [],
				may("apple.read") ? adeDevicesNamed(read, query.q) : [],
				may("users.read") ? usersNamed(read, query.q) : [],
			]);
			const hits = [...found.flat(), ...messagesNamed(query.q, lang)];
			const items = new Map(hits.map((hit) => [`${hit.kind} ${hit.id}`, hit]));
			return { body: { items: [...items.values()].slice(0, most) } };
		},
	}),
] as const;

/** By the reference, else the newest of this serial number or of this user whom the directory may not know. */
async function attemptsNamed({ attempts }: Read, q: string, lang: Language): Promise<Hit[]> {
	const reference = normaliseReference(q);
	const exact = reference === undefined ? undefined : await attempts.byReference(reference);
	const serial = serialOf(q);
	const theirs = [
		...(exact === undefined ? [] : [exact]),
		...(serial === null ? [] : await attempts.list({ serial, limit: mostOfOne })),
		...(q.includes("@") ? await attempts.list({ upn: normaliseUpn(q), limit: mostOfOne }) : []),
	];
	return theirs.map(({ reference: id, upn, device, state, code }) => ({
		...{ kind: "attempt", id, title: id },
		detail: [upn ?? device.serial, (code === null ? undefined : codeTexts(code, lang)?.title) ?? textsFor(lang).states[state]]
			.filter((one) => one !== null)
			.join(" · "),
	}));
}

async function incidentsNamed({ incidents }: Read, q: string, lang: Language): Promise<Hit[]> {
	// As a person says it, its last eight signs, or whole.
	if (!/^[0-9a-z-]{8,64}$/i.test(q)) return [];
	const found = await incidents.find(q.toLowerCase());
	return found.map(({ id, code, subject }) => ({
		...{ kind: "incident", id, title: codeTexts(code, lang)?.title ?? code },
		detail: subject.name === "" ? null : subject.name,
	}));
}

async function devicesNamed({ devices }: Read, q: string): Promise<Hit[]> {
	const serial = serialOf(q);
	const found = [
		...(serial === null ? [] : [await devices.bySerial(serial)]),
		...(/^[0-9a-f-]{25,40}$/i.test(q)
			? [await devices.byUdid(q), await devices.byUdid(q.toUpperCase()), await devices.byUdid(q.toLowerCase())]
			: []),
		...(await devices.named(q, mostOfOne)),
	];
	return found.flatMap((device) => {
		if (device === undefined) return [];
		const { id, serial: of, product } = device;
		return [{ kind: "device", id, title: titleOf(device), detail: [of, modelName(product)].filter((one) => one !== null).join(" · ") }];
	});
}

async function adeDevicesNamed({ adeDevices }: Read, q: string): Promise<Hit[]> {
	const serial = serialOf(q);
	const found = serial === null ? [] : await adeDevices.bySerial(serial);
	return found.slice(0, 1).map(({ serial: id, model }) => ({ kind: "ade-device", id, title: id, detail: model }));
}

async function usersNamed({ users }: Read, q: string): Promise<Hit[]> {
	const found = await users.page({ search: q, limit: mostOfOne });
	return found.map(({ id, upn, displayName }) => ({
		kind: "user",
		id,
		title: displayName === "" ? upn : printable(displayName),
		detail: upn,
	}));
}

/** What a phone shows, by its words: the whole sentence or a part of it. */
function messagesNamed(q: string, lang: Language): Hit[] {
	const found = matchMessage(q);
	if (found === "too-long" || found.codes.length === 0) return [];
	const titles = found.codes.flatMap((code) => codeTexts(code, lang)?.title ?? []);
	const [text] = found.matches;
	return [{ kind: "message", id: q, title: text?.text ?? q, detail: titles.slice(0, 3).join(" · ") }];
}

/** What may be a serial number, as the store has it. */
function serialOf(q: string): string | null {
	const serial = normaliseSerial(q);
	return /^[A-Z0-9]{8,20}$/.test(serial) ? serial : null;
}
