import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { may, type Role, roles, scopes } from "../../src/administrators/permissions.ts";
import { runCommandFor } from "../../src/command-composition.ts";
import { sealPushSecrets } from "../../src/devices/push-secrets.ts";
import type { Route } from "../../src/http/api/route.ts";
import { apiPrefix, routes } from "../../src/http/api/routes.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { type House, openHouse, password as userPassword } from "../e2e/harness.ts";
import { accountSample } from "./account-samples.ts";
import { appleSamples } from "./apple-samples.ts";
import { type Answer, type Client, client, consoleCookie, fromConsole, type Hired, hire, password, signedIn } from "./console-client.ts";
import { policySamples } from "./policy-samples.ts";
import { stillTour } from "./still-tour.ts";

/** No zone that anybody else here lives in: where an answer shows it, a sentence forgot its reader. */
process.env["TZ"] = "Pacific/Kiritimati";
const ofServer = /GMT\+14|UTC\+14|Kiritimati/;
const reader = { "x-time-zone": "Asia/Tokyo" };

/** Every role, and nobody, on every row of the table: made from the table, so that a new route is tried before anybody thinks of it. */
let house: House;
let reference: string;
let incident: string;
let undoable: string;
let apple: Awaited<ReturnType<typeof appleSamples>>;
let policies: Awaited<ReturnType<typeof policySamples>>;
const deviceId = "01a2000d-a239-7569-8efe-f8480e04cc5c";
const people = new Map<Role, Hired>();
const answers: { readonly route: Route; readonly answer: Answer }[] = [];
const secrets = new Set<string>();

before(async () => {
	house = await openHouse({ tour: stillTour });
	for (const role of roles) people.set(role, await hire(house, `${role}@contoso.example`, role));
	// So that the owner whom the table changes is not the last one.
	await hire(house, "second@contoso.example", "owner");
	await house.addUser("taro@contoso.example", { licences: "" });
	await house.addUser("untouched@contoso.example", { licences: "" });
	const [device] = makeFleet("roles", 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	const ended = await enroll(phone, { upn: "taro@contoso.example", password: userPassword });
	reference = ended.reference ?? assert.fail(JSON.stringify(ended));
	const [opened] = await house.domain.store.read.incidents.list({ code: "user-not-licensed", limit: 1 });
	const blocked = { command: "restrictions set", given: { policy: "Default", "block-personal": true } };
	const asked = { preview: false, language: "en", who: "hanako", from: "192.0.2.1" } as const;
	const { entries } = await runCommandFor(house.domain, { ...blocked, ...asked });
	undoable = entries[0]?.id ?? assert.fail("it is on record");
	apple = await appleSamples(house);
	policies = await policySamples(house);
	incident = opened?.id ?? assert.fail("there is an incident");
	const secret = { token: Buffer.from("t"), magic: "m", unlockToken: Buffer.from("opens the phone") };
	const secretsOfDevice = sealPushSecrets(house.domain.sealer, deviceId, secret);
	await house.domain.store.write((stores) => stores.devices.insert({ ...managedDevice(deviceId), ...secretsOfDevice }));
});
after(() => house[Symbol.asyncDispose]());

const hired = (role: Role): Hired => people.get(role) ?? assert.fail(role);

/** A request that each route understands; a route without one fails the test. */
async function sample(
	route: Route,
	own: { readonly sessionId: string; readonly role: Role },
	who: Client,
): Promise<{ path?: string; body?: unknown; etag?: string }> {
	const { store } = house.domain;
	const { administrator } = hired("readonly");
	const account = await accountSample(house, route, who);
	if (account !== undefined) return account;
	switch (route.id) {
		case "setUp":
			return { body: { code: "AAAAA-AAAAA-AAAAA-AAAAA", name: "another", password } };
		case "signIn":
			return { body: { name: "nobody", password: "x" } };
		case "revokeSession":
			return { path: `/sessions/${own.sessionId}` };
		case "createToken":
			return { body: { name: "nightly", scopes: ["tries.read"] } };
		case "revokeToken": {
			const { id } = hired(own.role).administrator;
			const [token] = await store.read.apiTokens.list({ administratorId: id, limit: 1 });
			return { path: `/tokens/${token?.id ?? "none"}` };
		}
		case "getAdministrator":
			return { path: `/administrators/${administrator.id}` };
		case "changeAdministrator": {
			const now = await store.read.administrators.byId(administrator.id);
			return { path: `/administrators/${administrator.id}`, body: { enabled: true }, etag: `"${now?.version}"` };
		}
		case "explainAttempt":
			return { path: `/attempts/${reference}?lang=ja` };
		case "runFix":
			return { path: "/fixes?preview=true", body: { what: reference, number: 1 } };
		case "explainPerson":
			return { path: "/explain?user=taro@contoso.example" };
		case "explainMessage":
			return { body: { message: "Invalid Profile", user: "taro@contoso.example" } };
		case "explainLog":
			return { body: "Aug  1 09:00:00 iPhone profiled: nothing of note\n" };
		case "search":
			return { path: `/search?q=${reference}` };
		case "exportIncident":
			return { path: `/incidents/${incident}/export` };
		case "exportUsers":
			return { path: "/users/export" };
		case "addUser":
			return { path: "/users?preview=true", body: { upn: "new@contoso.example" } };
		case "removeUser":
			return { path: "/users/untouched@contoso.example/remove?preview=true" };
		case "getUser":
			return { path: "/users/taro@contoso.example" };
		case "enableUser":
		case "disableUser":
			return { path: `${route.path.replace(":id", "taro@contoso.example")}?preview=true` };
		case "setUserPassword":
			return { path: "/users/taro@contoso.example/password?preview=true", body: { password: "another good one" } };
		case "setUserSecondFactor":
			return { path: "/users/taro@contoso.example/second-factor?preview=true", body: {} };
		case "addUserToGroup":
		case "removeUserFromGroup":
			await store.write((stores) => stores.groups.upsert({ id: "sales", name: "Sales" }));
			return { path: `${route.path.replace(":id", "taro@contoso.example")}?preview=true`, body: { group: "Sales" } };
		case "assignLicence":
		case "unassignLicence":
			return { path: `${route.path.replace(":id", "taro@contoso.example")}?preview=true`, body: { plan: "INTUNE_A" } };
		case "testUser":
			return { path: "/users/taro@contoso.example/tests", body: {} };
		case "importUsers":
			return { path: "/users/import?preview=true", body: { file: btoa("upn\nnew@contoso.example\n") } };
		case "getUserImport": {
			const self = await signedIn(house, hired(own.role));
			const begun = await self.send("POST", "/users/import", { body: { file: btoa("upn\n") } });
			return { path: `/users/import/${begun.json.run?.id ?? "none"}` };
		}
		case "getGroup":
			await store.write((stores) => stores.groups.upsert({ id: "sales", name: "Sales" }));
			return { path: "/groups/sales" };
		case "setPlan":
			return { path: "/licences?preview=true", body: { plan: "OTHER", seats: 3 } };
		case "setSeats":
			return { path: "/licences/INTUNE_A/seats?preview=true", body: { seats: 3 } };
		case "addDomain":
			return { path: "/domains?preview=true", body: { name: "fabrikam.example" } };
		case "verifyDomain":
		case "removeDomain":
			return { path: `${route.path.replace(":name", "contoso.example")}?preview=true` };
		case "getDomainRecords":
		case "getDomainDiscovery":
			return { path: route.path.replace(":name", "contoso.example") };
		case "setOrganization":
			return { path: "/organization?preview=true", body: { name: "Contoso" } };
		case "setAuthority":
			return { path: "/authority?preview=true", body: { authority: "intune" } };
		case "pauseEnrollment":
			return { path: "/maintenance/pause?preview=true", body: {} };
		case "resumeEnrollment":
			return { path: "/maintenance/resume?preview=true" };
		case "addRecipient":
			return { path: "/notices/recipients?preview=true", body: { address: "it@contoso.example" } };
		case "addWebhook":
			return { path: "/webhooks?preview=true", body: { url: "https://hooks.contoso.example/genkan" } };
		case "removeRecipient":
		case "testRecipient":
			return { path: route.path.replace(":address", "nobody@contoso.example") };
		case "removeWebhook":
		case "testWebhook":
			return { path: route.path.replace(":id", "none") };
		case "undoChange":
			return { path: `/audit/${undoable}/undo?preview=true` };
		case "explainIncident":
			return { path: `/incidents/${incident}?lang=en` };
		case "getDevice":
		case "listDeviceCommands":
		case "getDeviceTimeline":
			return { path: route.path.replace(":id", deviceId) };
		case "syncDevice":
		case "lockDevice":
		case "clearPasscode":
		case "retireDevice":
		case "wipeDevice":
		case "renameDevice":
			return {
				path: `${route.path.replace(":id", deviceId)}?preview=true`,
				...(route.body === undefined ? {} : { body: route.id === "renameDevice" ? { name: "受付" } : {} }),
			};
		case "blockDevice":
			return { path: "/blocked-devices?preview=true", body: { serial: "C02BLOCKED01", reason: "lost" } };
		case "unblockDevice":
			return { path: "/blocked-devices/C02BLOCKED01/unblock?preview=true" };
		case "startTourPlay":
			return { body: { scenario: "user-not-licensed" } };
		case "getTourPlay":
		case "playTourAgain":
		case "mendTourPlay":
		case "endTourPlay":
			return { path: route.path.replace(":id", "play") };
		default: {
			const ofApple = apple(route) ?? (await policies(route));
			if (ofApple !== undefined) return ofApple;
			assert.ok(route.body === undefined && !route.path.includes(":"), `${route.id} needs a sample`);
			return {};
		}
	}
}

async function asks(who: Client, route: Route, own: { readonly sessionId: string; readonly role: Role }): Promise<Answer> {
	const { path = route.path, body, etag } = await sample(route, own, who);
	const headers = {
		...reader,
		...(etag === undefined ? {} : { "if-match": etag }),
		...(route.takesBytes === true ? { "content-type": "application/octet-stream" } : {}),
	};
	const answer = await who.send(route.method, path, { body, headers });
	answers.push({ route, answer });
	for (const name of who.cookies.values()) secrets.add(name);
	return answer;
}

const refusals = new Set([401, 403]);
/** What they name is not there: whoever may ask is told that, which shows that they may. */
const ofNothing = new Set([
	// A CNAME leads to a name, and this service has none but localhost.
	"getDomainRecords",
	"removeRecipient",
	"testRecipient",
	"removeWebhook",
	"testWebhook",
]);
const goodStatus = ({ id, status = 200 }: Route) => (ofNothing.has(id) ? 422 : status);

test("each role may call what the table of permissions gives it, and nothing else", async () => {
	for (const route of routes) {
		for (const role of roles) {
			const browser = await signedIn(house, hired(role));
			secrets.add(browser.cookies.get(consoleCookie) ?? "");
			const { status, json } = await asks(browser, route, { sessionId: browser.sessionId, role });
			const where = `${role} ${route.method} ${route.path}: ${status} ${JSON.stringify(json)}`;
			if (route.access !== "anybody" && !may(role, route.access)) {
				assert.deepEqual([status, json.code, json.needs], [403, "forbidden", [route.access]], where);
				assert.ok(json.detail.includes(route.access), where);
			} else if (route.access === "anybody") assert.ok(status !== 403, where);
			else assert.equal(status, goodStatus(route), where);
		}
	}
});

test("without a session nothing is told but what stands before signing in", async () => {
	for (const cookies of [[], [[consoleCookie, "invented"]], [[consoleCookie, ""]]] as const) {
		for (const route of routes) {
			const stranger = client(house);
			for (const [name, value] of cookies) stranger.cookies.set(name, value);
			const { status, json } = await asks(stranger, route, { sessionId: "none", role: "owner" });
			if (route.access === "anybody") continue;
			assert.deepEqual([status, json.code], [401, "not-signed-in"], route.id);
		}
	}
});

test("no change is taken that the console did not send: every route, every way", async () => {
	const { "x-genkan-console": header, ...browsers } = fromConsole(house);
	const foreign: readonly Readonly<Record<string, string>>[] = [
		browsers,
		{ "x-genkan-console": header, "sec-fetch-site": "cross-site" },
		{ "x-genkan-console": header, "sec-fetch-site": "same-site" },
		{ "x-genkan-console": header, origin: "https://evil.example" },
		{ "x-genkan-console": header, origin: "null" },
	];
	const owner = await signedIn(house, hired("owner"));
	for (const route of routes.filter(({ method }) => method !== "GET")) {
		for (const headers of foreign) {
			const attacked = client(house, headers);
			for (const [name, value] of owner.cookies) attacked.cookies.set(name, value);
			const { status, json } = await asks(attacked, route, { sessionId: owner.sessionId, role: "owner" });
			assert.deepEqual([status, json.code], [403, "cross-site"], `${route.id} ${JSON.stringify(headers)}`);
		}
	}
	assert.equal((await owner.send("GET", "/session")).status, 200, "nothing of it ended the session");
});

test("a token opens what its scopes name, and never what is for people", async () => {
	const owner = await signedIn(house, hired("owner"));
	for (const granted of [[...scopes], ...scopes.map((scope) => [scope])]) {
		const made = await owner.send("POST", "/tokens", { body: { name: "script", scopes: granted } });
		assert.equal(made.status, 201, made.text);
		const { secret } = made.json;
		secrets.add(secret);
		// What a script sends: no cookie, nothing of a browser.
		const script = client(house, { authorization: `Bearer ${secret}` });
		for (const route of routes.filter(({ access }) => access !== "anybody")) {
			const { status, json, headers } = await asks(script, route, { sessionId: owner.sessionId, role: "owner" });
			// To take a change back needs also what the change itself needs.
			const needed = route.id === "undoChange" ? [route.access, "policies.change"] : [route.access];
			const lacked = needed.filter((one) => !granted.some((scope) => scope === one));
			const where = `${granted.join()} ${route.id}`;
			assert.equal(status, lacked.length === 0 ? goodStatus(route) : 403, where);
			if (lacked.length === 0) continue;
			if (!scopes.some((scope) => scope === route.access)) {
				assert.deepEqual([json.code, json.needs], ["not-for-tokens", undefined], where);
				continue;
			}
			// The route's own is asked first; what the change of it needs, once it is known which one it is.
			const [first = ""] = lacked;
			assert.deepEqual([json.code, json.needs], ["scope-missing", [first]], where);
			assert.ok(json.detail.includes(first), where);
			assert.equal(headers["www-authenticate"], `Bearer error="insufficient_scope", scope="${first}"`, where);
		}
	}
});

test("a token whose owner became less says that it is the role, and tells it in the reader's language", async () => {
	const person = await hire(house, "demoted@contoso.example", "administrator");
	const browser = await signedIn(house, person);
	const made = await browser.send("POST", "/tokens", { body: { name: "script", scopes: ["devices.read", "devices.end"] } });
	secrets.add(made.json.secret);
	const { version } = person.administrator;
	await house.domain.store.write(({ administrators }) => administrators.update({ ...person.administrator, role: "helpdesk" }, version));
	const script = client(house, { authorization: `Bearer ${made.json.secret}`, "accept-language": "ja" });
	const ended = await script.send("POST", `/devices/${deviceId}/retire`, { body: {} });
	assert.deepEqual([ended.status, ended.json.code, ended.json.needs], [403, "forbidden", ["devices.end"]]);
	assert.match(ended.json.detail, /^必要な権限はdevices\.endです。/);
	const other = await script.send("GET", "/users");
	assert.deepEqual([other.json.code, other.json.needs], ["scope-missing", ["users.read"]]);
	assert.match(other.json.title, /このトークンには/);
	assert.match(other.json.detail, /^必要なスコープはusers\.readです。/);
});

test("no answer to anybody holds a secret: not a password's hash, not a token, not its hash, not a one-time secret", async () => {
	const { store } = house.domain;
	for (const { passwordHash, totp } of await store.read.administrators.list()) {
		if (passwordHash !== null) secrets.add(passwordHash);
		if (totp !== null) secrets.add(Buffer.from(totp).toString("base64"));
	}
	for (const { secret } of people.values()) secrets.add(secret);
	for (const { tokenHash } of await store.read.administratorSessions.list({ limit: 1000 })) secrets.add(tokenHash);
	for (const { tokenHash } of await store.read.apiTokens.list({ limit: 1000 })) secrets.add(tokenHash);
	secrets.delete("");
	secrets.delete("invented");
	assert.ok(answers.length > 100 && secrets.size > 50);
	for (const { route, answer } of answers) {
		assert.doesNotMatch(answer.text, /argon2|passwordHash|tokenHash|"totp"/, route.id);
		if (route.showsSecret === true && answer.status === 201) continue;
		for (const secret of secrets) assert.ok(!answer.text.includes(secret), `${route.id} tells a secret`);
	}
	assert.ok(!house.complaints.some((line) => [...secrets].some((secret) => line.includes(secret))));
});

test("every answer is for nobody's cache and no page: headers on all of them, refusals are RFC 9457", () => {
	for (const { route, answer } of answers) {
		assert.equal(answer.headers["cache-control"], "no-store", route.id);
		assert.match(String(answer.headers["content-security-policy"]), /default-src 'none'; frame-ancestors 'none'/);
		assert.equal(answer.headers["x-content-type-options"], "nosniff");
		if (answer.status < 400) continue;
		assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
		const { type, title, status, code } = answer.json;
		assert.deepEqual([type, status, typeof title], [`urn:genkan:problem:${code}`, answer.status, "string"]);
	}
	assert.ok(answers.some(({ answer }) => refusals.has(answer.status)));
});

test("whatever an answer says of an instant stands in the zone of whoever reads it, not of the server", () => {
	assert.match(new Date().toLocaleTimeString("en-GB", { timeZoneName: "short" }), ofServer);
	for (const { route, answer } of answers) assert.doesNotMatch(answer.text, ofServer, route.id);
	const told = answers.filter(({ answer }) => /\b(?:JST|GMT\+9)\b/.test(answer.text));
	const byCommands = told.filter(({ route }) => route.method === "POST");
	assert.ok(told.length > 20 && byCommands.length > 0, `${told.length} answers told a time, ${byCommands.length} of them of commands`);
});

test("what is no route is none, under the API's path too", async () => {
	const owner = await signedIn(house, hired("owner"));
	for (const path of [
		"/api",
		"/api/",
		"/api/v2/session",
		`${apiPrefix}/nothing`,
		`${apiPrefix}/../setup`,
		`${apiPrefix}/sessions/%2e%2e/x`,
	]) {
		const { status, json } = await owner.send("GET", path);
		assert.deepEqual([status, json.code], [404, "not-found"], path);
	}
});
