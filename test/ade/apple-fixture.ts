import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import { type AdeStandInOptions, createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { type AdeClientOptions, createAdeClient } from "../../src/apple/ade-client.ts";
import type { Log } from "../../src/evidence/log.ts";
import { readServerToken } from "../../src/protocol/ade/read-server-token.ts";
import type { ServerToken } from "../../src/protocol/ade/server-token.ts";
import { oids } from "../../src/protocol/der/oids.ts";
import { buildCertificate } from "../../src/protocol/x509/build-certificate.ts";
import { buildName } from "../../src/protocol/x509/name.ts";
import { derToPem } from "../../src/protocol/x509/pem.ts";

/** Stands still, but for a test that turns it. */
export interface TestClock {
	at: number;
	readonly now: () => number;
}

export function testClock(at = Date.UTC(2026, 10, 20, 9)): TestClock {
	const clock = { at, now: () => clock.at };
	return clock;
}

const pair = makePair();

function makePair() {
	const { privateKey: key, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const name = buildName([{ type: oids.commonName, value: "test" }]);
	const spki = publicKey.export({ format: "der", type: "spki" });
	const dates = { notBefore: 0, notAfter: Date.UTC(2040, 0) };
	const certificate = buildCertificate(
		{ subject: name, issuer: name, serial: randomBytes(8), ...dates, spki, extensions: [] },
		{ key, hash: "sha256" },
	);
	return { certificate, key };
}

/** A log that keeps what was written, to look for what must not be there. */
export function keepingLog(): Log & { readonly lines: string[] } {
	const lines: string[] = [];
	const write = (detail: object, message: string) => void lines.push(`${JSON.stringify(detail)} ${message}`);
	return { lines, debug: write, info: write, warn: write, error: write };
}

/** The stand-in for Apple's device service with one server, a token of it, and our client. */
export async function startApple(
	t: TestContext,
	options: { readonly apple?: Partial<AdeStandInOptions>; readonly client?: Partial<AdeClientOptions> } = {},
) {
	const clock = testClock();
	const apple = createAdeStandIn({ now: clock.now, ...options.apple });
	const { url, caPem } = await apple.started();
	const log = keepingLog();
	const client = createAdeClient({ url, ca: caPem, clock, randomness: { bytes: randomBytes }, log, ...options.client });
	t.after(async () => {
		client.close();
		await apple.stop();
	});
	const server = apple.addServer({ name: "Head office" });
	server.uploadPublicKey(derToPem(pair.certificate, "CERTIFICATE"));

	/** What a new download at Apple holds. */
	async function download(): Promise<ServerToken> {
		const read = await readServerToken(Buffer.from(server.downloadToken()), [pair]);
		if (!read.ok) throw new Error(read.problem.kind);
		return read.token;
	}
	const secrets = await download();
	return { clock, apple, client, url, caPem, server, download, secrets, log, api: client.open({ id: "t1" }, secrets) };
}
