import { randomUUID } from "node:crypto";
import { invite } from "../../src/administrators/invitations.ts";
import { systemRandomness } from "../../src/domain.ts";
import type { Route } from "../../src/http/api/route.ts";
import { codeAt } from "../administrators/fixture.ts";
import type { House } from "../e2e/harness.ts";
import { type Client, password } from "./console-client.ts";
import { softwareAuthenticator } from "./software-authenticator.ts";

interface Sample {
	readonly path?: string;
	readonly body?: unknown;
}

/** A request that each route about signing in understands; what must have been begun is begun by whoever asks. */
export async function accountSample(house: House, route: Route, who: Client): Promise<Sample | undefined> {
	const authenticator = softwareAuthenticator(house.url);
	const options = { challenge: "AAAA", rp: { id: "localhost" }, rpId: "localhost" };
	switch (route.id) {
		case "beginSetupPasskey":
			return { body: { code: "AAAAA-AAAAA-AAAAA-AAAAA", name: "another" } };
		case "signInWithPasskey":
			return { body: { credential: authenticator.get(options) } };
		case "beginProviderSignIn":
			return { body: {} };
		case "endProviderSignIn":
			return { path: "/session/provider?state=x&code=y" };
		case "setPassword":
			return { body: { password, current: password } };
		case "changeAuthenticator": {
			const { secret } = (await who.send("POST", "/account/authenticator")).json;
			return { body: { code: secret === undefined ? "000000" : codeAt(secret, house.clock.now()) } };
		}
		case "removePassword":
			await passkeyOf(house, who);
			return {};
		case "addPasskey": {
			const begun = (await who.send("POST", "/account/passkeys/options")).json.options ?? options;
			return { body: { name: "Phone", credential: authenticator.create(begun) } };
		}
		case "renamePasskey":
			return { path: `/account/passkeys/${await passkeyOf(house, who)}`, body: { name: "Safe" } };
		case "removePasskey":
			return { path: `/account/passkeys/${await passkeyOf(house, who)}` };
		case "inviteAdministrator":
			return { body: { name: `new-${randomUUID()}`, role: "readonly" } };
		case "withdrawInvitation":
			return { path: `/invitations/${(await invited(house)).id}` };
		case "lookAtInvitation":
		case "beginInvitationPasskey":
			return { body: { code: (await invited(house)).code } };
		case "acceptInvitation":
			return { body: { code: (await invited(house)).code, password } };
		default:
			return undefined;
	}
}

async function passkeyOf(house: House, who: Client): Promise<string> {
	const { options } = (await who.send("POST", "/account/passkeys/options")).json;
	if (options === undefined) return "none";
	const credential = softwareAuthenticator(house.url).create(options);
	return (await who.send("POST", "/account/passkeys", { body: { name: "Key", credential } })).json.id ?? "none";
}

async function invited({ domain }: House): Promise<{ readonly id: string; readonly code: string }> {
	const of = { id: randomUUID(), name: `invited-${randomUUID()}`, role: "readonly", invitedBy: "hanako" } as const;
	const made = await domain.store.write((stores) => invite(stores, of, { now: domain.clock.now(), randomness: systemRandomness }));
	if (!made.ok) throw new Error(made.problem.kind);
	return { id: of.id, code: made.code };
}
