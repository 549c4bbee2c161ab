import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { after, before, test } from "node:test";
import { createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { type ApplePage, serveApplePage } from "../../src/cli/demo-apple-page.ts";
import { createPushPortal } from "../../src/cli/demo-push-portal.ts";
import { freePort } from "../../src/cli/demo-stage.ts";
import { buildName } from "../../src/protocol/x509/name.ts";
import { derToPem } from "../../src/protocol/x509/pem.ts";
import { buildRequest } from "../../src/protocol/x509/request.ts";

/** What plays Apple's two web sites in the demo, by its forms. */
const clock = { now: () => Date.now() };
const issuer = createStandInIssuer({ now: clock.now() });
const manager = createAdeStandIn(clock);
const portal = createPushPortal(issuer, clock);
let page: ApplePage;

before(async () => {
	page = await serveApplePage({ portal, manager }, await freePort(0));
});
after(() => page.stop());

function newRequest(): string {
	const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const spki = createPublicKey(key).export({ format: "der", type: "spki" });
	return derToPem(buildRequest({ subject: buildName([{ type: "2.5.4.3", value: "Contoso" }]), key, spki }), "CERTIFICATE REQUEST");
}

async function post(path: string, fields: Readonly<Record<string, string>>, file?: string, site = "same-origin"): Promise<Response> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields)) body.set(name, value);
	if (file !== undefined) body.set("file", new Blob([file]), "file");
	return fetch(`${page.url}${path}`, { method: "POST", body, redirect: "manual", headers: { "sec-fetch-site": site } });
}

const shown = async (path: string) => (await fetch(`${page.url}${path}`)).text();

test("a request becomes a certificate; renewed it keeps its topic, created anew it has another", async () => {
	assert.equal((await post("/push-certificates", { "apple-id": "mdm@contoso.example" }, newRequest())).status, 303);
	assert.equal((await post("/push-certificates", { renew: "1" }, newRequest())).status, 303);
	assert.equal((await post("/push-certificates", { "apple-id": "another@contoso.example" }, newRequest())).status, 303);
	const [other, renewed, first] = portal.certificates();
	assert.equal(renewed?.topicUid, first?.topicUid);
	assert.equal(renewed?.appleId, "mdm@contoso.example");
	assert.notEqual(other?.topicUid, first?.topicUid);
	const file = await fetch(`${page.url}/push-certificates/2.pem`);
	assert.match(file.headers.get("content-disposition") ?? "", /^attachment; filename="MDM_certificate_2\.pem"$/);
	assert.equal(await file.text(), renewed?.pem);
});

test("what is no request, no key, no file, or another site's form changes nothing and is answered in words", async () => {
	const before = portal.certificates().length;
	for (const [file, problem] of [
		[undefined, "no-file"],
		["hello", "no-request"],
		["x".repeat(200_000), "form"],
	] as const) {
		const answer = await post("/push-certificates", { "apple-id": "x" }, file);
		assert.match(answer.headers.get("location") ?? "", new RegExp(`problem=${problem}$`));
	}
	assert.equal((await post("/push-certificates", { "apple-id": "x" }, newRequest(), "cross-site")).status, 403);
	assert.equal(portal.certificates().length, before);
	assert.match((await post("/business-manager/servers", { name: "broken" }, "hello")).headers.get("location") ?? "", /problem=no-key$/);
	assert.match(await shown("/push-certificates?problem=no-request&lang=en"), /role="alert"[^>]*>This file is no certificate request/);
	assert.doesNotMatch(await shown("/push-certificates?problem=__proto__"), /role="alert"/);
});

test("a server gets a key, devices, a token and new terms; its name is text and nothing else", async () => {
	const name = '"><script>alert(1)</script>';
	assert.equal((await post("/business-manager/servers", { name }, issuer.certificatePem)).status, 303);
	assert.match((await post("/business-manager/servers", { name }, issuer.certificatePem)).headers.get("location") ?? "", /problem=name$/);
	for (const count of ["3", "2"]) assert.equal((await post("/business-manager/devices", { server: name, count })).status, 303);
	const server = manager.server(name);
	assert.equal(server?.deviceCount, 5);
	const token = await post("/business-manager/token", { server: name });
	assert.match(await token.text(), /application\/pkcs7-mime/);
	await post("/business-manager/terms", { server: name });
	assert.equal(server?.termsWait, true);
	assert.doesNotMatch(await shown("/business-manager"), /<script/);
	await post("/business-manager/accept", {});
	assert.equal(server?.termsWait, false);
	assert.equal((await post("/business-manager/devices", { server: "of nobody" })).status, 404);
});

test("every page says in both languages that it is not Apple's, and has the headers of every other page", async () => {
	for (const path of ["/", "/push-certificates", "/business-manager"]) {
		assert.match(await shown(`${path}?lang=en`), /It is not Apple's|It is not Apple&#39;s/);
		assert.match(await shown(`${path}?lang=ja`), /Appleのページではありません/);
		const { headers } = await fetch(`${page.url}${path}`);
		assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
		assert.equal(headers.get("x-content-type-options"), "nosniff");
	}
	assert.match(await shown("/people.csv"), /upn,displayName,password/);
});
