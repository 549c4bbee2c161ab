import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type OperatorGuardOptions, operatorGuard } from "./operator-guard.ts";

const token = "a-token-of-the-operators";

/** A server on loopback that lets operators in; answers the status that a request with these headers gets. */
async function guarded(t: TestContext, options: OperatorGuardOptions) {
	const guard = operatorGuard(options);
	const server = createServer((request, response) => {
		if (guard(request, response)) response.end();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return async (headers: Readonly<Record<string, string>> = {}) => {
		// fetch sends no other Host than its address.
		const response = await new Promise<IncomingMessage>((resolve, reject) => {
			get(url, { headers, agent: false }, resolve).on("error", reject);
		});
		response.resume();
		return { status: response.statusCode, headers: response.headers };
	};
}

test("with a token only whoever shows it is let in, also from this machine", async (t) => {
	const ask = await guarded(t, { token, behindProxy: false });
	assert.equal((await ask({ authorization: `Bearer ${token}` })).status, 200);
	assert.equal((await ask({ authorization: `bearer ${token}` })).status, 200);
	const refused = await ask();
	assert.deepEqual([refused.status, refused.headers["www-authenticate"]], [401, "Bearer"]);
	for (const shown of [`Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, "Bearer", `Bearer ${"x".repeat(5000)}`, token]) {
		assert.equal((await ask({ authorization: shown })).status, 401, shown);
	}
});

test("without a token only this machine is let in, and not where strangers come from it too", async (t) => {
	const here = await guarded(t, { token: null, behindProxy: false });
	assert.equal((await here()).status, 200);
	for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
		assert.equal((await here({ [name]: "192.0.2.1" })).status, 403, name);
	for (const host of [
		"genkan.contoso.example",
		"genkan.contoso.example:8443",
		"localhost.contoso.example",
		"127.0.0.1.contoso.example",
		"10.0.0.1",
	])
		assert.equal((await here({ host })).status, 403, `what is passed on without a trace asks for ${host}`);
	for (const host of ["localhost", "LOCALHOST:8443", "127.0.0.1:8443", "[::1]:8443"])
		assert.equal((await here({ host })).status, 200, host);
	const proxied = await guarded(t, { token: null, behindProxy: true });
	assert.equal((await proxied()).status, 403);
	assert.equal((await proxied({ authorization: `Bearer ${token}` })).status, 403);
});
