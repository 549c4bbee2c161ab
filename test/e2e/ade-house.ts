import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { type AdePhone, type AdePhoneOptions, createAdePhone } from "../../simulator/ade-phone.ts";
import { createDeviceIssuer, type DeviceIssuer } from "../../simulator/device-issuer.ts";
import type { KeyPair } from "../../simulator/keys.ts";
import { buildMachineInfo, signMachineInfo } from "../../simulator/machine-info.ts";
import { testDevice } from "../../simulator/test-phone.ts";
import { appleProfileOf } from "../../src/ade/apple-profile.ts";
import { defaultProfileSettings, type ProfileSettings } from "../../src/ade/profile-settings.ts";
import { newTotp } from "../../src/credentials/totp.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import type { AppleDevice } from "../../src/protocol/ade/device.ts";
import { type House, type HouseOptions, openHouse } from "./harness.ts";

/** A house with an Automated Device Enrollment token in its store, and phones that Apple assigns to it. */
export interface AdeHouse extends AsyncDisposable {
	readonly house: House;
	readonly issuer: DeviceIssuer;
	/** Of the token, by default of the first one. */
	addToken(id: string): Promise<void>;
	/** An enrollment profile that Apple has; answers its id. */
	addProfile(id: string, settings?: Partial<ProfileSettings>, tokenId?: string): Promise<string>;
	/** A device that Apple assigns to the token, and to which this profile is assigned. */
	assign(serial: string, profileId: string, tokenId?: string): Promise<void>;
	removeAtApple(serial: string, tokenId?: string): Promise<void>;
	/** A phone at “Hello”, to which Apple gives this profile. */
	phone(profileId: string, change?: Partial<AdePhoneOptions>): AdePhone;
	/** What a phone says of itself. */
	describe(change?: Partial<AdePhoneOptions>, by?: DeviceIssuer): Uint8Array;
	/** Gives the user a second factor; what the authenticator app shows now. */
	addSecondFactor(upn: string): Promise<() => string>;
}

const key: KeyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const activationKey = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
const firstToken = "head-office";

export async function openAdeHouse(options: HouseOptions = {}): Promise<AdeHouse> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-ade-"));
	const issuer = createDeviceIssuer({ now: Date.now() });
	writeFileSync(join(folder, "devices.pem"), issuer.certificatePem);
	const house = await openHouse({
		pushEvery: 3_600_000,
		...options,
		settings: { GENKAN_STAND_IN_DEVICE_ISSUER_FILE: join(folder, "devices.pem"), ...options.settings },
	});
	const { store, clock } = house.domain;
	const wanted = new Map<string, ProfileSettings>();

	const deviceOf = (change: Partial<AdePhoneOptions>) => ({ ...testDevice, ...change });

	const ade: AdeHouse = {
		house,
		issuer,
		async addToken(id) {
			const now = clock.now();
			await store.write(async (stores) => {
				const pair = { id: `pair-${id}`, certificate: Buffer.from("x"), key: Buffer.from("x"), createdAt: now, forToken: null };
				await stores.adeKeyPairs.insert(pair);
				await stores.adeTokens.insert({
					id,
					name: id,
					appleId: null,
					keyPairId: pair.id,
					consumerKey: `CK_${id}`,
					secrets: Buffer.from("x"),
					expiresAt: now + 300 * 86_400_000,
					uploadedAt: now,
					createdAt: now,
					account: null,
					accountAt: null,
					defaultProfileId: null,
					cursor: null,
					cursorAt: null,
					mode: "sync",
					generation: 1,
					fetched: 0,
					fetchStartedAt: null,
					lastFullAt: now,
					lastTriedAt: now,
					lastSuccessAt: now,
					lastAskedAt: null,
					refusal: null,
					retryAt: now + 300 * 86_400_000,
					failures: 0,
				});
			});
		},
		async addProfile(id, settings = {}, tokenId = firstToken) {
			const now = clock.now();
			const whole = { ...defaultProfileSettings, awaitConfiguration: false, ...settings };
			wanted.set(id, whole);
			await store.write((stores) =>
				stores.adeProfiles.insert({
					id,
					tokenId,
					name: `Profile ${id}`,
					settings: whole,
					createdAt: now,
					changedAt: now,
					uuid: `UUID-${id}`,
					definedAt: now,
					definedAs: null,
					refusal: null,
				}),
			);
			return id;
		},
		async assign(serial, profileId, tokenId = firstToken) {
			await store.write(async (stores) => {
				const now = clock.now();
				await stores.adeDevices.applyPage(tokenId, [appleDevice(serial, `UUID-${profileId}`, now, "added")], { generation: null, now });
				await stores.adeDevices.chooseProfile(tokenId, [serial], profileId, now);
				await stores.adeDevices.settle(tokenId, [serial]);
			});
		},
		async removeAtApple(serial, tokenId = firstToken) {
			await store.write(async (stores) => {
				const now = clock.now();
				await stores.adeDevices.applyPage(tokenId, [appleDevice(serial, null, now + 1, "deleted")], { generation: null, now });
			});
		},
		phone(profileId, change = {}) {
			const device = deviceOf(change);
			const settings = wanted.get(profileId) ?? defaultProfileSettings;
			const service = { publicUrl: house.url, anchorCertificates: [], organization: "Contoso" };
			const profile = appleProfileOf({ id: profileId, name: profileId, settings }, service);
			return createAdePhone({
				...device,
				roots: [house.root],
				activated: issuer.identityFor({ ...device, key: activationKey }),
				activate: () => ({ outcome: "profile", uuid: `UUID-${profileId}`, profile: { ...profile } }),
				makeKeys: () => Promise.resolve(key),
				clock: () => clock.now(),
				wait: () => Promise.resolve(),
				...change,
			});
		},
		describe(change = {}, by = issuer) {
			const device = deviceOf(change);
			const identity = by.identityFor({ ...device, key: activationKey });
			return signMachineInfo(buildMachineInfo(device), identity, { signingTime: clock.now() });
		},
		async addSecondFactor(upn) {
			const user = await store.read.users.byUpn(upn);
			if (user === undefined) throw new Error(`no user ${upn}`);
			const { sealed, secret } = newTotp({ id: user.id, name: user.upn }, "Genkan", house.domain);
			await store.write((stores) => changeUser(stores, { upn, change: { totp: sealed }, now: clock.now() }));
			return () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
		},
		async [Symbol.asyncDispose]() {
			await house[Symbol.asyncDispose]();
			rmSync(folder, { recursive: true, force: true });
		},
	};
	await ade.addToken(firstToken);
	return ade;
}

function appleDevice(serial: string, profileUuid: string | null, now: number, op: "added" | "deleted"): AppleDevice {
	return {
		serial,
		model: "iPhone 14",
		description: null,
		color: null,
		assetTag: null,
		family: "iPhone",
		os: "iOS",
		profileStatus: profileUuid === null ? "empty" : "pushed",
		profileUuid,
		profileAssignedAt: now,
		profilePushedAt: now,
		serverAssignedAt: now,
		serverAssignedBy: null,
		op,
		opAt: now,
		migrationDeadlineAt: null,
	};
}
