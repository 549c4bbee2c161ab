import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";

export interface Posted {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

export interface HookStandIn extends AsyncDisposable {
	/** `https://localhost:PORT` */
	readonly url: string;
	readonly ca: string;
	readonly posted: readonly Posted[];
	/** By path; by default 204. */
	readonly answers: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
}

/** A receiver of webhooks on loopback, which answers each path as a test wants. */
export async function openHookStandIn(): Promise<HookStandIn> {
	const { certificatePem, keyPem } = createServerCertificate({ now: Date.now() });
	const posted: Posted[] = [];
	const answers: HookStandIn["answers"] = new Map();
	const take = async (request: IncomingMessage, response: ServerResponse) => {
		const pieces: Buffer[] = [];
		try {
			for await (const piece of request) pieces.push(piece as Buffer);
		} catch {
			return;
		}
		const path = request.url ?? "";
		posted.push({ path, headers: request.headers, body: Buffer.concat(pieces).toString("utf8") });
		const answer = answers.get(path);
		if (answer === undefined) response.writeHead(204).end();
		else answer(request, response);
	};
	const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => void take(request, response));
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
	return {
		url: `https://localhost:${(server.address() as AddressInfo).port}`,
		ca: certificatePem,
		posted,
		answers,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

type Verify = (
	secret: string,
	headers: IncomingHttpHeaders,
	body: string,
	seen: Set<string>,
	now?: number,
) => {
	readonly id: string;
	readonly type: string;
	readonly data: { readonly total: number; readonly incidents: readonly { readonly [name: string]: unknown }[] };
} | null;

const documented = new URL("../../docs/verify-webhook.mjs", import.meta.url).href;

/** The code that docs/ give to whoever receives webhooks. */
export const { verifyWebhook } = (await import(documented)) as { readonly verifyWebhook: Verify };
