import { createServer, type ServerResponse } from "node:http";
import { demoTexts } from "../texts/demo-texts.ts";
import { fill, type Language } from "../texts/texts.ts";
import type { DemoApple } from "./demo-apple.ts";

export interface ApplePage {
	readonly url: string;
	stop(): Promise<void>;
}

const acceptPath = "/terms";

/** What stands in for the web page where an organization's administrators accept Apple's terms. Says on each line that it is not Apple's. */
export async function serveApplePage(apple: DemoApple, language: Language, port: number): Promise<ApplePage> {
	const texts = demoTexts(language).apple;
	const page = (): string => {
		const waiting = apple.termsWaiting();
		const names = waiting.join(", ");
		const body =
			waiting.length === 0
				? `<p>${texts.nothing}</p>`
				: `<p>${fill(texts.waiting, { names }, language)}</p><form method="post" action="${acceptPath}"><button>${texts.accept}</button></form>`;
		return `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${texts.title}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.2rem}</style></head>
<body><h1>${texts.title}</h1><p><small>${texts.standIn}</small></p>${body}</body></html>
`;
	};
	const send = (response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string) => {
		response.writeHead(status, { "Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8", ...headers });
		response.end(body);
	};
	const server = createServer((request, response) => {
		request.resume();
		if (request.method === "POST" && request.url === acceptPath) {
			apple.acceptTerms();
			send(response, 303, { Location: "/" }, "");
		} else if (request.url === "/") send(response, 200, {}, page());
		else send(response, 404, {}, "");
	});
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", resolve);
	});
	return {
		url: `http://localhost:${port}/`,
		stop() {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
