import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createAdeStandIn } from "../simulator/ade/stand-in.ts";
import { createHold } from "../simulator/hold.ts";
import { readServerToken } from "../src/protocol/ade/read-server-token.ts";
import type { ServerToken } from "../src/protocol/ade/server-token.ts";
import { oids } from "../src/protocol/der/oids.ts";
import { buildCertificate } from "../src/protocol/x509/build-certificate.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";

/** The process that stands in for Apple's device service. */
export type AppleQuestion =
	/** `devices` each; `slowMs`: the first one's answers wait so long. */
	{ readonly serve: { readonly servers: number; readonly devices: number; readonly slowMs?: number } } | { readonly tell: "assignments" };

export interface AppleAnswer {
	readonly url: string;
	readonly caPem: string;
	/** One a server. */
	readonly tokens: readonly ServerToken[];
	readonly calls: number;
	readonly told: number;
	/** Serial numbers that were told more than once. */
	readonly repeated: number;
}

const { privateKey: key, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const name = buildName([{ type: oids.commonName, value: "bench" }]);
const spki = publicKey.export({ format: "der", type: "spki" });
const dates = { notBefore: 0, notAfter: Date.UTC(2040, 0) };
const certificate = buildCertificate(
	{ subject: name, issuer: name, serial: randomBytes(8), ...dates, spki, extensions: [] },
	{ key, hash: "sha256" },
);
const apple = createAdeStandIn({ now: Date.now, sessions: { lifetime: 3_600_000 } });
let answer: AppleAnswer = { ...(await apple.started()), tokens: [], calls: 0, told: 0, repeated: 0 };

process.on("message", (question: AppleQuestion) => void reply(question));
process.once("disconnect", () => process.exit());

async function reply(question: AppleQuestion): Promise<void> {
	if ("serve" in question) await serve(question.serve);
	const told = apple.assignCalls.flatMap((call) => call.serials);
	process.send?.({ ...answer, calls: apple.assignCalls.length, told: told.length, repeated: told.length - new Set(told).size });
}

async function serve({ servers, devices, slowMs }: Extract<AppleQuestion, { serve: unknown }>["serve"]): Promise<void> {
	const tokens: ServerToken[] = [];
	for (let index = 0; index < servers; index++) {
		const server = apple.addServer({ name: `Server ${index}` });
		server.uploadPublicKey(derToPem(certificate, "CERTIFICATE"));
		if (devices > 0) server.addDevices({ count: devices, seed: index.toString(32).toUpperCase() });
		const read = await readServerToken(Buffer.from(server.downloadToken()), [{ certificate, key }]);
		if (!read.ok) throw new Error(read.problem.kind);
		tokens.push(read.token);
	}
	if (slowMs !== undefined) {
		const hold = createHold();
		apple.misbehave({ kind: "held", by: hold, server: "Server 0" });
		void hold.arrived.then(() => setTimeout(() => hold.release(), slowMs));
	}
	answer = { ...answer, tokens };
}
