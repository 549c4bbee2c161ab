import { z } from "zod";
import { action } from "../action.ts";
import { byId } from "../shapes.ts";

const line = (most: number) => z.string().trim().min(1).max(most);
const bySerial = z.strictObject({ serial: z.string().min(1).max(100) });

/** Sync, lock and clear the passcode: who may act; retire, wipe and block: who may end (administrators/permissions.ts). */
export const deviceActionRoutes = [
	action({
		path: "/devices/:id/sync",
		id: "syncDevice",
		summary: "Asks a device to come and say how it is.",
		command: "devices sync",
		params: byId,
		given: ({ params }) => ({ device: params.id }),
	}),
	action({
		path: "/devices/:id/lock",
		id: "lockDevice",
		summary: "Locks the screen of a device now.",
		command: "devices lock",
		params: byId,
		body: z.strictObject({ message: line(500).optional(), phone: line(50).optional() }),
		given: ({ params, body }) => ({ device: params.id, ...body }),
	}),
	action({
		path: "/devices/:id/rename",
		id: "renameDevice",
		summary: "Gives a device another name: a supervised one takes it itself, of any other it stands here alone. null: its own name again.",
		command: "devices rename",
		params: byId,
		body: z.strictObject({ name: z.string().max(200).nullable() }),
		given: ({ params, body }) => ({ device: params.id, name: body.name ?? undefined }),
	}),
	action({
		path: "/devices/:id/clear-passcode",
		id: "clearPasscode",
		summary: "Takes the passcode of a device away, for a person who forgot it.",
		command: "devices clear-passcode",
		params: byId,
		given: ({ params }) => ({ device: params.id }),
	}),
	action({
		path: "/devices/:id/retire",
		id: "retireDevice",
		summary: "Takes a device out of management; the person's own things stay on it.",
		command: "devices retire",
		params: byId,
		given: ({ params }) => ({ device: params.id }),
	}),
	action({
		path: "/devices/:id/wipe",
		id: "wipeDevice",
		summary: "Erases a device: everything on it is lost. `confirm` is its serial number, as somebody typed it.",
		command: "devices wipe",
		params: byId,
		body: z.strictObject({ confirm: z.string().max(100).optional(), keepEsim: z.boolean().optional() }),
		given: ({ params, body }) => ({ device: params.id, "yes-erase": body.confirm, "keep-esim": body.keepEsim ?? false }),
	}),
	action({
		path: "/blocked-devices",
		id: "blockDevice",
		summary: "Keeps the device with this serial number from enrolling. One that is enrolled stays so.",
		command: "devices block",
		body: z.strictObject({ serial: line(100), reason: line(500) }),
		given: ({ body }) => body,
	}),
	action({
		path: "/blocked-devices/:serial/unblock",
		id: "unblockDevice",
		summary: "Lets a blocked device enroll again.",
		command: "devices unblock",
		params: bySerial,
		given: ({ params }) => params,
	}),
] as const;
