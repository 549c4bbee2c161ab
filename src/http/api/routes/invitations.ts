import { z } from "zod";
import { invitationDoor, invite } from "../../../administrators/invitations.ts";
import { knock } from "../../../administrators/join.ts";
import type { Invitation } from "../../../administrators/ports.ts";
import { newId } from "../../../enrollment/record.ts";
import { optionsShape } from "../passkey-shapes.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";
import { byId, instant, iso, nothing, roleShape } from "../shapes.ts";
import { beginPasskeyFor, comeIn, joinedShape, joinRefusal, oneWay, wayShape } from "./joining.ts";

const invitationShape = z.object({
	id: z.string(),
	name: z.string(),
	role: roleShape,
	invitedBy: z.string(),
	createdAt: instant,
	expiresAt: instant,
});

const code = z.string().min(1).max(100);

export const invitationRoutes = [
	route({
		method: "POST",
		path: "/administrators",
		id: "inviteAdministrator",
		summary: "Invites somebody, who sets up their own way to sign in with a code. The code is shown this once, and good for a day.",
		access: "administrators.manage",
		recent: true,
		body: z.strictObject({ name: z.string().max(200), role: roleShape }),
		answer: invitationShape.extend({ code: z.string(), link: z.string() }),
		status: 201,
		showsSecret: true,
		async run({ body }, asked) {
			const { work, clock, randomness, publicUrl } = asked.services;
			const invitedBy = asked.caller.administrator.name;
			const made = await work.write(async (stores) => {
				const of = { ...body, id: newId(clock, randomness), invitedBy };
				const invited = await invite(stores, of, { now: clock.now(), randomness });
				if (!invited.ok) return invited;
				const { name: target, role, expiresAt } = invited.invitation;
				await record(stores, invitedBy, { action: "administrators invite", target, detail: { role, endsAt: expiresAt } }, asked);
				return invited;
			});
			if (!made.ok) return refuse(made.problem.kind);
			// Behind the #: no server, no log and no Referer ever sees it.
			return { body: { ...told(made.invitation), code: made.code, link: `${publicUrl}/console/invitation#${made.code}` } };
		},
	}),
	route({
		method: "GET",
		path: "/invitations",
		id: "listInvitations",
		summary: "Who was invited and has not come yet, the newest first.",
		access: "administrators.read",
		answer: z.object({ items: z.array(invitationShape) }),
		run: async (_, { services: { work, clock } }) => ({
			body: { items: (await work.read.invitations.list(clock.now())).map(told) },
		}),
	}),
	route({
		method: "DELETE",
		path: "/invitations/:id",
		id: "withdrawInvitation",
		summary: "Takes an invitation back: its code is worth nothing any more.",
		access: "administrators.manage",
		params: byId,
		answer: nothing,
		async run({ params }, asked) {
			const withdrawn = await asked.services.work.write(async (stores) => {
				const found = await stores.invitations.byId(params.id);
				if (found === undefined) return false;
				await stores.invitations.delete(found.id);
				const { name } = asked.caller.administrator;
				const detail = { invitation: { before: found.role, after: null } };
				await record(stores, name, { action: "administrators revoke", target: found.name, detail }, asked);
				return true;
			});
			return withdrawn ? { body: {} } : refuse("not-found");
		},
	}),
	route({
		method: "POST",
		path: "/invitations/look",
		id: "lookAtInvitation",
		summary: "Whom an invitation is for.",
		access: "anybody",
		body: z.strictObject({ code }),
		answer: z.object({ name: z.string(), role: roleShape, expiresAt: instant }),
		async run({ body }, { services: { work, clock }, peer }) {
			const knocked = await knock(work, invitationDoor(body.code), { peer, now: clock.now() });
			if (!knocked.ok) return joinRefusal(knocked.problem);
			const { name, role, expiresAt } = knocked.as;
			return { body: { name, role, expiresAt: iso(expiresAt) } };
		},
	}),
	route({
		method: "POST",
		path: "/invitations/passkey",
		id: "beginInvitationPasskey",
		summary: "What a browser needs to make a passkey for whoever was invited.",
		access: "anybody",
		body: z.strictObject({ code }),
		answer: optionsShape,
		run: ({ body }, asked) => beginPasskeyFor(invitationDoor(body.code), asked),
	}),
	route({
		method: "POST",
		path: "/invitations/accept",
		id: "acceptInvitation",
		summary:
			"Makes the administrator who was invited, with a passkey, or with a password and one-time codes, whose secret is shown this once.",
		access: "anybody",
		body: z.strictObject({ code, ...wayShape }).refine(oneWay),
		answer: joinedShape,
		status: 201,
		showsSecret: true,
		run: ({ body }, asked) => comeIn(invitationDoor(body.code), body, asked),
	}),
] as const;

function told({ id, name, role, invitedBy, createdAt, expiresAt }: Invitation) {
	return { id, name, role, invitedBy, createdAt: iso(createdAt), expiresAt: iso(expiresAt) };
}
