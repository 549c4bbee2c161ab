import assert from "node:assert/strict";
import type { Client } from "../api/console-client.ts";
import { eventually } from "../eventually.ts";

/** What a phone of the tour met, as the API tells it. */
export interface Play {
	readonly id: string;
	readonly state: string;
	readonly problem: string | null;
	readonly reference: string | null;
	readonly incident: string | null;
	readonly message: string | null;
	readonly serial: string | null;
	readonly person: { readonly upn: string } | null;
	readonly fix: { readonly what: string; readonly number: number; readonly command: string } | null;
	readonly hand: { readonly text: string; readonly done: boolean } | null;
	readonly screens: readonly {
		readonly app: string;
		readonly mood: string;
		readonly title: string;
		readonly round: number;
		readonly blocks: readonly { readonly kind: string; readonly text: string }[];
	}[];
}

export async function askTour(who: Client, method: string, path: string, body?: unknown): Promise<Play> {
	const answer = await who.send(method, path, body === undefined ? {} : { body });
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.json;
}

/** Until the phone stands still. */
export async function standsStill(who: Client, { id }: Pick<Play, "id">): Promise<Play> {
	let play: Play | null = null;
	await eventually("the phone stands still", async () => {
		play = await askTour(who, "GET", `/tour/plays/${id}`);
		return (play as Play).state !== "running";
	});
	return play ?? assert.fail("no play");
}
