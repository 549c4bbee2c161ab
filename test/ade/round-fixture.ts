import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import { type AdeStandIn, type AdeStandInOptions, createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { appleProfileOf } from "../../src/ade/apple-profile.ts";
import { createKeyPair } from "../../src/ade/key-pairs.ts";
import type { AdeProfile, AdeToken } from "../../src/ade/ports.ts";
import { createProfile, setDefaultProfile } from "../../src/ade/profiles.ts";
import { type RoundDeps, type RoundOptions, runRound } from "../../src/ade/round.ts";
import { openTokenSecrets } from "../../src/ade/token-secrets.ts";
import { uploadToken } from "../../src/ade/upload-token.ts";
import { createAdeClient } from "../../src/apple/ade-client.ts";
import type { Log } from "../../src/evidence/log.ts";
import { createSealer } from "../../src/pki/seal.ts";
import type { Store } from "../../src/store/open.ts";
import { temporaryStore } from "../temporary-store.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const randomness = { bytes: (length: number) => randomBytes(length) };
const sealer = createSealer(Buffer.alloc(32, 7), randomness);
export const publicUrl = "https://mdm.contoso.example";
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** How a round is wired, with Apple's service at `url`. */
export function roundDeps(store: Store, clock: RoundDeps["clock"], apple: { readonly url: string; readonly caPem: string }) {
	const client = createAdeClient({ url: apple.url, ca: apple.caPem, clock, randomness, log: silent, timeoutMs: 20_000 });
	const deps = {
		work: store,
		clock,
		randomness,
		log: silent,
		connect: (token: AdeToken) => client.open(token, openTokenSecrets(sealer, token)),
		describe: (profile: AdeProfile) => appleProfileOf(profile, { publicUrl, anchorCertificates: [], organization: "Contoso" }),
	};
	return { client, deps };
}

/** Makes a server at Apple's stand-in, and its token here. */
export async function addToken(store: Store, apple: AdeStandIn, clock: RoundDeps["clock"], name: string): Promise<AdeToken> {
	const options = { sealer, clock, randomness };
	const pair = await createKeyPair(store, { ...options, organization: "Contoso", forToken: null });
	assert.ok(pair.ok);
	const server = apple.addServer({ name });
	server.uploadPublicKey(pair.pem);
	const uploaded = await uploadToken(store, { name, file: Buffer.from(server.downloadToken()) }, options);
	assert.ok(uploaded.ok, JSON.stringify(uploaded));
	return uploaded.token;
}

/** A profile of the token; the default one where it shall be. */
export async function addProfile(
	store: Store,
	token: AdeToken,
	{ name, isDefault, now }: { readonly name: string; readonly isDefault: boolean; readonly now: number },
): Promise<AdeProfile> {
	const made = await store.write((stores) => createProfile(stores, { token, name, settings: {} }, { publicUrl, now, randomness }));
	assert.ok(made.ok, JSON.stringify(made));
	if (isDefault) await store.write((stores) => setDefaultProfile(stores, token, made.profile, now));
	return made.profile;
}

/** A store, a stand-in of Apple with one server, its token, and rounds between them, on a clock that the test turns. */
export async function openRounds(t: TestContext, options: Partial<AdeStandInOptions> & { readonly store?: Store } = {}) {
	let now = Date.parse("2026-03-01T09:00:00Z");
	const clock = { now: () => now };
	const store = options.store ?? (await temporaryStore(t));
	const apple = createAdeStandIn({ now: clock.now, sessions: { lifetime: 365 * day }, ...options });
	const address = await apple.started();
	t.after(() => apple.stop());
	const { client, deps } = roundDeps(store, clock, address);
	t.after(() => client.close());
	const { id } = await addToken(store, apple, clock, "Tokyo");
	const server = apple.server("Tokyo") ?? assert.fail();
	return {
		store,
		apple,
		address,
		server,
		clock,
		deps,
		tokenId: id,
		pass(ms: number) {
			now += ms;
		},
		round: (more: Partial<RoundOptions> = {}, tokenId = id) => runRound(deps, tokenId, { reason: "schedule", ...more }),
		token: async () => (await store.read.adeTokens.byId(id)) ?? assert.fail("the token is gone"),
		device: async (serial: string) => (await store.read.adeDevices.ofToken(id, [serial]))[0] ?? assert.fail(`no device ${serial}`),
		addProfile: (name: string, isDefault = false) => token(store, id).then((row) => addProfile(store, row, { name, isDefault, now })),
		counts: () => store.read.adeDevices.counts(id, now),
		/** How often Apple was asked at this path since the test forgot. */
		asked: (path: string) => apple.requests.filter((request) => request.path === path).length,
		incidents: () => store.read.incidents.list({ limit: 100 }),
	};
}

async function token(store: Store, id: string): Promise<AdeToken> {
	return (await store.read.adeTokens.byId(id)) ?? assert.fail("the token is gone");
}
