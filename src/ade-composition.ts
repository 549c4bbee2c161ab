import { readFileSync } from "node:fs";
import { appleProfileOf } from "./ade/apple-profile.ts";
import type { AdeApi, AdeProfile, AdeToken } from "./ade/ports.ts";
import { openTokenSecrets } from "./ade/token-secrets.ts";
import { type AdeClient, createAdeClient } from "./apple/ade-client.ts";
import { deviceTrust } from "./apple/device-trust.ts";
import type { Domain } from "./domain.ts";
import { judgeToken } from "./enrollment/ade-health.ts";
import { type AdeRounds, createAdeRounds } from "./jobs/ade-rounds.ts";
import type { AppleProfile } from "./protocol/ade/profile.ts";
import type { DeviceTrust } from "./protocol/ade/verify-machine-info.ts";
import { organization } from "./tenant/organization.ts";

/** Automated Device Enrollment on a domain: the connection to Apple, the tokens' rounds, and whom to believe that a device is Apple's. */
export interface Ade {
	readonly client: AdeClient;
	readonly rounds: AdeRounds;
	readonly trust: DeviceTrust;
	/** The connection for this token. @throws Error where its secrets were sealed under another master key */
	connect(token: AdeToken): AdeApi;
	/** A profile as Apple takes it. */
	describe(profile: AdeProfile): Promise<AppleProfile>;
	/** Judges a token and its profiles: opens and closes incidents. After each round this is done by itself. */
	judge(tokenId: string): Promise<void>;
	/** Judges tokens whose round does not come for long, because Apple asked to wait or one runs for hours: what lasts becomes worse meanwhile. */
	judgeWaiting(): Promise<void>;
	/** Ends the rounds that run here where the next ones go on, and the connections. */
	close(): Promise<void>;
}

const minute = 60_000;

/** What the service and the command line share. Nothing is asked of Apple yet. */
export function openAde(domain: Domain): Ade {
	const { config, store, sealer, clock, randomness, log } = domain;
	const client = createAdeClient({
		url: config.adeUrl,
		...(config.standInAdeCaFile === null ? {} : { ca: readFileSync(config.standInAdeCaFile, "utf8") }),
		clock,
		randomness,
		log,
	});
	const connect = (token: AdeToken) => client.open(token, openTokenSecrets(sealer, token));
	const describe = async (profile: AdeProfile) => {
		// A phone in Setup Assistant has no profile of ours yet by which it could trust a certificate of our own CA.
		const own = config.tlsCertificateFile === null ? [(await domain.authority()).ca.certificate.der] : [];
		const { name } = await organization(store.read);
		return appleProfileOf(profile, { publicUrl: config.publicUrl, anchorCertificates: own, organization: name });
	};
	const newId = () => randomness.bytes(16).toString("hex");
	const judge = async (tokenId: string) => {
		// Not under the name "token": whatever has a secret's name is masked in the log.
		const { opened, closed } = await judgeToken(store, tokenId, { now: clock.now(), newId });
		if (opened.length > 0)
			log.warn({ ade: tokenId, codes: opened.map(({ code }) => code) }, "something is wrong with Automated Device Enrollment");
		if (closed.length > 0) log.info({ ade: tokenId, codes: closed.map(({ code }) => code) }, "Automated Device Enrollment: this is mended");
	};
	const rounds = createAdeRounds({
		work: store,
		clock,
		randomness,
		log,
		connect,
		describe,
		afterRound: judge,
		interval: config.adeSyncMinutes * minute,
	});
	return {
		client,
		rounds,
		trust: deviceTrust(config.standInDeviceIssuerFile === null ? null : readFileSync(config.standInDeviceIssuerFile, "utf8")),
		connect,
		describe,
		judge,
		async judgeWaiting() {
			const before = clock.now() - 60 * minute;
			for (const { id, lastTriedAt } of await store.read.adeTokens.list()) if ((lastTriedAt ?? 0) < before) await judge(id);
		},
		async close() {
			await rounds.stop();
			client.close();
		},
	};
}
