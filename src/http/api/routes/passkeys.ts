import { z } from "zod";
import { beginCeremony, endCeremony, newChallenge } from "../../../administrators/ceremony.ts";
import { addPasskey, removePasskey } from "../../../administrators/passkeys.ts";
import { creationOptions, verifyCreation } from "../../../credentials/webauthn.ts";
import { newId } from "../../../enrollment/record.ts";
import { createdShape, optionsBody, optionsShape, partyOf, passkeyName } from "../passkey-shapes.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";
import { byId, nothing } from "../shapes.ts";
import { passkeyShape, toldPasskey } from "./account.ts";

/** One's own passkeys. Nobody sees or touches another's; `genkan administrators reset` takes all of somebody's away. */
export const passkeyRoutes = [
	route({
		method: "POST",
		path: "/account/passkeys/options",
		id: "beginPasskey",
		summary: "What a browser needs to make one more passkey.",
		access: "own-session",
		recent: true,
		answer: optionsShape,
		async run(_, asked) {
			const { administrator, session } = asked.caller;
			const { work, clock, sealer, randomness } = asked.services;
			if (session === null || administrator.provider !== null) return refuse("administrator-of-provider");
			const challenge = newChallenge(randomness);
			const { id: administratorId, name } = administrator;
			const known = await work.read.passkeys.listOf(administratorId);
			const options = await creationOptions(await partyOf(asked), { userId: administratorId, name, challenge, known });
			const kept = { kind: "passkey-new", challenge, administratorId, for: session.id } as const;
			return { body: optionsBody(options), cookies: { ceremony: beginCeremony(kept, { now: clock.now(), sealer, randomness }) } };
		},
	}),
	route({
		method: "POST",
		path: "/account/passkeys",
		id: "addPasskey",
		summary: "Registers the passkey that was begun in this session.",
		access: "own-session",
		recent: true,
		body: z.strictObject({ name: passkeyName, credential: createdShape }),
		answer: passkeyShape,
		status: 201,
		async run({ body }, asked) {
			const { administrator, session } = asked.caller;
			const { work, clock, sealer, randomness } = asked.services;
			const now = clock.now();
			const begun = await endCeremony(work, { token: asked.cookies.ceremony, kind: "passkey-new", now, sealer });
			if (begun === undefined || begun.for !== session?.id) return refuse("ceremony-over");
			const made = await verifyCreation(await partyOf(asked), body.credential, begun.challenge);
			if (made === undefined) return refuse("passkey-refused");
			const of = { ...made, id: newId(clock, randomness), name: body.name, administratorId: administrator.id, now };
			const added = await work.write(async (stores) => {
				const outcome = await addPasskey(stores, of);
				const { name } = administrator;
				if (outcome.ok)
					await record(stores, name, { action: "administrators credentials", target: name, detail: { passkey: body.name } }, asked);
				return outcome;
			});
			return added.ok ? { body: toldPasskey(added.passkey), cookies: { ceremony: null } } : refuse(added.problem.kind);
		},
	}),
	route({
		method: "PATCH",
		path: "/account/passkeys/:id",
		id: "renamePasskey",
		summary: "Gives one's own passkey another name.",
		access: "own-session",
		params: byId,
		body: z.strictObject({ name: passkeyName }),
		answer: nothing,
		async run({ params, body }, asked) {
			const { administrator } = asked.caller;
			const renamed = await asked.services.work.write(async (stores) => {
				const passkey = await stores.passkeys.byId(params.id);
				if (passkey?.administratorId !== administrator.id) return false;
				await stores.passkeys.rename(passkey.id, body.name);
				const detail = { passkey: { before: passkey.name, after: body.name } };
				if (passkey.name !== body.name)
					await record(stores, administrator.name, { action: "administrators credentials", target: administrator.name, detail }, asked);
				return true;
			});
			return renamed ? { body: {} } : refuse("passkey-unknown");
		},
	}),
	route({
		method: "DELETE",
		path: "/account/passkeys/:id",
		id: "removePasskey",
		summary: "Takes one's own passkey away. The last way to sign in stays.",
		access: "own-session",
		recent: true,
		params: byId,
		answer: nothing,
		async run({ params }, asked) {
			const outcome = await asked.services.work.write(async (stores) => {
				// As it is in this unit: the password may just have gone.
				const administrator = await stores.administrators.byId(asked.caller.administrator.id);
				if (administrator === undefined) return { ok: false, problem: { kind: "passkey-unknown" } } as const;
				const removed = await removePasskey(stores, { id: params.id, administrator });
				if (!removed.ok) return removed;
				const { name } = administrator;
				const detail = { passkey: { before: removed.passkey.name, after: null } };
				await record(stores, name, { action: "administrators credentials", target: name, detail }, asked);
				return removed;
			});
			return outcome.ok ? { body: {} } : refuse(outcome.problem.kind);
		},
	}),
] as const;
