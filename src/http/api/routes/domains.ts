import { z } from "zod";
import { action } from "../action.ts";
import { instant } from "../shapes.ts";
import { view } from "../view.ts";

const name = z.strictObject({ name: z.string().min(1).max(260) });

export const domainRoutes = [
	view({
		path: "/domains",
		id: "listDomains",
		summary: "The domains of people's user names, verified and not.",
		access: "settings.read",
		command: "domains list",
		answer: z.object({ items: z.array(z.object({ name: z.string(), verified: z.boolean(), addedAt: instant })) }),
	}),
	view({
		path: "/domains/:name/records",
		id: "getDomainRecords",
		summary: "The DNS records by which phones of a domain's people find this service, to be copied.",
		access: "settings.read",
		command: "domains record",
		params: name,
		given: (params) => params,
		answer: z.object({
			domain: z.string(),
			records: z.array(z.object({ type: z.string(), host: z.string(), target: z.string(), ttl: z.number() })),
			zone: z.string(),
		}),
	}),
	view({
		path: "/domains/:name/discovery",
		id: "getDomainDiscovery",
		summary: "What a domain's web server has to answer to phones that ask it where a work account enrolls.",
		access: "settings.read",
		command: "domains discovery",
		params: name,
		given: (params) => params,
		answer: z.object({
			domain: z.string(),
			address: z.string(),
			target: z.string(),
			nginx: z.string(),
			apache: z.string(),
			iis: z.string(),
		}),
	}),
	action({
		path: "/domains",
		id: "addDomain",
		summary: "Adds a domain, not verified yet.",
		command: "domains add",
		body: name,
		given: ({ body }) => body,
	}),
	action({
		path: "/domains/:name/verify",
		id: "verifyDomain",
		summary: "Says that a domain is the organisation's: people of it may enroll.",
		command: "domains verify",
		params: name,
		given: ({ params }) => params,
	}),
	action({
		path: "/domains/:name/remove",
		id: "removeDomain",
		summary: "Takes a domain away.",
		command: "domains remove",
		params: name,
		given: ({ params }) => params,
	}),
] as const;
