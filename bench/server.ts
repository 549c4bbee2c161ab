import { loadConfig } from "../src/config/load.ts";
import { openDomain } from "../src/domain.ts";
import type { Log } from "../src/evidence/log.ts";
import { listen } from "../src/http/server.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";
import { startService } from "../src/service.ts";

/** The process that is measured: the service on a data directory, or the same server with a handler that does nothing. */
export type ServerQuestion =
	| { readonly start: "service" | "empty"; readonly settings: Readonly<Record<string, string>> }
	| { readonly tell: "usage" };

export interface ServerUsage {
	readonly port: number;
	/** Bytes. */
	readonly resident: number;
	/** Microseconds of processor time so far, of all threads. */
	readonly cpu: number;
}

const complain = (detail: object, message: string) => console.error(message, detail);
const log: Log = { debug() {}, info() {}, warn: complain, error: complain };

let port = 0;
let stop = async (): Promise<void> => undefined;

process.on("message", (question: ServerQuestion) => void answer(question));
process.once("disconnect", () => void stop().then(() => process.exit()));

async function answer(question: ServerQuestion): Promise<void> {
	if ("start" in question) await start(question);
	const { user, system } = process.cpuUsage();
	process.send?.({ port, resident: process.memoryUsage.rss(), cpu: user + system } satisfies ServerUsage);
}

async function start({ start, settings }: Extract<ServerQuestion, { start: string }>): Promise<void> {
	const loaded = loadConfig(settings, undefined);
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	const opened = await openDomain(loaded.config, log);
	if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
	const { domain } = opened;
	if (start === "service") {
		const service = await startService(domain);
		port = service.port;
		stop = () => service.stop().then(() => domain.close());
		return;
	}
	const { certificate, key } = await (await domain.authority()).issueServer(["localhost"]);
	const tls = { certificate: derToPem(certificate.der, "CERTIFICATE"), key: key.export({ format: "pem", type: "pkcs8" }).toString() };
	const listening = await listen(
		(_request, response) => {
			response.writeHead(200, { "content-length": 0 });
			response.end();
		},
		// The service may run on the port of the settings.
		{ host: "127.0.0.1", port: 0 },
		tls,
	);
	port = listening.port;
	stop = () => listening.close(1_000).then(() => domain.close());
}
