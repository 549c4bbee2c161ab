import { z } from "zod";
import { administratorPasswordFault, type Credentials } from "../../../administrators/accounts.ts";
import { beginCeremony, endCeremony, newChallenge } from "../../../administrators/ceremony.ts";
import { type Door, type Joining, type JoinProblem, join, knock, type WayIn } from "../../../administrators/join.ts";
import { hashPassword } from "../../../credentials/password.ts";
import { newTotp } from "../../../credentials/totp.ts";
import { creationOptions, verifyCreation } from "../../../credentials/webauthn.ts";
import { newId } from "../../../enrollment/record.ts";
import { organization } from "../../../tenant/organization.ts";
import { authenticatorCode } from "../authenticator-code.ts";
import { beginSession, signedInCookies } from "../begin-session.ts";
import { createdShape, optionsBody, type optionsShape, partyOf, passkeyName } from "../passkey-shapes.ts";
import { type ApiProblem, refuse } from "../problem.ts";
import { record } from "../record.ts";
import type { Answered, Asked } from "../route.ts";

/** How whoever joins will sign in. */
export const wayShape = {
	password: z.string().max(2000).optional(),
	passkey: z.strictObject({ name: passkeyName, credential: createdShape }).optional(),
};

/** One of the two. */
export const oneWay = ({ password, passkey }: Way) => (password === undefined) !== (passkey === undefined);

type Way = { readonly [K in keyof typeof wayShape]?: z.output<(typeof wayShape)[K]> };

/** `secret` and `uri` are for the authenticator app, where a password was chosen: shown this once. With a passkey they are signed in. */
export const joinedShape = z.object({
	name: z.string(),
	state: z.enum(["sign-in", "signed-in"]),
	secret: z.string().nullable(),
	uri: z.string().nullable(),
	/** The same to photograph: rows of 0 and 1, 1 is dark. */
	qr: z.array(z.string()).nullable(),
});

export function joinRefusal(problem: JoinProblem): ApiProblem {
	return problem.kind === "throttled" ? { problem: "throttled", retryAt: problem.retryAt } : refuse(problem.kind);
}

/** What the browser needs to make a passkey for whoever has the code. */
export async function beginPasskeyFor(door: Door, asked: Asked): Promise<Answered<z.input<typeof optionsShape>> | ApiProblem> {
	const { work, clock, sealer, randomness } = asked.services;
	const now = clock.now();
	const knocked = await knock(work, door, { peer: asked.peer, now });
	if (!knocked.ok) return joinRefusal(knocked.problem);
	const administratorId = newId(clock, randomness);
	const challenge = newChallenge(randomness);
	const { name, for: bound } = knocked.as;
	const options = await creationOptions(await partyOf(asked), { userId: administratorId, name, challenge, known: [] });
	const ceremony = beginCeremony({ kind: "passkey-new", challenge, administratorId, for: bound }, { now, sealer, randomness });
	return { body: optionsBody(options), cookies: { ceremony } };
}

/** Makes the administrator whom the door lets in, by the way that they chose. */
export async function comeIn(door: Door, way: Way, asked: Asked): Promise<Answered<z.input<typeof joinedShape>> | ApiProblem> {
	const { work, clock, sealer, randomness } = asked.services;
	const fault = way.password === undefined ? null : administratorPasswordFault(way.password);
	if (fault !== null) return refuse(`password-${fault}`);
	const now = clock.now();
	const begun =
		way.passkey === undefined ? undefined : await endCeremony(work, { token: asked.cookies.ceremony, kind: "passkey-new", now, sealer });
	if (way.passkey !== undefined && begun === undefined) return refuse("ceremony-over");
	// The passkey bears the id that the account will have: it is how a passkey says whose it is.
	const id = begun?.administratorId ?? newId(clock, randomness);
	let shown: { readonly secret: string; readonly uri: string } | null = null;

	async function makeWay(as: Joining): Promise<WayIn | undefined> {
		if (way.passkey === undefined) {
			const { sealed: totp, ...told } = newTotp({ id, name: as.name }, (await organization(work.read)).name || "Genkan", asked.services);
			shown = told;
			const credentials: Credentials = { passwordHash: await hashPassword(way.password ?? ""), totp };
			return { credentials, passkey: null };
		}
		if (begun === undefined || begun.for !== as.for) return undefined;
		const made = await verifyCreation(await partyOf(asked), way.passkey.credential, begun.challenge);
		return made && { credentials: null, passkey: { ...made, id: newId(clock, randomness), name: way.passkey.name } };
	}

	const outcome = await join(work, door, { peer: asked.peer, now, id, makeWay }, (stores, { name, role }) => {
		const detail = { there: { before: false, after: true }, role: { before: null, after: role } };
		return record(stores, name, { action: "administrators add", target: name, detail }, asked);
	});
	if (!outcome.ok) return joinRefusal(outcome.problem);
	const { administrator } = outcome;
	const { name } = administrator;
	const told = shown as { readonly secret: string; readonly uri: string } | null;
	// Whoever chose a password shows with their first code that the authenticator has its secret.
	if (way.passkey === undefined)
		return {
			body: {
				name,
				state: "sign-in",
				secret: told?.secret ?? null,
				uri: told?.uri ?? null,
				qr: told === null ? null : [...authenticatorCode(told.uri)],
			},
		};
	const opened = await work.write((stores) => beginSession(stores, administrator, asked, { by: "passkey" }));
	if (opened === undefined) return refuse("sign-in-refused");
	return { body: { name, state: "signed-in", secret: null, uri: null, qr: null }, cookies: signedInCookies(opened) };
}
