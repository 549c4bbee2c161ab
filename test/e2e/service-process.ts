/**
 * A service in a process of its own, to be ended without mercy. Its settings come as GENKAN_… in the environment; it says `ready` when it listens and
 * has then everything that `genkan serve` has, without the words.
 */
import { loadConfig } from "../../src/config/load.ts";
import { openDomain } from "../../src/domain.ts";
import { startService } from "../../src/service.ts";

const loaded = loadConfig(process.env, undefined);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const silent = () => undefined;
const log = {
	debug: silent,
	info: silent,
	warn: silent,
	error: (detail: object, message: string) => console.error(message, JSON.stringify(detail)),
};
const opened = await openDomain(loaded.config, log);
if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
await startService(opened.domain, { pushEvery: 100 });
process.stdout.write("ready\n");
