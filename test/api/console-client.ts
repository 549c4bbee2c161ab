import { randomUUID } from "node:crypto";
import { request as tlsRequest } from "node:https";
import { addAdministrator } from "../../src/administrators/accounts.ts";
import type { Role } from "../../src/administrators/permissions.ts";
import type { Administrator } from "../../src/administrators/ports.ts";
import { openSession } from "../../src/administrators/sessions.ts";
import { hashPassword } from "../../src/credentials/password.ts";
import { newTotp } from "../../src/credentials/totp.ts";
import { systemRandomness } from "../../src/domain.ts";
import type { House } from "../e2e/harness.ts";

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly text: string;
	// biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; the tests say what it should be.
	readonly json: any;
}

export interface Sent {
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Where the service is. */
export type Place = Pick<House, "domain" | "url" | "root">;

/** A browser with the console open, or a script: keeps cookies, and sends what the console sends. */
export interface Client {
	readonly cookies: Map<string, string>;
	send(method: string, path: string, sent?: Sent): Promise<Answer>;
}

/** @param headers sent with each request instead of what the console sends */
export function client(house: Place, headers: Readonly<Record<string, string>> = fromConsole(house)): Client {
	const cookies = new Map<string, string>();
	return {
		cookies,
		async send(method, path, { body, headers: own = {} } = {}) {
			const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
			const content = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
			const all = {
				...headers,
				...(jar === "" ? {} : { cookie: jar }),
				...(content === undefined ? {} : { "content-type": "application/json" }),
				...own,
			};
			const answer = await asked(house, method, path, all, content);
			for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
				const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
				if (value === "") cookies.delete(name);
				else cookies.set(name, value);
			}
			return answer;
		},
	};
}

export const fromConsole = (house: Place) => ({ "x-genkan-console": "1", "sec-fetch-site": "same-origin", origin: house.url });

function asked(house: Place, method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const options = { method, ca: house.root, headers, agent: false };
		const request = tlsRequest(`${house.url}${path.startsWith("/api") ? "" : "/api/v1"}${path}`, options, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (piece: string) => {
				text += piece;
			});
			// It would never end: that it was opened is the answer.
			if (/event-stream/.test(response.headers["content-type"] ?? "")) {
				resolve({ status: response.statusCode ?? 0, headers: response.headers, text: "", json: null });
				request.destroy();
				return;
			}
			response.on("end", () => {
				const json = /json/.test(response.headers["content-type"] ?? "") ? JSON.parse(text) : null;
				resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
			});
		});
		request.on("error", reject).end(body);
	});
}

export const password = "correct horse battery";

export interface Hired {
	readonly administrator: Administrator;
	/** Base 32. */
	readonly secret: string;
}

/** Somebody with this role, who can sign in. */
export async function hire(house: Place, name: string, role: Role): Promise<Hired> {
	const { store, clock } = house.domain;
	const id = randomUUID();
	const { sealed: totp, secret } = newTotp({ id, name }, "Genkan", house.domain);
	const credentials = { passwordHash: await hashPassword(password), totp };
	const added = await store.write((stores) => addAdministrator(stores, { id, name, role, credentials, now: clock.now() }));
	if (!added.ok) throw new Error(added.problem.kind);
	return { administrator: added.administrator, secret };
}

export const consoleCookie = "__Host-genkan-console";

/** Somebody's browser after they have signed in. */
export async function signedIn(house: Place, { administrator }: Hired): Promise<Client & { readonly sessionId: string }> {
	const { store, clock } = house.domain;
	const session = {
		id: randomUUID(),
		administratorId: administrator.id,
		stage: "signed-in",
		peer: "192.0.2.1",
		userAgent: "Edge",
	} as const;
	const limits = { idle: 30 * 60_000, absolute: 12 * 3600_000 };
	const { token } = await store.write((stores) => openSession(stores, session, { now: clock.now(), limits, randomness: systemRandomness }));
	const browser = client(house);
	browser.cookies.set(consoleCookie, token);
	return { ...browser, sessionId: session.id };
}
