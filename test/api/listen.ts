import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { Client, Place } from "./console-client.ts";

interface Heard {
	readonly id: number;
	readonly event: string;
	// biome-ignore lint/suspicious/noExplicitAny: what the service says; the tests say what it should be.
	readonly data: any;
}

export interface Listening {
	readonly heard: Heard[];
	readonly ended: () => boolean;
	readonly response: IncomingMessage;
	close(): void;
}

/** As a browser's EventSource listens. */
export function listen(house: Place, browser: Client, { path = "/events", last = "" } = {}): Promise<Listening> {
	return new Promise((resolve, reject) => {
		const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const headers = { cookie, "sec-fetch-site": "same-origin", ...(last === "" ? {} : { "last-event-id": last }) };
		const asked = request(`${house.url}/api/v1${path}`, { ca: house.root, headers, agent: false }, (response) => {
			const heard: Heard[] = [];
			let ended = false;
			let text = "";
			response.setEncoding("utf8").on("data", (piece: string) => {
				text += piece;
				const parts = text.split("\n\n");
				text = parts.pop() ?? "";
				for (const part of parts) {
					const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(part) ?? [];
					if (event !== undefined) heard.push({ id: Number(id), event, data: JSON.parse(data ?? "") });
				}
			});
			const over = () => {
				ended = true;
			};
			response.on("end", over).on("close", over).on("error", over);
			resolve({ heard, ended: () => ended, response, close: () => asked.destroy() });
		});
		asked.on("error", reject).end();
	});
}

/** The steps that it heard, in the order in which they came. */
export const stepsOf = ({ heard }: Listening) => heard.flatMap(({ data }) => data.steps ?? []);
