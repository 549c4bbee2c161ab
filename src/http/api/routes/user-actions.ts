import { Buffer } from "node:buffer";
import { z } from "zod";
import { passwordByteLimit } from "../../../credentials/password.ts";
import { qrCode } from "../../portal/qr-code.ts";
import { action, doneBody, doneShape, notDone, previewQuery } from "../action.ts";
import { route } from "../route.ts";
import { byUser } from "./user-shapes.ts";

const upnOf = ({ params }: { readonly params: { readonly id: string } }) => ({ upn: params.id });

const secretShape = z.object({
	/** Base 32. */
	secret: z.string(),
	/** otpauth: */
	uri: z.string(),
	/** Of the address, or of a shorter one that says the same; a row a string, 1 is dark. null: it fits into none. */
	qr: z.array(z.string()).nullable(),
});

/** Never longer than what is hashed; a line's end would cut it off. */
const newPassword = z
	.string()
	.min(1)
	.max(passwordByteLimit)
	.regex(/^[^\r\n]*$/);
const groupName = z.string().min(1).max(256);
const planName = z.string().min(1).max(64);

export const userActionRoutes = [
	action({
		path: "/users",
		id: "addUser",
		summary: "Adds a user, enabled: with groups, licences and a password where they are given, so that they can enroll at once.",
		command: "users add",
		body: z.strictObject({
			upn: z.string().min(1).max(320),
			name: z.string().min(1).max(256).optional(),
			/** An enrollment manager, whom no limit of devices binds. */
			manager: z.boolean().default(false),
			groups: z.array(groupName).max(50).default([]),
			licences: z.array(planName).max(20).default([]),
			/** null: they sign in with the OpenID provider, or get one later. It is told by nobody again. */
			password: newPassword.nullable().default(null),
		}),
		given: ({ body: { upn, name, manager, groups, licences, password } }) => ({
			...{ upn, name, manager, group: groups, licence: licences, password: password !== null },
		}),
		input: ({ password }) => Buffer.from(`${password ?? ""}\n`),
	}),
	action({
		path: "/users/:id/remove",
		id: "removeUser",
		summary: "Removes a user with whom nothing has happened yet. Who has a device, or has tried to enroll, can only be disabled.",
		command: "users remove",
		params: byUser,
		given: upnOf,
	}),
	action({
		path: "/users/:id/enable",
		id: "enableUser",
		summary: "Lets a disabled user sign in again.",
		command: "users enable",
		params: byUser,
		given: upnOf,
	}),
	action({
		path: "/users/:id/disable",
		id: "disableUser",
		summary: "Keeps a user from signing in. Enrolled devices stay enrolled.",
		command: "users disable",
		params: byUser,
		given: upnOf,
	}),
	action({
		path: "/users/:id/password",
		id: "setUserPassword",
		summary: "Sets a user's password, or takes it away (`password` null). It is told by nobody again.",
		command: "users password",
		params: byUser,
		body: z.strictObject({
			password: newPassword.nullable(),
		}),
		given: ({ params, body }) => ({ upn: params.id, remove: body.password === null }),
		input: (body) => Buffer.from(`${body.password ?? ""}\n`),
	}),
	route({
		method: "POST",
		path: "/users/:id/second-factor",
		id: "setUserSecondFactor",
		summary: "Gives a user a new secret for one-time codes, shown once, or takes the second factor away.",
		access: "users.change",
		params: byUser,
		query: previewQuery,
		body: z.strictObject({ remove: z.boolean().default(false) }),
		answer: doneShape.extend({ secret: secretShape.nullable() }),
		showsSecret: true,
		async run({ params, query, body }, { services, caller, language: own, peer }) {
			const preview = query.preview === "true";
			const given = { upn: params.id, remove: body.remove, replace: !body.remove };
			const reply = await services.command({
				...{ command: "users totp", given, preview, language: query.lang ?? own, who: caller.administrator.name, from: peer },
			});
			if (!reply.ok) return notDone(reply);
			const made = preview ? undefined : z.object({ upn: z.string(), secret: z.string(), uri: z.string() }).safeParse(reply.data).data;
			// What it says goes into messages on the page: the secret stands in its own field and nowhere else.
			const [said = ""] = reply.text.split("\n\n");
			const told = doneBody({ ...reply, text: preview ? reply.text : said, data: preview ? reply.data : null }, preview);
			return { body: { ...told, secret: made === undefined ? null : { secret: made.secret, uri: made.uri, qr: drawn(made) } } };
		},
	}),
	action({
		path: "/users/:id/groups",
		id: "addUserToGroup",
		summary: "Puts a user into a group, which is made if nobody has made it yet.",
		command: "groups add",
		params: byUser,
		body: z.strictObject({ group: groupName }),
		given: ({ params, body }) => ({ upn: params.id, group: body.group }),
	}),
	action({
		path: "/users/:id/groups/remove",
		id: "removeUserFromGroup",
		summary: "Takes a user out of a group.",
		command: "groups remove",
		params: byUser,
		body: z.strictObject({ group: groupName }),
		given: ({ params, body }) => ({ upn: params.id, group: body.group }),
	}),
	action({
		path: "/users/:id/licences",
		id: "assignLicence",
		summary: "Gives a user a licence; where no seat is left, they wait for one.",
		command: "licences assign",
		params: byUser,
		body: z.strictObject({ plan: planName }),
		given: ({ params, body }) => ({ upn: params.id, plan: body.plan }),
	}),
	action({
		path: "/users/:id/licences/remove",
		id: "unassignLicence",
		summary: "Takes a licence from a user; its seat goes to whoever waits longest.",
		command: "licences unassign",
		params: byUser,
		body: z.strictObject({ plan: planName }),
		given: ({ params, body }) => ({ upn: params.id, plan: body.plan }),
	}),
] as const;

/** What every authenticator takes by itself may be left out, and then the name of the organisation: a small code holds 106 bytes. */
function drawn({ upn, secret, uri }: { readonly upn: string; readonly secret: string; readonly uri: string }): string[] | null {
	const issuer = new URL(uri).searchParams.get("issuer") ?? "";
	const name = encodeURIComponent(upn).replaceAll("%40", "@");
	const short = `otpauth://totp/${name}?secret=${secret}`;
	for (const text of [uri, `${short}&issuer=${encodeURIComponent(issuer)}`, short]) {
		const modules = qrCode(text);
		if (modules !== undefined) return modules.map((row) => row.map((dark) => (dark ? "1" : "0")).join(""));
	}
	return null;
}
