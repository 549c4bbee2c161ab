import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Provider from "oidc-provider";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";
import { createBrowser } from "../../simulator/browser.ts";
import { createLine } from "../../simulator/line.ts";
import { type Client, client, consoleCookie, hire } from "../api/console-client.ts";
import { freePort } from "../free-port.ts";
import { type House, openHouse } from "./harness.ts";

/** Administrators who sign in at a real OpenID provider, which runs beside the service and says in which groups they are. */
let house: House;
let server: Server;
let folder: string;
let ca: string;
let issuer: string;
let account: { readonly id: string; readonly [claim: string]: unknown } = { id: "1" };
const providerCookie = "__Host-genkan-provider";

before(async () => {
	folder = mkdtempSync(join(tmpdir(), "genkan-admin-oidc-"));
	const { certificatePem, keyPem } = createServerCertificate({ now: Date.now() });
	ca = certificatePem;
	writeFileSync(join(folder, "provider.pem"), ca);
	const port = await freePort();
	issuer = `https://localhost:${port}`;
	house = await openHouse({
		settings: {
			GENKAN_ADMIN_OIDC_ISSUER: issuer,
			GENKAN_ADMIN_OIDC_CLIENT_ID: "console",
			GENKAN_ADMIN_OIDC_CLIENT_SECRET: "correct-secret",
			GENKAN_ADMIN_OIDC_CA_FILE: join(folder, "provider.pem"),
			GENKAN_ADMIN_OIDC_GROUP_OWNER: "mdm-owners",
			GENKAN_ADMIN_OIDC_GROUP_HELPDESK: "service-desk, second-line",
		},
	});
	const provider = new Provider(issuer, {
		clients: [
			{
				client_id: "console",
				client_secret: "correct-secret",
				redirect_uris: [`${house.url}/api/v1/session/provider`],
				response_types: ["code"],
				grant_types: ["authorization_code"],
			},
		],
		claims: { profile: ["preferred_username", "groups"], email: ["email"] },
		conformIdTokenClaims: false,
		cookies: { keys: ["a"] },
		features: { devInteractions: { enabled: false } },
		findAccount: (_, id) => ({ accountId: id, claims: () => Promise.resolve({ sub: id, ...account }) }),
		interactions: { url: (_, { uid }) => `/interaction/${uid}` },
		jwks: { keys: [{ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig", kid: "1" }] },
		async loadExistingGrant(context) {
			const grant = new provider.Grant({ clientId: "console", accountId: context.oidc.session?.accountId ?? "" });
			grant.addOIDCScope("openid profile email");
			await grant.save();
			return grant;
		},
		pkce: { required: () => true },
	});
	server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
		if (!(request.url ?? "/").startsWith("/interaction/")) return void provider.callback()(request, response);
		void provider.interactionFinished(request, response, { login: { accountId: account.id } });
	});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
});
after(async () => {
	await house[Symbol.asyncDispose]();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	rmSync(folder, { recursive: true, force: true });
});

/** What the provider sends the browser back with, once somebody has signed in there. */
async function answered(url: string): Promise<string> {
	const line = createLine({ roots: [house.root, ca], timeoutMs: 60_000 });
	let back = "";
	const watched = {
		...line,
		exchange: (to: URL, what: Parameters<typeof line.exchange>[1]) => {
			if (to.pathname === "/api/v1/session/provider") back = to.pathname + to.search;
			return line.exchange(to, what);
		},
	};
	try {
		await createBrowser({ line: watched, userAgent: () => "", language: "en", clock: Date.now, fetchMetadata: true }).open(url);
	} finally {
		line.close();
	}
	return back;
}

async function begin(browser: Client, to?: string): Promise<string> {
	const begun = await browser.send("POST", "/session/provider", { body: to === undefined ? {} : { to } });
	assert.equal(begun.status, 200, begun.text);
	const url = new URL(begun.json.url);
	assert.deepEqual([url.origin, url.searchParams.get("code_challenge_method")], [issuer, "S256"]);
	assert.ok(url.searchParams.get("nonce") && url.searchParams.get("state"));
	return begun.json.url;
}

/** Signs in, and answers where the browser was sent and with which browser. */
async function signsIn(to?: string, browser = client(house)) {
	const back = await answered(await begin(browser, to));
	const answer = await browser.send("GET", back);
	assert.equal(answer.status, 303, answer.text);
	return { browser, back, location: String(answer.headers["location"]), answer };
}

const who = async (browser: Client) => (await browser.send("GET", "/session")).json?.administrator;

test("somebody in a mapped group comes in with its role, and back to where they were", async () => {
	account = { id: "1", preferred_username: "Hanako@Contoso.example", groups: ["everybody", "mdm-owners"] };
	const { browser, location, answer } = await signsIn("/console/tries?state=refused");
	assert.equal(location, "/console/tries?state=refused");
	assert.match(String(answer.headers["content-security-policy"]), /default-src 'none'/);
	const { id, name, role } = await who(browser);
	assert.deepEqual([name, role], ["hanako@contoso.example", "owner"]);
	assert.deepEqual([...browser.cookies.keys()], [consoleCookie]);
	const { json } = await browser.send("GET", `/administrators/${id}`);
	assert.equal(json.provider, true);
	const own = await browser.send("GET", "/account");
	assert.deepEqual([own.json.provider, own.json.password, own.json.passkeys], [true, false, []]);
	assert.equal((await browser.send("POST", "/account/passkeys/options")).json.code, "administrator-of-provider");
});

test("the role is read from the groups at each sign-in, and whoever is in none any more is out, with sessions and tokens", async () => {
	account = { id: "2", preferred_username: "jiro", groups: "second-line" };
	const first = (await signsIn()).browser;
	assert.equal((await who(first)).role, "helpdesk");
	account = { ...account, groups: ["mdm-owners", "service-desk"] };
	const second = (await signsIn()).browser;
	assert.equal((await who(second)).role, "owner");
	assert.equal((await first.send("GET", "/session")).status, 401, "the session with the old role is over");
	const token = await second.send("POST", "/tokens", { body: { name: "x", scopes: ["tries.read"] } });
	assert.equal(token.status, 201, token.text);
	account = { ...account, groups: ["everybody"] };
	const { location, browser } = await signsIn("/console/devices");
	assert.equal(location, "/console/sign-in?problem=provider-no-group&to=%2Fconsole%2Fdevices");
	assert.equal(browser.cookies.size, 0);
	assert.equal((await second.send("GET", "/session")).status, 401);
	const script = client(house, { authorization: `Bearer ${token.json.secret}` });
	assert.equal((await script.send("GET", "/attempts")).status, 401);
});

test("nobody takes an account of this service over by bearing its name there", async () => {
	const { administrator } = await hire(house, "saburo", "owner");
	account = { id: "3", preferred_username: "ＳＡＢＵＲＯ", groups: ["mdm-owners"] };
	const { location, browser } = await signsIn();
	assert.match(location, /problem=provider-name-taken/);
	assert.equal(browser.cookies.size, 0);
	assert.equal((await house.domain.store.read.administrators.byId(administrator.id))?.provider, null);
});

test("who is told by the provider's subject: a name that is given to somebody else there is somebody else here", async () => {
	account = { id: "4", preferred_username: "shiro", groups: ["service-desk"] };
	await signsIn();
	account = { id: "5", preferred_username: "shiro", groups: ["mdm-owners"] };
	assert.match((await signsIn()).location, /problem=provider-name-taken/);
});

test("an answer is good once, in the browser that began it", async () => {
	account = { id: "1", preferred_username: "hanako@contoso.example", groups: ["mdm-owners"] };
	const browser = client(house);
	const back = await answered(await begin(browser));
	const cookie = browser.cookies.get(providerCookie) ?? "";
	assert.match(
		String((await client(house).send("GET", back)).headers["location"]),
		/problem=ceremony-over/,
		"a browser that began nothing",
	);
	const other = client(house);
	await begin(other);
	assert.match(String((await other.send("GET", back)).headers["location"]), /problem=provider-refused/, "one that began another");
	assert.equal(String((await browser.send("GET", back)).headers["location"]), "/console/");
	const again = client(house);
	again.cookies.set(providerCookie, cookie);
	assert.match(String((await again.send("GET", back)).headers["location"]), /problem=ceremony-over/);
});

test("the way back leads nowhere but into the console", async () => {
	account = { id: "1", preferred_username: "hanako@contoso.example", groups: ["mdm-owners"] };
	for (const to of ["https://evil.example/", "//evil.example/console/", "/\\evil.example", "/console/../enroll"])
		assert.equal((await signsIn(to)).location, "/console/", to);
	const stranger = await client(house).send("GET", "/session/provider?error=access_denied&to=https%3A%2F%2Fevil.example");
	assert.equal(stranger.headers["location"], "/console/sign-in?problem=ceremony-over");
});

test("the cookie of the way comes along from another site's link, the session's does not", async () => {
	const begun = await client(house).send("POST", "/session/provider", { body: {} });
	assert.match(String(begun.headers["set-cookie"]), /^__Host-genkan-provider=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
	account = { id: "1", preferred_username: "hanako@contoso.example", groups: ["mdm-owners"] };
	const { answer } = await signsIn();
	const lines = [answer.headers["set-cookie"] ?? []].flat();
	assert.ok(lines.some((line) => line.startsWith(`${consoleCookie}=`) && line.endsWith("SameSite=Strict")));
});

test("the role of somebody whom the provider vouches for is not changed here; they can be kept out", async () => {
	account = { id: "6", preferred_username: "goro", groups: ["service-desk"] };
	const { browser } = await signsIn();
	const { id } = await who(browser);
	const owner = client(house);
	account = { id: "1", preferred_username: "hanako@contoso.example", groups: ["mdm-owners"] };
	await signsIn(undefined, owner);
	const { headers } = await owner.send("GET", `/administrators/${id}`);
	const etag = { "if-match": String(headers["etag"]) };
	assert.equal(
		(await owner.send("PATCH", `/administrators/${id}`, { body: { role: "owner" }, headers: etag })).json.code,
		"administrator-of-provider",
	);
	assert.equal((await owner.send("PATCH", `/administrators/${id}`, { body: { enabled: false }, headers: etag })).status, 200);
	account = { id: "6", preferred_username: "goro", groups: ["service-desk"] };
	assert.match((await signsIn()).location, /problem=provider-disabled/);
});
