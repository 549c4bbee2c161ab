import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appleProfileOf } from "../src/ade/apple-profile.ts";
import type { AdeToken } from "../src/ade/ports.ts";
import { createProfile, setDefaultProfile } from "../src/ade/profiles.ts";
import type { RoundDeps } from "../src/ade/round.ts";
import { openTokenSecrets, sealTokenSecrets } from "../src/ade/token-secrets.ts";
import { nothingFetched, untried } from "../src/ade/upload-token.ts";
import { createAdeClient } from "../src/apple/ade-client.ts";
import { systemClock, systemRandomness } from "../src/domain.ts";
import type { Log } from "../src/evidence/log.ts";
import { createSealer } from "../src/pki/seal.ts";
import type { ServerToken } from "../src/protocol/ade/server-token.ts";
import { openStore, type Store } from "../src/store/open.ts";
import type { AppleAnswer, AppleQuestion } from "./ade-stand-in.ts";
import { type Child, startChild } from "./child.ts";

/** Apple's stand-in in a process of its own, an embedded store, and what a round needs between them. */
export interface AdeHouse extends AsyncDisposable {
	readonly apple: Child<AppleQuestion, AppleAnswer>;
	readonly url: string;
	readonly caPem: string;
	readonly secrets: readonly ServerToken[];
	readonly store: Store;
	readonly deps: Omit<RoundDeps, "work"> & { readonly work: Store };
	readonly tokens: readonly AdeToken[];
	/** Another store with the same tokens, which have nothing yet. */
	otherStore(): Promise<Store>;
	/** A default profile for this token. */
	addProfile(token: AdeToken): Promise<void>;
}

const silent: Log = { debug() {}, info() {}, warn: console.error, error: console.error };

export async function openAdeHouse(serve: Extract<AppleQuestion, { serve: unknown }>["serve"]): Promise<AdeHouse> {
	const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
	const apple = startChild<AppleQuestion, AppleAnswer>("ade-stand-in.ts");
	const { url, caPem, tokens: secrets } = await apple.ask({ serve });
	const [clock, randomness] = [systemClock, systemRandomness];
	const sealer = createSealer(randomBytes(32), randomness);
	const client = createAdeClient({ url, ca: caPem, clock, randomness, log: silent });
	const publicUrl = "https://mdm.contoso.example";
	const now = clock.now();
	const tokens = secrets.map((secret, index): AdeToken => {
		const id = `token-${index}`;
		return {
			id,
			name: `Server ${index}`,
			appleId: null,
			keyPairId: "pair",
			consumerKey: secret.consumerKey,
			secrets: sealTokenSecrets(sealer, id, secret),
			expiresAt: secret.expiresAt,
			uploadedAt: now,
			createdAt: now,
			...untried,
			...nothingFetched,
			defaultProfileId: null,
			generation: 0,
			lastSuccessAt: null,
			lastAskedAt: null,
		};
	});
	const open = async (file: string): Promise<Store> => {
		const opened = await openStore({ kind: "sqlite", file: join(folder, file) });
		await opened.write(async (stores) => {
			const nothing = new Uint8Array(1);
			await stores.adeKeyPairs.insert({ id: "pair", certificate: nothing, key: nothing, createdAt: now, forToken: null });
			for (const token of tokens) await stores.adeTokens.insert(token);
		});
		return opened;
	};
	const store = await open("genkan.sqlite");
	return {
		apple,
		url,
		caPem,
		secrets,
		store,
		tokens,
		deps: {
			work: store,
			clock,
			randomness,
			log: silent,
			connect: (token) => client.open(token, openTokenSecrets(sealer, token)),
			describe: (profile) => appleProfileOf(profile, { publicUrl, anchorCertificates: [], organization: "Contoso" }),
		},
		otherStore: () => open("other.sqlite"),
		async addProfile(token) {
			await store.write(async (stores) => {
				const made = await createProfile(stores, { token, name: "Office", settings: {} }, { publicUrl, now, randomness });
				if (!made.ok) throw new Error(JSON.stringify(made.problem));
				await setDefaultProfile(stores, token, made.profile, now);
			});
		},
		async [Symbol.asyncDispose]() {
			client.close();
			await store.close();
			await apple[Symbol.asyncDispose]();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
