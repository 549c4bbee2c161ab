import type { TestContext } from "node:test";
import type { AdeStandInServer } from "./server.ts";
import { type AdeStandIn, type AdeStandInOptions, createAdeStandIn } from "./stand-in.ts";
import { createKeyPair, createTestClient, type TestAnswer, type TestClient, type TokenFields } from "./test-client.ts";

export interface TestStandIn {
	readonly apple: AdeStandIn;
	readonly url: string;
	readonly caPem: string;
	readonly server: AdeStandInServer;
	readonly token: TokenFields;
	readonly client: TestClient;
	/** The stand-in's clock, which stands still. */
	readonly clock: { ms: number };
	/** With a session, opened when first needed and after `fresh`. */
	readonly ask: (
		method: string,
		path: string,
		body?: unknown,
		headers?: Readonly<Record<string, string | undefined>>,
	) => Promise<TestAnswer>;
	readonly fresh: () => void;
	/** Status and word of a refusal, or `200`. */
	readonly word: (answer: TestAnswer) => string;
}

let pair: ReturnType<typeof createKeyPair> | undefined;

/** The key pair of all tests of a file: making one takes longer than most tests. */
export function testKeyPair(): ReturnType<typeof createKeyPair> {
	pair ??= createKeyPair();
	return pair;
}

/** A stand-in with one server, whose token was downloaded. */
export async function startTestStandIn(t: TestContext, options: Partial<AdeStandInOptions> = {}): Promise<TestStandIn> {
	const clock = { ms: Date.parse("2026-06-01T00:00:00Z") };
	const apple = createAdeStandIn({ now: () => clock.ms, ...options });
	const { url, caPem } = await apple.started();
	const server = apple.addServer({ name: "Tokyo" });
	server.uploadPublicKey(testKeyPair().certificatePem);
	const token = testKeyPair().open(server.downloadToken());
	const client = createTestClient(url, caPem);
	t.after(async () => {
		client.close();
		await apple.stop();
	});
	let session: { id: string } | null = null;
	return {
		apple,
		url,
		caPem,
		server,
		token,
		client,
		clock,
		async ask(method, path, body, headers) {
			session ??= { id: await client.session(token, clock.ms) };
			return client.call(session, method, path, body, headers);
		},
		fresh() {
			session = null;
		},
		word: ({ status, text }) => (status === 200 ? "200" : `${status} ${text}`),
	};
}
