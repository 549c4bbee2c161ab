import { z } from "zod";
import type { Command, Device } from "../../../devices/ports.ts";
import { explainTimeline } from "../../../diagnosis/explain-timeline.ts";
import type { Attempt } from "../../../evidence/attempt.ts";
import { type Language, printable } from "../../../texts/texts.ts";
import type { ApiStores } from "../api-stores.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, iso, language } from "../shapes.ts";
import { timelineShape } from "./explained.ts";

const commandShape = z.object({
	uuid: z.string(),
	requestType: z.string(),
	state: z.enum(["queued", "sent", "not-now", "acknowledged", "error", "cancelled"]),
	queuedAt: instant,
	sentAt: instant.nullable(),
	finishedAt: instant.nullable(),
	/** Why the device did not do it, the outermost first (ErrorChain), in its own words. */
	errors: z.array(z.object({ domain: z.string(), code: z.number(), text: z.string() })),
});

const eventShape = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("step"), at: instant, reference: z.string(), step: timelineShape }),
	z.object({ kind: z.literal("command"), at: instant, phase: z.enum(["queued", "finished"]), command: commandShape }),
	z.object({
		...{ kind: z.literal("change"), at: instant, id: z.string(), action: z.string(), by: z.string().nullable() },
		...{ service: z.boolean(), undo: z.boolean(), undone: z.boolean() },
	}),
]);

type Event = z.input<typeof eventShape>;

const mostCommands = 200;
const mostAttempts = 12;
const mostChanges = 100;
const mostEvents = 300;

export const deviceHistoryRoutes = [
	route({
		method: "GET",
		path: "/devices/:id/commands",
		id: "listDeviceCommands",
		summary: "What a device was told and asked, the newest first, and what it answered.",
		access: "devices.read",
		params: byId,
		query: z.strictObject({ lang: language }),
		answer: z.object({ items: z.array(commandShape) }),
		async run({ params, query }, { services, language: own }) {
			const { read } = services.work;
			const device = await read.devices.byId(params.id);
			if (device === undefined) return refuse("not-found");
			const commands = await read.commands.ofDevice(device.id, mostCommands);
			return { body: { items: commands.map((one) => toldCommand(one, query.lang ?? own)) } };
		},
	}),
	route({
		method: "GET",
		path: "/devices/:id/timeline",
		id: "getDeviceTimeline",
		summary: "What happened with a device, the newest first: steps of its tries, commands, and for whoever may read it what was changed.",
		access: "devices.read",
		params: byId,
		query: z.strictObject({ lang: language }),
		answer: z.object({ items: z.array(eventShape), more: z.boolean() }),
		async run({ params, query }, { services, language: own, caller }) {
			const { read } = services.work;
			const device = await read.devices.byId(params.id);
			if (device === undefined) return refuse("not-found");
			const lang = query.lang ?? own;
			const all = [
				...(await steps(read, device, lang)),
				...(await commands(read, device, lang)),
				...(caller.permissions.includes("audit.read") ? await changes(read, device) : []),
			].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
			return { body: { items: all.slice(0, mostEvents), more: all.length > mostEvents } };
		},
	}),
] as const;

/** Kept as devices/kept-result.ts writes it. */
const keptErrors = z.object({
	errorChain: z.array(z.object({ code: z.number(), domain: z.string(), localized: z.string(), usEnglish: z.string().nullable() })),
});

function toldCommand(command: Command, lang: Language): z.input<typeof commandShape> {
	const { uuid, requestType, state, queuedAt, sentAt, finishedAt, result } = command;
	const errors = keptErrors.safeParse(result === null ? null : JSON.parse(result)).data?.errorChain ?? [];
	return {
		...{ uuid, requestType, state, queuedAt: iso(queuedAt), sentAt: iso(sentAt), finishedAt: iso(finishedAt) },
		// A phone speaks its owner's language, and English beside.
		errors: errors.map(({ code, domain, localized, usEnglish }) => ({
			...{ code, domain: printable(domain) },
			text: printable((lang === "en" ? usEnglish : null) ?? localized),
		})),
	};
}

async function steps(read: ApiStores, device: Device, lang: Language): Promise<Event[]> {
	const bySerial = device.serial === null ? [] : await read.attempts.list({ serial: device.serial, limit: mostAttempts });
	const latest = await read.attempts.latestOfDevice(device.id);
	const first = device.attemptId === null ? undefined : await read.attempts.byId(device.attemptId);
	const attempts = new Map([...bySerial, latest, first].filter((one): one is Attempt => one !== undefined).map((one) => [one.id, one]));
	const events: Event[] = [];
	for (const { id, reference } of attempts.values())
		for (const step of explainTimeline(await read.attempts.steps(id), lang)) {
			const details = step.details.map((detail) => ({ ...detail, at: iso(detail.at) }));
			const told = { ...step, at: iso(step.at), codes: [...step.codes], details, lines: [...step.lines] };
			events.push({ kind: "step", at: iso(step.at), reference, step: told });
		}
	return events;
}

async function commands(read: ApiStores, device: Device, lang: Language): Promise<Event[]> {
	return (await read.commands.ofDevice(device.id, mostCommands)).flatMap((one): Event[] => {
		const command = toldCommand(one, lang);
		const queued: Event = { kind: "command", at: command.queuedAt, phase: "queued", command };
		return command.finishedAt === null ? [queued] : [queued, { ...queued, at: command.finishedAt, phase: "finished" }];
	});
}

/** A change is on record under what a person calls the device. */
async function changes(read: ApiStores, { id, serial }: Device): Promise<Event[]> {
	const entries = await read.audit.list({ target: serial ?? id, limit: mostChanges });
	return entries.map(({ id, at, action, actor, undo, undoneBy }) => ({
		...{ kind: "change", at: iso(at), id, action, by: actor.name, service: actor.kind === "service" },
		...{ undo: undo !== null, undone: undoneBy !== null },
	}));
}
