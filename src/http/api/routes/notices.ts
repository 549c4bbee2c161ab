import { z } from "zod";
import { action } from "../action.ts";
import { byId, instant } from "../shapes.ts";
import { view } from "../view.ts";

const least = z.enum(["warning", "error"]).optional();
const language = z.enum(["en", "ja"]).optional();
const address = z.strictObject({ address: z.string().min(3).max(320) });
const target = {
	address: z.string(),
	language: z.enum(["en", "ja"]),
	least: z.string(),
	state: z.string(),
	createdAt: instant,
};

export const noticeRoutes = [
	view({
		path: "/notices",
		id: "listNotices",
		summary: "What was told to whom lately, and what still waits: the newest 50.",
		access: "settings.read",
		command: "notices list",
		answer: z.object({
			items: z.array(
				z.object({
					id: z.string(),
					kind: z.enum(["mail", "webhook"]),
					address: z.string().nullable(),
					topic: z.string(),
					incidents: z.number(),
					state: z.enum(["waiting", "sent", "given-up"]),
					tries: z.number(),
					lastError: z.string().nullable(),
					createdAt: instant,
					nextTryAt: instant.nullable(),
					endedAt: instant.nullable(),
				}),
			),
		}),
	}),
	view({
		path: "/notices/recipients",
		id: "listRecipients",
		summary: "Who is told by e-mail.",
		access: "settings.read",
		command: "notices recipients",
		answer: z.object({ items: z.array(z.object(target)) }),
	}),
	action({
		path: "/notices/recipients",
		id: "addRecipient",
		summary: "Tells somebody by e-mail when something goes wrong and when it is mended.",
		command: "notices recipients add",
		body: z.strictObject({ ...address.shape, language, least }),
		given: ({ body: { address: mail, ...rest } }) => ({ mail, ...rest }),
	}),
	action({
		path: "/notices/recipients/:address/remove",
		id: "removeRecipient",
		summary: "Tells them no more.",
		command: "notices recipients remove",
		params: address,
		given: ({ params }) => ({ mail: params.address }),
	}),
	action({
		path: "/notices/recipients/:address/test",
		id: "testRecipient",
		summary: "Sends them a message now, to see whether it arrives.",
		command: "notices recipients test",
		params: address,
		given: ({ params }) => ({ mail: params.address }),
	}),
	view({
		path: "/webhooks",
		id: "listWebhooks",
		summary: "Which programs are told.",
		access: "settings.read",
		command: "webhooks list",
		answer: z.object({ items: z.array(z.object({ id: z.string(), topics: z.array(z.string()).nullable(), ...target })) }),
	}),
	action({
		path: "/webhooks",
		id: "addWebhook",
		summary: "Tells a program by signed requests. The secret of its signatures is shown this once.",
		command: "webhooks add",
		showsSecret: true,
		body: z.strictObject({ url: z.string().min(1).max(2000), topics: z.array(z.string().max(100)).max(50).optional(), language, least }),
		given: ({ body }) => body,
	}),
	action({
		path: "/webhooks/:id/remove",
		id: "removeWebhook",
		summary: "Tells it no more.",
		command: "webhooks remove",
		params: byId,
		given: ({ params }) => params,
	}),
	action({
		path: "/webhooks/:id/test",
		id: "testWebhook",
		summary: "Sends it a message now, to see what it answers.",
		command: "webhooks test",
		params: byId,
		given: ({ params }) => params,
	}),
] as const;
