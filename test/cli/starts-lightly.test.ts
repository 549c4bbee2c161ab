import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const main = join(import.meta.dirname, "../../src/main.ts");

/** Tells on standard error which modules were loaded. */
const telling = `
	import { registerHooks } from "node:module";
	const loaded = [];
	registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
	process.on("exit", () => console.error(loaded.join("\\n")));`;

test("what looks at the world outside, sends messages or takes logs apart is loaded by the commands that do it", {
	timeout: 60_000,
}, async () => {
	const hooks = `data:text/javascript,${encodeURIComponent(telling)}`;
	const { stderr } = await promisify(execFile)(process.execPath, ["--import", hooks, main, "--version"], { timeout: 60_000 });
	const loaded = stderr.split("\n");
	assert.ok(loaded.some((url) => url.endsWith("/src/cli/commands/doctor.ts")));
	const heavy =
		/\/node_modules\/(dns-packet|tar-stream|nodemailer|prom-client|fastify)\/|\/src\/(probes|http\/portal)\/|\/src\/diagnosis\/read-log/;
	assert.deepEqual(
		loaded.filter((url) => heavy.test(url)),
		[],
	);
});
