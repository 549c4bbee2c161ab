import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { answerRequest, type Desk, type Incoming } from "./answer-request.ts";
import type { Call } from "./call.ts";
import type { AdeMisbehaviour, Asked } from "./misbehave.ts";
import { type AppleError, appleErrors, type ErrorForm, errorBody } from "./refusal.ts";
import type { ServerState } from "./server-state.ts";

/** A request to Apple, as a test wants to see it. */
export interface AdeRequest {
	/** Epoch milliseconds. */
	readonly at: number;
	readonly method: string;
	readonly path: string;
	/** null: nobody knows whose it is. */
	readonly server: string | null;
	/** null: not answered yet, or never. */
	status: number | null;
	/** `limit` as it was asked. */
	limit?: number;
	/** How many devices it was about, or had in its answer. */
	devices?: number;
}

export interface Responding extends Pick<Call, "script" | "cursors" | "pages" | "newUuid"> {
	readonly desk: Desk;
	readonly serverByConsumerKey: (key: string) => ServerState | undefined;
	readonly record: (request: AdeRequest) => void;
	readonly errorForm: ErrorForm;
	readonly now: () => number;
}

/** What goes out, before it does. */
interface Rendered {
	readonly status: number;
	readonly type: string;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export const jsonType = "application/json;charset=UTF8";
const textType = "text/plain;charset=UTF-8";

/** Answers requests to Apple's service: as it should, or as it was told to misbehave. */
export function createResponder(all: Responding): (incoming: Incoming, response: ServerResponse) => Promise<void> {
	const { script, now } = all;

	function ownerOf({ headers }: Incoming): ServerState | undefined {
		const session = headers["x-adm-auth-session"];
		if (typeof session === "string") return all.desk.sessions.serverOf(session);
		return all.serverByConsumerKey(/oauth_consumer_key="([^"]*)"/.exec(headers.authorization ?? "")?.[1] ?? "");
	}

	return async (incoming, response) => {
		const { method, path } = incoming;
		const owner = ownerOf(incoming);
		const asked: Asked = { method, path, server: owner?.name ?? null };
		const record: AdeRequest = { at: now(), ...asked, status: null };
		all.record(record);
		const clock = now() + (script.take(asked, ["clock"])?.offset ?? 0);
		const begin = ({ status, type, body, headers }: Rendered): void => {
			record.status = status;
			// As Apple's servers tell the time, which is not this computer's.
			response.sendDate = false;
			const always = { Date: new Date(clock).toUTCString(), "Content-Type": type, "Content-Length": Buffer.byteLength(body) };
			response.writeHead(status, { ...always, ...headers });
		};
		const send = (what: Rendered): void => {
			begin(what);
			response.end(what.body);
		};

		const instead = script.take(
			asked,
			["error", "answer", "html", "empty", "drop", "session-ends"],
			(how) => how.kind !== "drop" || how.when === "before",
		);
		if (instead?.kind === "drop") {
			response.destroy();
			return;
		}
		if (instead?.kind === "session-ends") {
			if (owner !== undefined) all.desk.sessions.end(owner);
		} else if (instead !== undefined) {
			return send(misbehaved(instead, all.errorForm));
		}

		const { cursors, pages, newUuid } = all;
		const note = (what: object): void => void Object.assign(record, what);
		const { outcome, session } = answerRequest(
			all.desk,
			incoming,
			{ server: asked.server, now: now(), script, cursors, pages, newUuid, note },
			clock,
		);
		const what: Rendered = {
			...("json" in outcome ? { status: 200, type: jsonType, body: outcome.json } : refusal(outcome.error, all.errorForm)),
			headers: session === null ? {} : { "X-ADM-Auth-Session": session },
		};
		const after = script.take(asked, ["held", "drop", "cut-short"], (how) => how.kind !== "drop" || how.when === "after");
		if (after?.kind === "held") await after.by.pass();
		if (after?.kind === "drop") response.destroy();
		else if (after?.kind === "cut-short") {
			begin(what);
			response.write(what.body.slice(0, Math.floor(what.body.length / 2)), () => response.destroy());
		} else send(what);
	};
}

function refusal(error: AppleError, form: ErrorForm): Rendered {
	return { status: appleErrors[error], type: form === "json" ? jsonType : textType, body: errorBody(error, form) };
}

function misbehaved(how: Extract<AdeMisbehaviour, { kind: "error" | "answer" | "html" | "empty" }>, form: ErrorForm): Rendered {
	switch (how.kind) {
		case "error":
			return { ...refusal(how.error, how.form ?? form), headers: retryAfter(how.retryAfter) };
		case "answer":
			return { status: how.status, type: how.type ?? textType, body: how.body ?? "", headers: retryAfter(how.retryAfter) };
		case "html": {
			const body = "<!DOCTYPE html>\n<html><head><title>Service</title></head><body>Please wait.</body></html>\n";
			return { status: 200, type: "text/html; charset=UTF-8", body };
		}
		case "empty":
			return { status: 200, type: jsonType, body: "" };
	}
}

function retryAfter(value: number | string | undefined): Readonly<Record<string, string>> {
	return value === undefined ? {} : { "Retry-After": String(value) };
}
