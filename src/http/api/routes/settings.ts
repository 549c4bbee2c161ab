import { z } from "zod";
import { action } from "../action.ts";
import { route } from "../route.ts";
import { instant } from "../shapes.ts";
import { view } from "../view.ts";

const text = z.string().max(500).optional();
const authority = z.enum(["intune", "sccm", "office365"]);

export const settingRoutes = [
	view({
		path: "/organization",
		id: "getOrganization",
		summary: "What the organisation is called, and where its people find help.",
		access: "settings.read",
		command: "organization show",
		answer: z.object({ name: z.string(), supportPhone: z.string(), supportMail: z.string(), supportSite: z.string() }),
	}),
	action({
		path: "/organization",
		id: "setOrganization",
		summary: "Changes the organisation's name, or where its people find help.",
		command: "organization set",
		body: z.strictObject({ name: text, supportPhone: text, supportMail: text, supportSite: text }),
		given: ({ body: { name, supportPhone: phone, supportMail: mail, supportSite: site } }) => ({ name, phone, mail, site }),
	}),
	view({
		path: "/authority",
		id: "getAuthority",
		summary: "Which service manages the organisation's devices (MDM authority).",
		access: "settings.read",
		command: "authority",
		answer: z.object({ authority: z.enum([...authority.options, "unknown"]) }),
	}),
	action({
		path: "/authority",
		id: "setAuthority",
		summary: "Sets the MDM authority, without which nothing enrolls.",
		command: "authority set",
		body: z.strictObject({ authority }),
		given: ({ body }) => body,
	}),
	view({
		path: "/maintenance",
		id: "getMaintenance",
		summary: "Whether enrollment is paused.",
		access: "settings.read",
		command: "maintenance",
		answer: z.object({ paused: z.boolean(), since: instant.nullable(), until: instant.nullable() }),
	}),
	action({
		path: "/maintenance/pause",
		id: "pauseEnrollment",
		summary: "Pauses enrollment, until a time where one is given. Devices that are managed notice nothing.",
		command: "maintenance on",
		body: z.strictObject({ until: instant.optional() }),
		given: ({ body }) => body,
	}),
	action({
		path: "/maintenance/resume",
		id: "resumeEnrollment",
		summary: "Lets people enroll again.",
		command: "maintenance off",
		given: () => ({}),
	}),
	route({
		method: "GET",
		path: "/service-settings",
		id: "listServiceSettings",
		summary: "The settings with which this service was started. What is secret is not told, only that it is set.",
		access: "settings.read",
		answer: z.object({
			version: z.string(),
			publicUrl: z.string(),
			items: z.array(
				z.object({
					name: z.string(),
					/** null: not set, or secret. */
					value: z.string().nullable(),
					set: z.boolean(),
					default: z.string().nullable(),
					secret: z.boolean(),
					meaning: z.string(),
				}),
			),
		}),
		run: async (_, { services, language }) => {
			const { version, publicUrl, settings } = services.about(language);
			return { body: { version, publicUrl, items: settings.map((one) => ({ ...one })) } };
		},
	}),
] as const;
