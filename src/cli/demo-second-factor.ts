import { Secret, TOTP } from "otpauth";
import { newTotp } from "../credentials/totp.ts";
import { changeUser } from "../directory/change-user.ts";
import type { Domain } from "../domain.ts";

/** Gives a user a second factor; what the authenticator app shows now. */
export async function addSecondFactor(domain: Domain, upn: string): Promise<() => string> {
	const { store, clock } = domain;
	const user = await store.read.users.byUpn(upn);
	if (user === undefined) throw new Error(`the example tenant has no ${upn}`);
	const { sealed, secret } = newTotp({ id: user.id, name: user.upn }, "Contoso", domain);
	await store.write((stores) => changeUser(stores, { upn, change: { totp: sealed }, now: clock.now() }));
	return () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
}
