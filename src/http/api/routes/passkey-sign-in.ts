import { z } from "zod";
import { beginCeremony, endCeremony, newChallenge } from "../../../administrators/ceremony.ts";
import { signInWithPasskey } from "../../../administrators/passkeys.ts";
import { requestOptions, verifyAssertion } from "../../../credentials/webauthn.ts";
import { beginSession, signedInCookies } from "../begin-session.ts";
import { assertedShape, optionsBody, optionsShape, partyOf } from "../passkey-shapes.ts";
import { type ApiProblem, refuse } from "../problem.ts";
import { type Answered, route } from "../route.ts";
import { signInRefusal } from "./session.ts";

const signedIn = z.object({ state: z.literal("signed-in") });

export const passkeySignInRoutes = [
	route({
		method: "POST",
		path: "/session/passkey/options",
		id: "beginPasskeySignIn",
		summary: "A challenge to whatever passkey the person has for this host. It is good once, in this browser, for five minutes.",
		access: "anybody",
		answer: optionsShape,
		async run(_, asked) {
			const { clock, sealer, randomness } = asked.services;
			const challenge = newChallenge(randomness);
			const ceremony = beginCeremony({ kind: "passkey-sign-in", challenge }, { now: clock.now(), sealer, randomness });
			return { body: optionsBody(await requestOptions(await partyOf(asked), challenge)), cookies: { ceremony } };
		},
	}),
	route({
		method: "POST",
		path: "/session/passkey",
		id: "signInWithPasskey",
		summary: "Signs in by a passkey that answered the challenge.",
		access: "anybody",
		body: z.strictObject({ credential: assertedShape }),
		answer: signedIn,
		async run({ body }, asked): Promise<Answered<z.input<typeof signedIn>> | ApiProblem> {
			const { work, clock, sealer } = asked.services;
			const now = clock.now();
			const begun = await endCeremony(work, { token: asked.cookies.ceremony, kind: "passkey-sign-in", now, sealer });
			if (begun === undefined) return refuse("ceremony-over");
			const { credential } = body;
			const party = await partyOf(asked);
			const answer = await signInWithPasskey(work, {
				credentialId: credential.id,
				userHandle: Buffer.from(credential.response.userHandle ?? "", "base64url").toString("utf8"),
				peer: asked.peer,
				now,
				verify: (passkey) => verifyAssertion(party, credential, { challenge: begun.challenge, credential: passkey }),
			});
			if (answer.result !== "right") return answer.result === "refused" ? refuse("passkey-refused") : signInRefusal(answer);
			const opened = await work.write((stores) => beginSession(stores, answer.administrator, asked, { by: "passkey" }));
			return opened === undefined ? refuse("passkey-refused") : { body: { state: "signed-in" }, cookies: signedInCookies(opened) };
		},
	}),
] as const;
