import { randomBytes } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { securityHeaders } from "../portal/headers.ts";

/** Under which all pages of the console stand. */
export const consolePath = "/console";

export type ConsoleFace = (request: IncomingMessage, response: ServerResponse) => void;

interface File {
	readonly type: string;
	/** By content encoding; `identity` always. */
	readonly content: ReadonlyMap<string, Buffer>;
}

const types: Readonly<Record<string, string>> = {
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
};

/**
 * The console as it was built: its files, named after their content, for ever; its one page under every other address, never kept. All of it is read
 * at start, so no address can name another file.
 *
 * @param folder `console/dist`
 */
export function createConsoleFace(folder: string): ConsoleFace {
	const files = readFiles(folder);
	const page = existsSync(join(folder, "index.html")) ? readFileSync(join(folder, "index.html"), "utf8") : undefined;
	return (request, response) => {
		if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, { allow: "GET, HEAD" }, "");
		const path = (request.url ?? "").split("?", 1)[0] ?? "";
		const file = files.get(path);
		if (file !== undefined) return sendFile(request, response, file);
		if (path.startsWith(`${consolePath}/assets/`)) return end(response, 404, { "cache-control": "no-store" }, "Not found\n");
		if (page === undefined)
			return end(response, 503, { ...securityHeaders }, "The console is not built. Run “npm run build” where Genkan is installed.\n");
		const nonce = randomBytes(16).toString("base64");
		const headers = { ...securityHeaders, "content-security-policy": policyFor(nonce), "content-type": "text/html; charset=utf-8" };
		end(response, 200, headers, page.replaceAll("%NONCE%", nonce));
	};
}

/** Styles that the page makes itself carry the nonce of their answer; nothing else is taken from anywhere but here. `data:`: images drawn by the page. */
function policyFor(nonce: string): string {
	return [
		"default-src 'none'",
		"script-src 'self'",
		`style-src 'self' 'nonce-${nonce}'`,
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src 'self'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"base-uri 'none'",
	].join("; ");
}

function readFiles(folder: string): ReadonlyMap<string, File> {
	const names = globSync("assets/*.{js,css,svg}", { cwd: folder });
	return new Map(
		names.map((name) => {
			const whole = readFileSync(join(folder, name));
			const content = new Map([["identity", whole]]);
			for (const [encoding, ending] of [
				["br", ".br"],
				["gzip", ".gz"],
			] as const)
				if (existsSync(join(folder, name + ending))) content.set(encoding, readFileSync(join(folder, name + ending)));
			return [`${consolePath}/${name}`, { type: types[extname(name)] ?? "application/octet-stream", content }];
		}),
	);
}

function sendFile({ method, headers }: IncomingMessage, response: ServerResponse, { type, content }: File): void {
	const accepted = String(headers["accept-encoding"] ?? "");
	const encoding = ["br", "gzip"].find((one) => content.has(one) && new RegExp(`\\b${one}\\b`).test(accepted)) ?? "identity";
	const body = content.get(encoding) ?? Buffer.alloc(0);
	response.writeHead(200, {
		"content-type": type,
		"content-length": body.length,
		"cache-control": "public, max-age=31536000, immutable",
		"x-content-type-options": "nosniff",
		"cross-origin-resource-policy": "same-origin",
		vary: "accept-encoding",
		...(encoding === "identity" ? {} : { "content-encoding": encoding }),
	});
	response.end(method === "HEAD" ? undefined : body);
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string): void {
	response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers, "content-length": Buffer.byteLength(body) });
	response.end(response.req.method === "HEAD" ? undefined : body);
}
