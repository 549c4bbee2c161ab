import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Provider from "oidc-provider";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";
import { createBrowser, type Loaded } from "../../simulator/browser.ts";
import { createLine } from "../../simulator/line.ts";
import { freePort } from "../free-port.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { password } from "./harness.ts";

/** Web sign-in in Setup Assistant with a real OpenID provider, which runs beside the service. */
let ade: AdeHouse;
let server: Server;
let provider: Provider;
let folder: string;
let ca: string;
/** The address with which a person came to the provider last, and what it says of whoever signs in there. */
let cameWith = "";
let account: Readonly<Record<string, unknown>> = {};
/** What happens at the provider before the person is let back. */
let meanwhile: () => void = () => undefined;

const person = { preferred_username: "ＨＡＮＡ＠contoso.example", name: "佐藤 花子", email: "hana@contoso.example" };

before(async () => {
	folder = mkdtempSync(join(tmpdir(), "genkan-oidc-"));
	const { certificatePem, keyPem } = createServerCertificate({ now: Date.now() });
	ca = certificatePem;
	writeFileSync(join(folder, "provider.pem"), certificatePem);
	const port = await freePort();
	const issuer = `https://localhost:${port}`;
	server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
		const path = request.url ?? "/";
		if (path.startsWith("/auth?")) cameWith = `${issuer}${path}`;
		if (!path.startsWith("/interaction/")) return void provider.callback()(request, response);
		// The provider's own sign-in page, with whatever second factor it asks for. It needs its cookie; the simulated web view brings none.
		if (request.headers.cookie === undefined) return void response.writeHead(400, { "content-type": "text/html" }).end("<p>no cookie</p>");
		meanwhile();
		void provider.interactionFinished(request, response, { login: { accountId: "1" } });
	});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	ade = await openAdeHouse({
		settings: {
			GENKAN_OIDC_ISSUER: issuer,
			GENKAN_OIDC_CLIENT_ID: "genkan",
			GENKAN_OIDC_CLIENT_SECRET: "correct-secret",
			GENKAN_OIDC_CA_FILE: join(folder, "provider.pem"),
		},
	});
	provider = new Provider(issuer, {
		clients: [
			{
				client_id: "genkan",
				client_secret: "correct-secret",
				redirect_uris: [`${ade.house.url}/ade/provider`],
				response_types: ["code"],
				grant_types: ["authorization_code"],
			},
		],
		claims: { profile: ["preferred_username", "name"], email: ["email"] },
		conformIdTokenClaims: false,
		cookies: { keys: ["a"] },
		features: { devInteractions: { enabled: false } },
		findAccount: (_, id) => ({ accountId: id, claims: () => Promise.resolve({ sub: id, ...account }) }),
		interactions: { url: (_, { uid }) => `/interaction/${uid}` },
		jwks: { keys: [{ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig", kid: "1" }] },
		async loadExistingGrant(context) {
			const { client, session } = context.oidc;
			const grant = new provider.Grant({ clientId: client?.clientId ?? "", accountId: session?.accountId ?? "" });
			grant.addOIDCScope("openid profile email");
			await grant.save();
			return grant;
		},
		pkce: { required: () => true },
	});
	await ade.addProfile("web", { signIn: "web" });
	await ade.house.addUser("hana@contoso.example");
});
after(async () => {
	await ade[Symbol.asyncDispose]();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	rmSync(folder, { recursive: true, force: true });
});

let made = 0;

async function phoneOf(change: Parameters<AdeHouse["phone"]>[1] = {}) {
	const number = String(++made).padStart(4, "0");
	const serial = `F2LXP${number}A`;
	await ade.assign(serial, "web");
	return { serial, phone: ade.phone("web", { serial, udid: `00008110-0000000000${number}04`, roots: [ade.house.root, ca], ...change }) };
}

/** At the provider cookies are its own affair; from where it sends the person back on, none is needed. */
async function signInThere(): Promise<Loaded> {
	const line = createLine({ roots: [ade.house.root, ca], timeoutMs: 60_000 });
	try {
		const browser = createBrowser({ line, userAgent: () => "Mozilla/5.0", language: "ja", clock: Date.now, fetchMetadata: true });
		return await browser.open(cameWith);
	} finally {
		line.close();
	}
}

const visitor = { upn: "", password: "", provider: signInThere };

async function tryOf(serial: string) {
	const [attempt] = await ade.house.domain.store.read.attempts.list({ serial, limit: 1 });
	assert.ok(attempt);
	return attempt;
}

test("the provider vouches for a person, by a name in full-width letters, and the phone is managed as that user's", async () => {
	account = person;
	const { serial, phone } = await phoneOf();
	const done = await phone.setUp(visitor);
	assert.ok(done.ok, JSON.stringify(done));
	const attempt = await tryOf(serial);
	assert.deepEqual([attempt.state, attempt.upn], ["enrolled", "hana@contoso.example"]);
	assert.ok(attempt.userId);
});

test("a person who registers a second factor first, for 25 minutes, goes on where they were", async () => {
	account = person;
	meanwhile = () => ade.house.clock.move(25 * 60_000);
	const { phone } = await phoneOf();
	const done = await phone.setUp(visitor);
	meanwhile = () => undefined;
	assert.ok(done.ok, JSON.stringify(done));
});

test("somebody whom our directory does not know is told so: the provider has proven who they are", async () => {
	account = { ...person, preferred_username: "stranger@contoso.example" };
	const { serial, phone } = await phoneOf();
	const done = await phone.setUp(visitor);
	assert.ok(!done.ok && done.at === "page");
	assert.deepEqual([done.page.kind, done.page.code], ["refused", "user-not-found"]);
	assert.equal((await tryOf(serial)).upn, "stranger@contoso.example");
});

test("an answer of the provider is good once", async () => {
	account = person;
	const { serial, phone } = await phoneOf({ misbehaves: [{ kind: "stops-before", step: "install" }] });
	let back = "";
	const spying = async (): Promise<Loaded> => {
		const line = createLine({ roots: [ade.house.root, ca], timeoutMs: 60_000 });
		const watched = {
			...line,
			exchange: (url: URL, what: Parameters<typeof line.exchange>[1]) => {
				if (url.pathname === "/ade/provider") back = url.href;
				return line.exchange(url, what);
			},
		};
		try {
			return await createBrowser({ line: watched, userAgent: () => "", language: "en", clock: Date.now, fetchMetadata: true }).open(
				cameWith,
			);
		} finally {
			line.close();
		}
	};
	await phone.setUp({ ...visitor, provider: spying });
	const line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
	const again = await line.exchange(new URL(back), { method: "GET" });
	line.close();
	assert.ok(again.ok);
	assert.equal(again.status, 410);
	assert.equal((await tryOf(serial)).state, "open");
});

test("a person who stops at the provider may try again, and it is on record", async () => {
	account = person;
	const { serial, phone } = await phoneOf();
	const stops = async (): Promise<Loaded> => {
		const line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
		const state = new URL(cameWith).searchParams.get("state") ?? "";
		const browser = createBrowser({ line, userAgent: () => "", language: "ja", clock: Date.now, fetchMetadata: true });
		const loaded = await browser.open(
			`${ade.house.url}/ade/provider?error=access_denied&state=${state}&iss=${encodeURIComponent(new URL(cameWith).origin)}`,
		);
		line.close();
		return loaded;
	};
	const done = await phone.setUp({ ...visitor, provider: stops });
	assert.ok(!done.ok && done.at === "page");
	assert.deepEqual([done.page.kind, done.page.code], ["provider", "sign-in-failed"]);
	const attempt = await tryOf(serial);
	const saw = attempt.decision?.findings.find(({ check }) => check === "sign-in-failed")?.saw;
	assert.deepEqual([attempt.code, saw], ["sign-in-failed", { kind: "sign-in-provider-fault", providerFault: "refused" }]);
});

test("where the provider vouches, a password opens nothing: neither on the page nor in the plain form of a phone with an old profile", async () => {
	const { serial } = await phoneOf();
	const line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
	const cms = ade.describe({ serial, udid: "00008110-0000000000999904" });
	const header = { "x-apple-aspen-deviceinfo": Buffer.from(cms).toString("base64") };
	const opened = await line.exchange(new URL("/ade/sign-in/web", ade.house.url), { method: "GET", headers: header });
	assert.ok(opened.ok);
	const start = new URL(opened.headers.location ?? "", ade.house.url);
	const form = Buffer.from(new URLSearchParams({ upn: "hana@contoso.example", password }).toString());
	const signIn = await line.exchange(new URL(`${start.pathname}/sign-in${start.search}`, start), {
		method: "POST",
		headers: { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
		body: form,
	});
	assert.ok(signIn.ok);
	const page = await line.exchange(new URL(signIn.headers.location ?? "", start), { method: "GET" });
	assert.ok(page.ok);
	assert.match(page.body.toString(), /data-page="provider"/);

	const authorization = `Basic ${Buffer.from(`hana@contoso.example:${password}`).toString("base64")}`;
	const headers = { "Content-Type": "application/pkcs7-signature", Authorization: authorization };
	const posted = await line.exchange(new URL("/ade/profile/web", ade.house.url), { method: "POST", headers, body: Buffer.from(cms) });
	line.close();
	assert.ok(posted.ok);
	assert.equal(posted.status, 403);
	assert.match(posted.body.toString(), /mfa-not-possible-here/);
});

test("a provider that is away is said to be, and the person may try again", async () => {
	const gone = await openAdeHouse({ settings: { GENKAN_OIDC_ISSUER: "https://localhost:1", GENKAN_OIDC_CLIENT_ID: "genkan" } });
	try {
		await gone.addProfile("web", { signIn: "web" });
		await gone.assign("F2LXG0ABCD", "web");
		const done = await gone.phone("web").setUp(visitor);
		assert.ok(!done.ok && done.at === "page");
		assert.deepEqual([done.page.kind, done.page.code], ["provider", "sign-in-failed"]);
		const attempt = await gone.house.attempt(done.reference ?? "");
		assert.deepEqual(attempt.decision?.findings.find(({ check }) => check === "sign-in-failed")?.saw, {
			kind: "sign-in-provider-fault",
			providerFault: "unreachable",
		});
	} finally {
		await gone[Symbol.asyncDispose]();
	}
});
