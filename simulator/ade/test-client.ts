import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
	/** `{}` where the text is no JSON object. */
	readonly json: Readonly<Record<string, unknown>>;
}

/** The five fields of a token, as they lie in the file. */
export type TokenFields = Readonly<
	Record<"consumer_key" | "consumer_secret" | "access_token" | "access_secret" | "access_token_expiry", string>
>;

/** A key pair made by openssl: certificate for upload, and the token that comes back opened by openssl again, so that no codec of ours is in between. */
export function createKeyPair(): { readonly certificatePem: string; open(p7m: string): TokenFields } {
	const folder = mkdtempSync(join(tmpdir(), "genkan-ade-"));
	const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
	const make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-keyout", keyFile, "-out", certificateFile];
	execFileSync("openssl", make, { stdio: "ignore" });
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	return {
		certificatePem: readFileSync(certificateFile, "utf8"),
		open(p7m) {
			const decrypt = ["smime", "-decrypt", "-recip", certificateFile, "-inkey", keyFile];
			const text = execFileSync("openssl", decrypt, { input: p7m, stdio: ["pipe", "pipe", "ignore"] }).toString();
			const found = /-----BEGIN MESSAGE-----([\s\S]*)-----END MESSAGE-----/.exec(text)?.[1];
			return JSON.parse(found ?? "") as TokenFields;
		},
	};
}

/** RFC 3986, as OAuth wants it. */
const encode = (text: string): string =>
	encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signs by itself, by the letter of RFC 5849, so that a fault of the product's own signing is not hidden by itself. `change` spoils what is sent. */
export function oauthHeader(
	url: string,
	token: TokenFields,
	now: number,
	change: { readonly before?: (all: Map<string, string>) => void; readonly after?: (all: Map<string, string>) => void } = {},
): string {
	const all = new Map([
		["oauth_consumer_key", token.consumer_key],
		["oauth_nonce", randomUUID()],
		["oauth_signature_method", "HMAC-SHA1"],
		["oauth_timestamp", String(Math.floor(now / 1000))],
		["oauth_token", token.access_token],
		["oauth_version", "1.0"],
	]);
	change.before?.(all);
	const parameters = [...all].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
	const base = ["GET", encode(url), encode(parameters.join("&"))].join("&");
	const key = `${encode(token.consumer_secret)}&${encode(token.access_secret)}`;
	all.set("oauth_signature", createHmac("sha1", key).update(base).digest("base64"));
	change.after?.(all);
	return `OAuth ${[...all].map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(", ")}`;
}

export interface TestClient {
	/** Sends just this; undefined takes a header away. */
	send(method: string, path: string, headers: Readonly<Record<string, string | undefined>>, body?: string | Buffer): Promise<TestAnswer>;
	/** GET /session. */
	session(token: TokenFields, now: number): Promise<string>;
	/** With what Apple demands; follows a session that is replaced. */
	call(
		session: { id: string },
		method: string,
		path: string,
		body?: unknown,
		headers?: Readonly<Record<string, string | undefined>>,
	): Promise<TestAnswer>;
	close(): void;
}

export function createTestClient(url: string, ca: string): TestClient {
	const agent = new Agent({ ca, keepAlive: true });
	const json = { "User-Agent": "test-client/1", "X-Server-Protocol-Version": "10", "Content-Type": "application/json;charset=UTF8" };
	const client: TestClient = {
		send(method, path, headers, body) {
			// Node frames no body of a DELETE by itself.
			const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
			const defined = Object.entries({ ...length, ...headers }).filter((entry): entry is [string, string] => entry[1] !== undefined);
			return new Promise((resolve, reject) => {
				const sent = request(`${url}${path}`, { method, agent, headers: Object.fromEntries(defined) }, (answer) => {
					let text = "";
					answer.setEncoding("utf8");
					answer.on("data", (piece: string) => {
						text += piece;
					});
					answer.on("error", reject);
					answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: objectIn(text) }));
				});
				sent.on("error", reject);
				sent.end(body);
			});
		},
		async session(token, now) {
			const { json: answer } = await client.send("GET", "/session", { ...json, Authorization: oauthHeader(`${url}/session`, token, now) });
			const id = answer["auth_session_token"];
			return typeof id === "string" ? id : "";
		},
		async call(session, method, path, body, headers = {}) {
			const all = { ...json, "X-ADM-Auth-Session": session.id, ...headers };
			const answer = await client.send(method, path, all, body === undefined ? undefined : JSON.stringify(body));
			const next = answer.headers["x-adm-auth-session"];
			if (typeof next === "string") session.id = next;
			return answer;
		},
		close: () => agent.destroy(),
	};
	return client;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
