import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdeStandInServer } from "../../../simulator/ade/server.ts";
import { type AdeStandIn, createAdeStandIn } from "../../../simulator/ade/stand-in.ts";
import { type AdePhone, type AdePhoneOptions, createAdePhone } from "../../../simulator/ade-phone.ts";
import { createDeviceIssuer } from "../../../simulator/device-issuer.ts";
import type { KeyPair } from "../../../simulator/keys.ts";
import { testDevice } from "../../../simulator/test-phone.ts";
import { createKeyPair } from "../../../src/ade/key-pairs.ts";
import type { AdeToken } from "../../../src/ade/ports.ts";
import type { ProfileSettings } from "../../../src/ade/profile-settings.ts";
import { createProfile, setDefaultProfile } from "../../../src/ade/profiles.ts";
import { nextRoundAt } from "../../../src/ade/token-state.ts";
import { uploadToken } from "../../../src/ade/upload-token.ts";
import { type Ade, openAde } from "../../../src/ade-composition.ts";
import { type House, type HouseOptions, openHouse } from "../harness.ts";
import { type Said, typedCommand } from "./typed-command.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/**
 * The real service, whose Apple is the stand-in over HTTPS, on a clock that the test turns for both. Rounds come when they are due by that clock and when
 * the test lets it be looked at, as the service's own clock would.
 */
export interface AppleHouse extends AsyncDisposable {
	readonly house: House;
	readonly apple: AdeStandIn;
	readonly ade: Ade;
	/** A server at Apple with devices, its token uploaded here, a default profile, and the first round done. */
	scene(options?: SceneOptions): Promise<Scene>;
	/** Types a command; its clock is the house's. */
	genkan(words: readonly string[]): Promise<Said>;
	/** The same, and it succeeds; answers with what it printed. */
	succeed(...words: readonly string[]): Promise<string>;
	/** A phone at “Hello” that asks the stand-in for its profile. It trusts nobody but whom that profile names. */
	phone(serial: string, change?: Partial<AdePhoneOptions>): AdePhone;
	/** Where files may be written. */
	readonly folder: string;
}

export interface SceneOptions {
	readonly settings?: Partial<ProfileSettings>;
	/** Milliseconds; a year by default. */
	readonly validFor?: number;
}

/** One token with what belongs to it, to which a failure is about to happen. */
export interface Scene {
	readonly at: AppleHouse;
	/** Of the token, and of the server at Apple. */
	readonly name: string;
	readonly tokenId: string;
	readonly profileId: string;
	readonly server: AdeStandInServer;
	readonly serials: readonly string[];
	token(): Promise<AdeToken>;
	/** Turns the clock to when the token's next round is due, and lets what is due run. */
	round(): Promise<void>;
	/** One more device at Apple, which the next round finds. */
	addDevice(): string;
	/** Writes a fresh token file of this server, as it is downloaded at Apple. */
	download(server?: AdeStandInServer, validFor?: number): string;
	/** Ends it: the token is deleted here, so that later scenes have the house for themselves. */
	end(): Promise<void>;
}

const profileName = "Office";
/** Rounds that the service's own clock begins come when a test of an hour is long over. */
const never = hour;
const phoneKeys: KeyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const activationKey = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
let scenes = 0;
let devices = 0;

const newSerial = () => `F2LX${String(++devices).padStart(6, "0")}`;

export async function openAppleHouse(settings: Readonly<Record<string, string>> = {}, clocks: HouseOptions = {}): Promise<AppleHouse> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-apple-"));
	const issuer = createDeviceIssuer({ now: Date.now() });
	let now = () => Date.now();
	const apple = createAdeStandIn({ now: () => now() });
	const { url, caPem } = await apple.started();
	const written = (name: string, content: string) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};
	const ofAde = {
		GENKAN_ADE_URL: url,
		GENKAN_STAND_IN_ADE_CA_FILE: written("apple.pem", caPem),
		GENKAN_STAND_IN_DEVICE_ISSUER_FILE: written("devices.pem", issuer.certificatePem),
	};
	const house = await openHouse({ pushEvery: never, adeEvery: never, incidentsEvery: 20, ...clocks, settings: { ...ofAde, ...settings } });
	now = () => house.clock.now();
	const { domain } = house;
	const { store, clock, randomness, sealer } = domain;
	const ade = openAde(domain);

	const at: AppleHouse = {
		house,
		apple,
		ade,
		folder,
		async scene(options = {}) {
			const name = `Token-${++scenes}`;
			const pair = await createKeyPair(store, { sealer, clock, randomness, organization: "Contoso", forToken: null });
			assert.ok(pair.ok);
			const server = apple.addServer({ name });
			server.uploadPublicKey(pair.pem);
			const serials = Array.from({ length: 3 }, newSerial);
			server.addDevices(serials.map((serial) => ({ serial })));
			const file = server.downloadToken(options.validFor === undefined ? {} : { validFor: options.validFor });
			const uploaded = await uploadToken(store, { name, file: Buffer.from(file) }, domain);
			assert.ok(uploaded.ok, JSON.stringify(uploaded));
			const { token } = uploaded;
			const given = { signIn: "none", awaitConfiguration: false, ...options.settings } as const;
			const made = await store.write(async (stores) => {
				const wanted = { token, name: profileName, settings: given };
				const created = await createProfile(stores, wanted, { publicUrl: house.url, now: clock.now(), randomness });
				if (created.ok) await setDefaultProfile(stores, token, created.profile, clock.now());
				return created;
			});
			assert.ok(made.ok, JSON.stringify(made));
			const scene = sceneOf(at, { name, tokenId: token.id, profileId: made.profile.id, server, serials });
			const first = await ade.rounds.runNow(token.id);
			assert.equal(first.end, "done", JSON.stringify(first));
			for (const serial of serials) assert.equal(server.device(serial)?.status, "assigned");
			return scene;
		},
		genkan(words) {
			const environment = {
				GENKAN_DATA: domain.config.data,
				GENKAN_DATABASE: domain.config.database,
				GENKAN_PUBLIC_URL: house.url,
				...ofAde,
				...settings,
			};
			return typedCommand(words, { clock, environment });
		},
		async succeed(...words) {
			const { code, out, err } = await at.genkan(words);
			assert.equal(code, 0, `${words.join(" ")}: ${out}${err}`);
			return out;
		},
		phone(serial, change = {}) {
			const udid = `00008110-${serial.slice(-10).padStart(16, "0")}`.replace(/[^0-9A-F-]/g, "0");
			const device = { ...testDevice, serial, udid, ...change };
			return createAdePhone({
				...device,
				roots: [],
				activated: issuer.identityFor({ ...device, key: activationKey }),
				activate: (asked) => apple.activation(asked),
				makeKeys: () => Promise.resolve(phoneKeys),
				clock: () => clock.now(),
				wait: () => Promise.resolve(),
				...change,
			});
		},
		async [Symbol.asyncDispose]() {
			await ade.close();
			await house[Symbol.asyncDispose]();
			await apple.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
	return at;
}

type Own = Pick<Scene, "name" | "tokenId" | "profileId" | "server" | "serials">;

function sceneOf(at: AppleHouse, own: Own): Scene {
	const { store, clock, config } = at.house.domain;
	const token = async () => (await store.read.adeTokens.byId(own.tokenId)) ?? assert.fail("the token is gone");
	return {
		...own,
		at,
		token,
		async round() {
			const interval = config.adeSyncMinutes * minute;
			const row = await token();
			const due = nextRoundAt(row, await store.read.adeDevices.nextAssignment(row.id), { now: clock.now(), interval });
			at.house.clock.move(Math.max(0, due - clock.now()) + 1000);
			await at.ade.rounds.runDue();
			assert.notEqual((await token()).lastTriedAt, row.lastTriedAt, "the round was due and ran");
		},
		addDevice() {
			const serial = newSerial();
			own.server.addDevices([{ serial }]);
			return serial;
		},
		download(server = own.server, validFor) {
			const path = join(at.folder, `${own.name}-${Math.floor(clock.now())}.p7m`);
			writeFileSync(path, server.downloadToken(validFor === undefined ? {} : { validFor }));
			return path;
		},
		async end() {
			at.apple.behave();
			await store.write(async (stores) => {
				await stores.adeTokens.update(own.tokenId, { defaultProfileId: null });
				for (const { id } of await stores.adeProfiles.ofToken(own.tokenId)) await stores.adeProfiles.delete(id);
				await stores.adeTokens.delete(own.tokenId);
			});
			await at.ade.judge(own.tokenId);
		},
	};
}
