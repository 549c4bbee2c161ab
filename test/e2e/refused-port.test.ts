import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { loadConfig } from "../../src/config/load.ts";
import { openDomain } from "../../src/domain.ts";
import { CannotListen } from "../../src/http/cannot-listen.ts";
import { startService } from "../../src/service.ts";
import { freePort } from "../free-port.ts";

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

async function take(t: TestContext, port: number): Promise<Server> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
	t.after(() => server.close());
	return server;
}

test("where the plain port is refused, nothing listens, and its setting is named", async (t) => {
	const data = mkdtempSync(join(tmpdir(), "genkan-port-"));
	t.after(() => rmSync(data, { recursive: true, force: true }));
	const [port, plainPort] = [await freePort(), await freePort()];
	await take(t, plainPort);
	const settings = { GENKAN_DATA: data, GENKAN_PORT: String(port), GENKAN_PLAIN_PORT: String(plainPort) };
	const loaded = loadConfig(settings, undefined);
	assert.ok(loaded.ok);
	const opened = await openDomain(loaded.config, log);
	assert.ok(opened.ok);
	try {
		await assert.rejects(startService(opened.domain), (error) => error instanceof CannotListen && error.setting === "GENKAN_PLAIN_PORT");
		await take(t, port);
	} finally {
		await opened.domain.close();
	}
});
