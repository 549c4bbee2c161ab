import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { createSiteAuthority, type SiteAuthority } from "./site-authority.ts";

/** What a domain's site answers at its well-known address. */
export type SiteAnswer =
	| { readonly kind: "servers"; readonly baseUrl: string; readonly version?: string }
	/** `keepsQuery` false: what came with the question is lost, as most servers have it unless they are told. */
	| { readonly kind: "redirect"; readonly to: string; readonly keepsQuery?: boolean; readonly status?: number }
	| { readonly kind: "page"; readonly status: number; readonly type: string; readonly body: string }
	/** 200 in chunks without end. */
	| { readonly kind: "endless" }
	| { readonly kind: "silent" }
	| { readonly kind: "breaks-off" };

/** What a site shows of itself. */
export type SiteCertificateState = "good" | "expired" | "not-yet-valid" | "wrong-name" | "untrusted" | "incomplete-chain";

export interface WebSites {
	readonly port: number;
	/** PEM of the authority that is to be believed. */
	readonly root: string;
	/** Every request: `contoso.example/.well-known/…?…`. */
	readonly asked: readonly string[];
	set(domain: string, answer: SiteAnswer | null): void;
	show(domain: string, state: SiteCertificateState): void;
	stop(): Promise<void>;
}

const day = 86_400_000;

/** The web sites of any number of domains, at one port of 127.0.0.1. A domain that is not set has no page. @param now epoch milliseconds */
export async function startWebSites(now: number = Date.now()): Promise<WebSites> {
	const trusted = createSiteAuthority(now);
	const stranger = createSiteAuthority(now);
	const answers = new Map<string, SiteAnswer>();
	const states = new Map<string, SiteCertificateState>();
	const asked: string[] = [];
	const sockets = new Set<Socket>();
	const fallback = trusted.issue(["localhost"]);
	const server = createServer(
		{
			cert: fallback.certificate,
			key: fallback.key,
			SNICallback(name, done) {
				const { certificate, key } = certificateFor(name, states.get(name) ?? "good", { trusted, stranger, now });
				done(null, createSecureContext({ cert: certificate, key }));
			},
		},
		(request, response) => {
			const domain = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
			asked.push(`${domain}${request.url ?? ""}`);
			const answer = answers.get(domain) ?? { kind: "page", status: 404, type: "text/html", body: "<h1>Not found</h1>" };
			switch (answer.kind) {
				case "silent":
					return;
				case "breaks-off":
					request.socket.destroy();
					return;
				case "endless": {
					response.writeHead(200, { "content-type": "application/json" });
					const more = () => {
						while (response.write(" ".repeat(16_384)));
					};
					response.on("drain", more);
					more();
					return;
				}
				case "servers":
					response.writeHead(200, { "content-type": "application/json" });
					response.end(JSON.stringify({ Servers: [{ Version: answer.version ?? "mdm-byod", BaseURL: answer.baseUrl }] }));
					return;
				case "redirect": {
					const mark = (request.url ?? "").indexOf("?");
					const query = answer.keepsQuery === false || mark < 0 ? "" : (request.url ?? "").slice(mark);
					response.writeHead(answer.status ?? 302, { location: `${answer.to}${query}` });
					response.end();
					return;
				}
				case "page":
					response.writeHead(answer.status, answer.type === "" ? {} : { "content-type": answer.type });
					response.end(answer.body);
			}
		},
	);
	server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	server.unref();
	return {
		port: (server.address() as AddressInfo).port,
		root: trusted.root,
		asked,
		set(domain, answer) {
			if (answer === null) answers.delete(domain);
			else answers.set(domain, answer);
		},
		show: (domain, state) => void states.set(domain, state),
		stop() {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

function certificateFor(
	name: string,
	state: SiteCertificateState,
	{ trusted, stranger, now }: { readonly trusted: SiteAuthority; readonly stranger: SiteAuthority; readonly now: number },
) {
	switch (state) {
		case "good":
			return trusted.issue([name]);
		case "expired":
			return trusted.issue([name], { notBefore: now - 90 * day, notAfter: now - day });
		case "not-yet-valid":
			return trusted.issue([name], { notBefore: now + day });
		case "wrong-name":
			return trusted.issue(["another.example"]);
		case "untrusted":
			return stranger.issue([name]);
		case "incomplete-chain":
			return trusted.issue([name], { withoutChain: true });
	}
}
