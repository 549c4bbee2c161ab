import { randomBytes } from "node:crypto";
import { Agent, request } from "node:https";
import { join } from "node:path";
import Database from "better-sqlite3";
import { authorizationHeader } from "../src/protocol/ade/oauth.ts";
import type { ServerToken } from "../src/protocol/ade/server-token.ts";

interface Page {
	readonly devices: readonly { readonly serial_number: string; readonly model?: string; readonly profile_status?: string }[];
	readonly cursor: string;
	readonly more_to_follow: boolean;
}

/** What it is compared with: one page after the other, each parsed and written in a transaction of its own, one row at a time. How many devices. */
export async function plainSync(
	folder: string,
	apple: { readonly url: string; readonly caPem: string },
	token: ServerToken,
): Promise<number> {
	const agent = new Agent({ keepAlive: true, ca: apple.caPem });
	const headers = { "User-Agent": "plain/1", "X-Server-Protocol-Version": "10", "Content-Type": "application/json;charset=UTF8" };
	const ask = (method: string, path: string, more: Readonly<Record<string, string>>, body: string) =>
		new Promise<string>((resolve, reject) => {
			const sent = request(`${apple.url}${path}`, { method, agent, headers: { ...headers, ...more } }, (answer) => {
				const parts: Buffer[] = [];
				answer.on("data", (part: Buffer) => parts.push(part));
				answer.on("end", () => resolve(Buffer.concat(parts).toString()));
				answer.on("error", reject);
			});
			sent.on("error", reject);
			sent.end(body);
		});
	const signed = { method: "GET", url: `${apple.url}/session`, token, nonce: randomBytes(16).toString("hex"), realm: "ADM" };
	const authorization = authorizationHeader({ ...signed, timestamp: Math.floor(Date.now() / 1000) });
	const session = JSON.parse(await ask("GET", "/session", { Authorization: authorization }, "")).auth_session_token as string;

	const database = new Database(join(folder, "plain.sqlite"));
	database.pragma("journal_mode = WAL");
	database.pragma("synchronous = FULL");
	database.exec(
		"create table devices (serial text primary key, model text, status text, record text) without rowid; create table place (cursor text)",
	);
	const insert = database.prepare("insert or replace into devices values (?, ?, ?, ?)");
	const place = database.prepare("insert into place values (?)");
	const write = database.transaction((page: Page) => {
		for (const device of page.devices) insert.run(device.serial_number, device.model, device.profile_status, JSON.stringify(device));
		place.run(page.cursor);
	});
	let devices = 0;
	for (let cursor: string | undefined, more = true; more; ) {
		const body = JSON.stringify({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
		const page: Page = JSON.parse(await ask("POST", "/server/devices", { "X-ADM-Auth-Session": session }, body));
		write(page);
		devices += page.devices.length;
		cursor = page.cursor;
		more = page.more_to_follow;
	}
	database.close();
	agent.destroy();
	return devices;
}
