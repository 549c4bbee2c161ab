import { createHash, createSign, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";

/** What a provider does wrong. Everything that is not named here it does right. */
export interface Wrong {
	/** In place of, or beside, the claims of the ID token; undefined takes one away. */
	readonly claims?: Readonly<Record<string, unknown>>;
	/** `none`: no signature at all; `other-key`: by a key that is not the provider's; `hs256`: with the client secret. */
	readonly signature?: "none" | "other-key" | "hs256";
	/** In place of the discovery document's members. */
	readonly metadata?: Readonly<Record<string, unknown>>;
	/** In place of an answer of this endpoint; `silence`: none ever comes. */
	readonly answers?: Readonly<Record<string, { readonly status: number; readonly type?: string; readonly body: string } | "silence">>;
	/** The code is given back with another `state`. */
	readonly state?: string;
	readonly userinfo?: Readonly<Record<string, unknown>>;
}

export interface SmallProvider {
	readonly issuer: string;
	/** PEM. */
	readonly ca: string;
	wrong: Wrong;
	/** What came to the token endpoint last. */
	readonly asked: { authorization: string | undefined; form: URLSearchParams } | null;
	/** Goes to the address as a browser does; the query with which it is sent back. */
	visit(url: string): Promise<string>;
	stop(): Promise<void>;
}

const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const strange = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** An OpenID provider for one person, made by hand, so that it can do everything wrong that a real one never does. It checks PKCE. */
export async function openSmallProvider(claims: Readonly<Record<string, unknown>>): Promise<SmallProvider> {
	const { certificatePem, keyPem } = createServerCertificate({ now: Date.now() });
	const codes = new Map<string, URLSearchParams>();
	let asked: SmallProvider["asked"] = null;
	const silent = new Set<ServerResponse>();
	const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => void answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;

	const json = (response: ServerResponse, body: unknown, status = 200) => {
		response.writeHead(status, { "content-type": "application/json" });
		response.end(JSON.stringify(body));
	};

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", issuer);
		const body = Buffer.concat(await request.toArray()).toString();
		const instead = provider.wrong.answers?.[url.pathname];
		if (instead === "silence") return void silent.add(response);
		if (instead !== undefined) {
			response.writeHead(instead.status, { "content-type": instead.type ?? "application/json" });
			return void response.end(instead.body);
		}
		switch (url.pathname) {
			case "/.well-known/openid-configuration":
				return json(response, {
					issuer,
					authorization_endpoint: `${issuer}/authorize`,
					token_endpoint: `${issuer}/token`,
					userinfo_endpoint: `${issuer}/userinfo`,
					jwks_uri: `${issuer}/keys`,
					response_types_supported: ["code"],
					subject_types_supported: ["public"],
					id_token_signing_alg_values_supported: ["RS256"],
					...provider.wrong.metadata,
				});
			case "/keys":
				return json(response, { keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
			case "/authorize": {
				const code = randomUUID();
				codes.set(code, url.searchParams);
				const back = new URL(url.searchParams.get("redirect_uri") ?? "");
				back.searchParams.set("code", code);
				back.searchParams.set("state", provider.wrong.state ?? url.searchParams.get("state") ?? "");
				response.writeHead(302, { location: back.href });
				return void response.end();
			}
			case "/token": {
				const form = new URLSearchParams(body);
				asked = { authorization: request.headers.authorization, form };
				const begun = codes.get(form.get("code") ?? "");
				codes.delete(form.get("code") ?? "");
				const challenge = createHash("sha256")
					.update(form.get("code_verifier") ?? "")
					.digest("base64url");
				if (begun?.get("code_challenge") !== challenge || begun.get("code_challenge_method") !== "S256") {
					return json(response, { error: "invalid_grant" }, 400);
				}
				const now = Math.floor(Date.now() / 1000);
				const standard = { iss: issuer, aud: begun.get("client_id"), sub: "1", iat: now, exp: now + 3600, nonce: begun.get("nonce") };
				const payload = { ...standard, ...claims, ...provider.wrong.claims };
				return json(response, {
					access_token: "a",
					token_type: "Bearer",
					expires_in: 60,
					id_token: signed(payload, provider.wrong.signature),
				});
			}
			case "/userinfo":
				return json(response, { sub: "1", ...provider.wrong.userinfo });
			default:
				return json(response, {}, 404);
		}
	}

	const provider: SmallProvider = {
		issuer,
		ca: certificatePem,
		wrong: {},
		get asked() {
			return asked;
		},
		async visit(address) {
			const location = await new Promise<string>((resolve, reject) => {
				const sent = request(address, { ca: certificatePem }, (response) => {
					response.resume();
					resolve(response.headers.location ?? "");
				});
				sent.on("error", reject);
				sent.end();
			});
			return new URL(location).search.slice(1);
		},
		async stop() {
			for (const response of silent) response.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return provider;
}

function signed(payload: object, how: Wrong["signature"]): string {
	const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
	const by = (header: object, signature: (text: string) => string) => {
		const text = `${encode(header)}.${encode(payload)}`;
		return `${text}.${signature(text)}`;
	};
	if (how === "none") return by({ alg: "none" }, () => "");
	if (how === "hs256") return by({ alg: "HS256" }, (text) => createHash("sha256").update(text).digest("base64url"));
	const key: KeyObject = how === "other-key" ? strange.privateKey : own.privateKey;
	return by({ alg: "RS256", kid: "1" }, (text) => createSign("sha256").update(text).sign(key, "base64url"));
}
