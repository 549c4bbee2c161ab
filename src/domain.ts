import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonFaultLine } from "./config/json-fault-line.ts";
import type { SettingProblem } from "./config/load.ts";
import { type Config, settings } from "./config/schema.ts";
import type { ProfileMaker } from "./enrollment/issue-profile.ts";
import { createProfileMaker } from "./enrollment/profile-maker.ts";
import type { Clock, Randomness } from "./evidence/clock.ts";
import type { ServerCertificateFact } from "./evidence/facts.ts";
import type { Log } from "./evidence/log.ts";
import type { Sealer } from "./evidence/sealer.ts";
import { type CertificateAuthority, openAuthority } from "./pki/authority.ts";
import { type MasterKeyProblem, masterKeyFromFile } from "./pki/master-key.ts";
import { createSealer } from "./pki/seal.ts";
import { openStore, type Store } from "./store/open.ts";
import type { PushIssuers } from "./tenant/inspect-push-certificate.ts";
import { organization } from "./tenant/organization.ts";

/** What the service and every command stand on: the store, its keys, the authority. Nothing listens and nothing runs on a clock yet. */
export interface Domain {
	readonly config: Config;
	readonly store: Store;
	readonly sealer: Sealer;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly log: Log;
	/** Who may issue push certificates. */
	readonly pushIssuers: PushIssuers;
	/** What the service presents; absent on the command line. */
	readonly presented?: ServerCertificateFact;
	/** Made at the first use: its keys take a second. */
	authority(): Promise<CertificateAuthority>;
	profiles(): Promise<ProfileMaker>;
	close(): Promise<void>;
}

/** Why the data cannot be opened. `where`: the file or the setting that holds the key. */
export type OpenProblem = MasterKeyProblem | { readonly kind: "master-key-of-other-data"; readonly where: string };

export type OpenedDomain =
	| { readonly ok: true; readonly domain: Domain; readonly made: readonly string[] }
	| { readonly ok: false; readonly problem: OpenProblem };

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandomness: Randomness = { bytes: (length) => randomBytes(length) };

/** Opens the data directory: makes it with its keys at the first time, and says what it made. */
export async function openDomain(
	config: Config,
	log: Log,
	clock: Clock = systemClock,
	randomness: Randomness = systemRandomness,
): Promise<OpenedDomain> {
	const standInPem = config.standInPushIssuerFile === null ? null : readFileSync(config.standInPushIssuerFile, "utf8");
	const made: string[] = [];
	if (!existsSync(config.data)) {
		mkdirSync(config.data, { recursive: true, mode: 0o700 });
		chmodSync(config.data, 0o700);
		made.push(config.data);
	}
	const storeFile = join(config.data, "genkan.sqlite");
	const first = config.database === "sqlite" && !existsSync(storeFile);
	const keyFile = join(config.data, "master.key");
	const store = await openStore(
		config.database === "sqlite" ? { kind: "sqlite", file: storeFile } : { kind: "postgres", url: config.database },
	);
	if (first) made.push(storeFile);
	const unlocked = await unlock(config, store, keyFile, clock, randomness);
	if (!unlocked.ok) {
		await store.close();
		return unlocked;
	}
	const { sealer } = unlocked;
	if (unlocked.made) made.push(keyFile);

	const organizationName = async () => (await organization(store.read)).name || new URL(config.publicUrl).hostname;
	let authority: Promise<CertificateAuthority> | undefined;
	const openedAuthority = () => {
		authority ??= organizationName().then((name) => openAuthority({ work: store, sealer, clock, randomness, organization: name }));
		return authority;
	};
	return {
		ok: true,
		made,
		domain: {
			config,
			store,
			sealer,
			clock,
			randomness,
			log,
			pushIssuers: { standInPem },
			authority: openedAuthority,
			profiles: async () =>
				createProfileMaker({
					authority: await openedAuthority(),
					publicUrl: config.publicUrl,
					organization: organizationName,
					clock,
					randomness,
				}),
			close: () => store.close(),
		},
	};
}

/** A store knows its master key by a word that was sealed under it, so that a wrong or lost key is told at once and not at the first secret. */
const sealedWord = "master-key-check";

async function unlock(
	config: Config,
	store: Store,
	keyFile: string,
	clock: Clock,
	randomness: Randomness,
): Promise<{ readonly ok: true; readonly sealer: Sealer; readonly made: boolean } | { readonly ok: false; readonly problem: OpenProblem }> {
	const word = await store.read.settings.get(sealedWord);
	const master =
		config.masterKey === null
			? masterKeyFromFile(keyFile, randomness, word === undefined)
			: ({ ok: true, key: config.masterKey, made: false } as const);
	if (!master.ok) return master;
	const sealer = createSealer(master.key, randomness);
	if (word === undefined) {
		const sealed = Buffer.from(sealer.seal(Buffer.from(sealedWord), sealedWord)).toString("base64");
		await store.write((stores) => stores.settings.set(sealedWord, sealed, clock.now()));
		return { ok: true, sealer, made: master.made };
	}
	try {
		sealer.open(Buffer.from(word, "base64"), sealedWord);
		return { ok: true, sealer, made: master.made };
	} catch {
		return {
			ok: false,
			problem: { kind: "master-key-of-other-data", where: config.masterKey === null ? keyFile : settings.masterKey.env },
		};
	}
}

/** The settings' file in the data directory; undefined when there is none. */
export function settingsFile(
	data: string,
): { readonly ok: true; readonly content: unknown } | { readonly ok: false; readonly problem: SettingProblem } {
	const file = join(data, "genkan.json");
	if (!existsSync(file)) return { ok: true, content: undefined };
	// Editors on Windows put a mark before the first character.
	const text = readFileSync(file, "utf8").replace(/^\ufeff/, "");
	try {
		return { ok: true, content: JSON.parse(text) };
	} catch {
		return { ok: false, problem: { setting: file, kind: "not-json", line: jsonFaultLine(text) } };
	}
}
