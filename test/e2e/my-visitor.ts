import { request as tlsRequest } from "node:https";
import type { House } from "./harness.ts";

export interface Answered {
	readonly status: number;
	readonly text: string;
}

/** A browser without script that keeps cookies. */
export interface Visitor {
	readonly cookies: Map<string, string>;
	get(path: string): Promise<Answered>;
	post(path: string, form?: Readonly<Record<string, string>> | string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
}

export function visitor(house: House): Visitor {
	const cookies = new Map<string, string>();
	const asked = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) =>
		new Promise<Answered>((resolve, reject) => {
			const jar = [...cookies].map((pair) => pair.join("=")).join("; ");
			const all = { "accept-language": "en", ...(jar === "" ? {} : { cookie: jar }), ...headers };
			const request = tlsRequest(`${house.url}${path}`, { method, ca: house.root, headers: all, agent: false }, (response) => {
				for (const line of response.headers["set-cookie"] ?? []) {
					const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
					if (value === "") cookies.delete(name);
					else cookies.set(name, value);
				}
				let text = "";
				response.setEncoding("utf8").on("data", (piece: string) => {
					text += piece;
				});
				response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
			});
			request.on("error", reject).end(body);
		});
	return {
		cookies,
		get: (path) => asked("GET", path, {}),
		post: (path, form = {}, headers = {}) => {
			const own = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", origin: house.url, ...headers };
			return asked("POST", path, own, typeof form === "string" ? form : new URLSearchParams(form).toString());
		},
	};
}
