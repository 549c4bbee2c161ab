import assert from "node:assert/strict";
import type { AddressInfo, Server } from "node:net";
import { createServer as createPlainServer } from "node:net";
import { after, test } from "node:test";
import { createServer, rootCertificates, type TlsOptions } from "node:tls";
import { createSiteAuthority } from "../../simulator/site-authority.ts";
import { lookAtHost } from "./look-at-host.ts";
import { lookAtServer } from "./look-at-server.ts";

const now = Date.now();
const day = 86_400_000;
const known = createSiteAuthority(now);
const own = createSiteAuthority(now);
const stranger = createSiteAuthority(now);
const roots = [...rootCertificates, known.root];
const open: Server[] = [];
after(() => Promise.all(open.map((server) => new Promise((resolve) => server.close(resolve)))));

async function listening(server: Server): Promise<number> {
	open.push(server);
	server.unref();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return (server.address() as AddressInfo).port;
}

const tls = (shown: { readonly certificate: string; readonly key: string }, change: TlsOptions = {}) =>
	listening(createServer({ cert: shown.certificate, key: shown.key, ...change }).on("tlsClientError", () => {}));

/** `own`: the certificate that issued the server's, as the service's own authority is. */
async function look(port: number, change: { ownAuthority?: string; host?: string; ms?: number } = {}) {
	return lookAtServer({
		url: `https://${change.host ?? "localhost"}:${port}`,
		roots,
		ownAuthority: change.ownAuthority ?? own.root,
		now,
		signal: AbortSignal.timeout(change.ms ?? 60_000),
	});
}

test("a certificate of a known authority is trusted, with its issuer and its end", async () => {
	const port = await tls(known.issue(["localhost"], { notAfter: now + 5 * day }));
	const seen = await look(port);
	assert.deepEqual(
		{ ...seen, notAfter: null },
		{ address: `localhost:${port}`, state: "trusted", issuer: "Stand-in for a public authority", notAfter: null, fault: null },
	);
	assert.equal(Math.abs((seen.notAfter ?? 0) - (now + 5 * day)) < 1000, true);
	assert.equal((await lookAtHost({ host: "localhost", port, roots }, AbortSignal.timeout(60_000))).fault, null);
});

test("each fault of a certificate has its name", async () => {
	const faults = {
		expired: known.issue(["localhost"], { notAfter: now - day }),
		"not-yet-valid": known.issue(["localhost"], { notBefore: now + day }),
		"wrong-name": known.issue(["another.example"]),
		"incomplete-chain": known.issue(["localhost"], { withoutChain: true }),
	};
	for (const [state, shown] of Object.entries(faults)) {
		const port = await tls(shown);
		assert.equal((await look(port)).state, state);
		assert.equal((await lookAtHost({ host: "localhost", port, roots }, AbortSignal.timeout(60_000))).fault, state);
	}
});

test("an authority that nobody knows is untrusted where its root is sent along, and our own is told apart", async () => {
	const shown = stranger.issue(["localhost"]);
	const port = await tls({ ...shown, certificate: shown.certificate + stranger.root });
	assert.equal((await look(port)).state, "untrusted");
	// The second certificate of the chain is the one that issued it.
	const issuer = /(?:-----BEGIN[\s\S]+?END CERTIFICATE-----\s*){1}(-----BEGIN[\s\S]+END CERTIFICATE-----)/.exec(shown.certificate)?.[1];
	assert.ok(issuer);
	assert.equal((await look(port, { ownAuthority: issuer })).state, "own-authority");
});

test("an address in place of a name is compared as an address", async () => {
	for (const [issuedTo, state, fault] of [
		["localhost", "wrong-name", "wrong-name"],
		["127.0.0.1", "trusted", null],
	] as const) {
		const port = await tls(known.issue([issuedTo]));
		assert.equal((await look(port, { host: "127.0.0.1" })).state, state);
		assert.equal((await lookAtHost({ host: "127.0.0.1", port, roots }, AbortSignal.timeout(60_000))).fault, fault);
	}
});

test("what cannot be reached says why", async () => {
	const gone = createPlainServer();
	const port = await listening(gone);
	open.pop();
	await new Promise((resolve) => gone.close(resolve));
	const refused = await look(port);
	assert.deepEqual([refused.state, refused.fault, refused.notAfter], ["unreachable", "refused", null]);
	const plain = await listening(createPlainServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n\r\n")));
	assert.equal((await look(plain)).fault, "no-tls");
	const closing = await listening(createPlainServer((socket) => socket.on("error", () => {}).destroy()));
	assert.equal((await look(closing)).fault, "broken-off");
	assert.equal((await look(port, { host: "nothing.invalid" })).fault, "name-not-found");
});

test("the deadline holds for whoever takes the connection and says nothing", async () => {
	const port = await listening(createPlainServer((socket) => socket.on("error", () => {}).on("data", () => {})));
	const began = performance.now();
	const seen = await look(port, { ms: 150 });
	assert.deepEqual([seen.state, seen.fault], ["unreachable", "timeout"]);
	assert.ok(performance.now() - began < 30_000);
	assert.equal((await lookAtHost({ host: "localhost", port, roots }, AbortSignal.abort())).fault, "timeout");
});
