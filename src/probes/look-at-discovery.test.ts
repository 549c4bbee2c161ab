import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { rootCertificates } from "node:tls";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";
import { type SiteAnswer, startWebSites } from "../../simulator/web-sites.ts";
import { lookAtDiscovery } from "./look-at-discovery.ts";

const sites = await startWebSites();
const domain = "contoso.example";
const address = `https://${domain}/.well-known/com.apple.remotemanagement`;

// The service itself, as a phone that was sent there finds it.
const own = createServerCertificate({ now: Date.now() });
const came: string[] = [];
let ownStatus = 403;
const service = createServer({ cert: own.certificatePem, key: own.keyPem }, (request, response) => {
	came.push(request.url ?? "");
	response.writeHead(ownStatus, { "content-type": "application/json" });
	response.end(JSON.stringify({ code: "com.apple.well-known.failed", message: "Not here." }));
});
await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
const publicUrl = `https://localhost:${(service.address() as AddressInfo).port}`;
const ourDoor = `${publicUrl}/.well-known/com.apple.remotemanagement`;

after(async () => {
	await sites.stop();
	service.closeAllConnections();
	await new Promise((resolve) => service.close(resolve));
});

async function look(
	answer: SiteAnswer | null,
	change: { allowPrivate?: boolean; standInPort?: number | null; domain?: string; ms?: number } = {},
) {
	sites.set(domain, answer);
	const roots = [...rootCertificates, sites.root, own.certificatePem];
	return lookAtDiscovery({
		domain,
		publicUrl,
		roots,
		allowPrivate: change.allowPrivate ?? false,
		standInPort: change.standInPort === undefined ? sites.port : change.standInPort,
		signal: AbortSignal.timeout(change.ms ?? 60_000),
		...(change.domain === undefined ? {} : { domain: change.domain }),
	});
}

const page = (status: number, body: string, type = "application/json"): SiteAnswer => ({ kind: "page", status, type, body });

test("a site that names this service is right; one that names another leads elsewhere", async () => {
	const right = await look({ kind: "servers", baseUrl: `${publicUrl}/enroll` });
	assert.deepEqual(right, {
		address,
		status: 200,
		contentType: "application/json",
		leadsTo: `${publicUrl}/enroll`,
		fault: null,
		state: "ours",
	});
	const other = await look({ kind: "servers", baseUrl: "https://mdm.elsewhere.example/" });
	assert.deepEqual([other.state, other.leadsTo], ["foreign", "https://mdm.elsewhere.example/"]);
});

test("it asks as a phone does", async () => {
	await look({ kind: "servers", baseUrl: publicUrl });
	assert.equal(
		sites.asked.at(-1),
		`${domain}/.well-known/com.apple.remotemanagement?user-identifier=probe%40${domain}&model-family=iPhone`,
	);
});

test("a site that sends phones here is right: our own refusal is recognised by where it comes from", async () => {
	const seen = await look({ kind: "redirect", to: ourDoor });
	assert.deepEqual([seen.state, seen.status, seen.leadsTo, seen.fault], ["ours", 403, ourDoor, null]);
	assert.ok(came.at(-1)?.endsWith(`?user-identifier=probe%40${domain}&model-family=iPhone`));
	const elsewhere = await look(page(403, '{"code":"com.apple.well-known.failed"}'));
	assert.equal(elsewhere.state, "foreign");
});

test("each wrong state has its name", async () => {
	const states = {
		missing: [null, page(404, "{}"), page(403, "no", "text/plain"), page(204, ""), page(401, "{}")],
		"wrong-type": [
			page(200, '{"Servers":[]}', "application/json; charset=utf-8"),
			page(200, '{"Servers":[]}', "text/plain"),
			page(200, '{"Servers":[]}', ""),
		],
		"not-json": [
			page(200, "<html>"),
			page(200, ""),
			page(200, '{"Servers":'),
			page(200, `[${" ".repeat(70_000)}]`),
			{ kind: "endless" } as const,
		],
		"no-servers": [
			page(200, "{}"),
			page(200, "null"),
			page(200, '{"Servers":{}}'),
			page(200, '{"Servers":[null,1,{"Version":"mdm-byod"}]}'),
			page(200, '{"Servers":[{"Version":"mdm-other","BaseURL":"https://a.example"}]}'),
			page(200, '{"Servers":[{"Version":"mdm-byod","BaseURL":"http://a.example"}]}'),
			page(200, '{"Servers":[{"Version":"mdm-byod","BaseURL":"no address"}]}'),
		],
		unreachable: [page(500, "{}"), page(503, ""), { kind: "breaks-off" } as const],
	} as const;
	for (const [state, answers] of Object.entries(states))
		for (const answer of answers) assert.equal((await look(answer)).state, state, JSON.stringify(answer)?.slice(0, 120));
});

test("redirects are followed, five of them, over https alone", async () => {
	for (let step = 0; step < 9; step++) sites.set(`r${step}.example`, { kind: "redirect", to: `https://r${step + 1}.example/x` });
	sites.set("r4.example", { kind: "servers", baseUrl: publicUrl });
	const five = await look({ kind: "redirect", to: "https://r0.example/x", status: 308 });
	assert.deepEqual([five.state, five.status], ["ours", 200]);
	sites.set("r4.example", { kind: "redirect", to: "https://r5.example/x" });
	const six = await look({ kind: "redirect", to: "https://r0.example/x" });
	assert.deepEqual([six.state, six.fault], ["missing", "too-many-redirects"]);
	const plain = await look({ kind: "redirect", to: "http://contoso.example/x" });
	assert.deepEqual([plain.state, plain.fault, plain.leadsTo], ["untrusted", "not-https", "http://contoso.example/x"]);
	assert.equal((await look({ kind: "redirect", to: "https://[broken", keepsQuery: false })).state, "missing");
});

test("of what a site says of itself only so much is kept", async () => {
	const long = "x".repeat(1500);
	const type = await look(page(200, "{}", `text/${long}`));
	assert.deepEqual([type.state, type.contentType?.length], ["wrong-type", 301]);
	const named = await look({ kind: "servers", baseUrl: `https://mdm.elsewhere.example/${long}` });
	assert.deepEqual([named.state, named.leadsTo?.length], ["foreign", 301]);
	const ours = await look({ kind: "servers", baseUrl: `${publicUrl}/${long}` });
	assert.equal(ours.state, "ours");
	const sent = await look({ kind: "redirect", to: `http://contoso.example/${long}` });
	assert.deepEqual([sent.state, sent.leadsTo?.length], ["untrusted", 301]);
});

test("a certificate that phones do not trust is said, and which fault it has", async () => {
	for (const [shown, fault] of Object.entries({
		expired: "expired",
		"not-yet-valid": "not-yet-valid",
		"wrong-name": "wrong-name",
		untrusted: "incomplete-chain",
		"incomplete-chain": "incomplete-chain",
	} as const)) {
		sites.show(domain, shown as "expired");
		const seen = await look({ kind: "servers", baseUrl: publicUrl });
		assert.deepEqual([seen.state, seen.fault, seen.status], ["untrusted", fault, null], shown);
	}
	sites.show(domain, "good");
	assert.equal((await look({ kind: "servers", baseUrl: publicUrl })).state, "ours");
});

test("the deadline holds for a site that says nothing", async () => {
	const began = performance.now();
	const seen = await look({ kind: "silent" }, { ms: 150 });
	assert.deepEqual([seen.state, seen.fault], ["unreachable", "timeout"]);
	assert.ok(performance.now() - began < 30_000);
});

test("an address inside is not asked unless a setting allows it, however it is written", async () => {
	const before = sites.asked.length;
	for (const inside of ["localhost", "127.0.0.1", "127.1", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254"]) {
		const seen = await look(null, { standInPort: null, domain: `${inside}:${sites.port}` });
		assert.deepEqual([seen.state, seen.fault], ["unreachable", "private-address"], inside);
	}
	assert.equal(sites.asked.length, before);
	const allowed = await look(null, { standInPort: null, domain: `localhost:${sites.port}`, allowPrivate: true });
	assert.equal(allowed.state, "missing");
	assert.equal(sites.asked.length, before + 1);
});

test("a redirect to an address inside is not followed, but for our own door", async () => {
	const other = createServer({ cert: own.certificatePem, key: own.keyPem }, () => assert.fail("it was asked"));
	await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
	// Without a stand-in the first site would be asked on the public internet: so the look begins at our own door.
	ownStatus = 302;
	service.removeAllListeners("request");
	service.on("request", (_request, response) => {
		response.writeHead(302, { location: `https://localhost:${(other.address() as AddressInfo).port}/inside` });
		response.end();
	});
	const seen = await look(null, { standInPort: null, domain: new URL(publicUrl).host });
	assert.deepEqual([seen.state, seen.fault], ["unreachable", "private-address"]);
	other.closeAllConnections();
	await new Promise((resolve) => other.close(resolve));
});
