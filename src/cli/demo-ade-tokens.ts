import { createKeyPair } from "../ade/key-pairs.ts";
import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import type { ProfileSettings } from "../ade/profile-settings.ts";
import { createProfile, setDefaultProfile } from "../ade/profiles.ts";
import { uploadToken } from "../ade/upload-token.ts";
import type { AdeDemoDevice } from "./demo-ade-devices.ts";
import type { Stage } from "./demo-stage.ts";
import { until } from "./demo-until.ts";

/** Does at the stand-in what an administrator does in Apple Business Manager, and adds the token here. Nothing is known of its devices then. */
export async function connectApple(
	{ domain, apple }: Stage,
	{ name, organization, devices }: { readonly name: string; readonly organization: string; readonly devices: readonly AdeDemoDevice[] },
): Promise<AdeToken> {
	const adminId = "device.manager@contoso.example";
	const server = apple.standIn.addServer({ name, orgName: organization, adminId });
	server.addDevices(devices.map(({ serial, model, family }) => ({ serial, model, family })));
	const made = await createKeyPair(domain.store, { ...domain, organization, forToken: null });
	if (!made.ok) throw new Error(JSON.stringify(made.problem));
	server.uploadPublicKey(made.pem);
	const file = Buffer.from(server.downloadToken());
	const uploaded = await uploadToken(domain.store, { name, file, appleId: adminId }, domain);
	if (!uploaded.ok) throw new Error(`the demo's token was refused: ${JSON.stringify(uploaded.problem)}`);
	return uploaded.token;
}

/** Apple hears of it in the token's next round. */
export async function addProfile(
	{ domain }: Stage,
	token: AdeToken,
	{
		name,
		settings,
		isDefault = false,
	}: { readonly name: string; readonly settings: Partial<ProfileSettings>; readonly isDefault?: boolean },
): Promise<AdeProfile> {
	const { store, clock, randomness, config } = domain;
	return store.write(async (stores) => {
		const now = clock.now();
		const created = await createProfile(stores, { token, name, settings }, { publicUrl: config.publicUrl, now, randomness });
		if (!created.ok) throw new Error(`the demo's enrollment profile was refused: ${JSON.stringify(created.problem)}`);
		if (isDefault) await setDefaultProfile(stores, token, created.profile, now);
		return created.profile;
	});
}

export async function chooseProfile(
	{ domain }: Stage,
	token: AdeToken,
	devices: readonly AdeDemoDevice[],
	profile: AdeProfile,
): Promise<void> {
	const serials = devices.map(({ serial }) => serial);
	await domain.store.write((stores) => stores.adeDevices.chooseProfile(token.id, serials, profile.id, domain.clock.now()));
}

/** The token's round, now: its devices, its profiles, their assignment. Where the service is at it already, the next one is ours. */
export async function nextRound({ ade }: Stage, token: AdeToken): Promise<void> {
	await until(async () => (await ade.rounds.runNow(token.id)).end !== "held");
}
