import type { AdeMisbehaviour } from "./misbehave.ts";
import type { AdeStandInServer } from "./server.ts";
import { type AdeStandIn, createAdeStandIn } from "./stand-in.ts";
import type { AssignCall } from "./world.ts";

/**
 * The stand-in as a process of its own, for whoever measures a service and not the stand-in with it: to be forked (`node:child_process`). It says
 * `started` once, and answers each request with what its `do` is; an answer that is an `error` says what was wrong with the request.
 */
export type ServeRequest =
	| {
			readonly do: "add-server";
			readonly name: string;
			/** PEM, for which the token is made. */
			readonly publicKey: string;
			readonly devices: number;
			/** One to four capital letters and digits, another one for each server. */
			readonly seed: string;
	  }
	| { readonly do: "report"; readonly name: string }
	| { readonly do: "misbehave"; readonly how: AdeMisbehaviour }
	| { readonly do: "behave" };

export type ServeAnswer =
	| { readonly did: "started"; readonly url: string; readonly caPem: string }
	/** `token`: the `.p7m`. */
	| { readonly did: "add-server"; readonly name: string; readonly token: string }
	| ServeReport
	| { readonly did: "misbehave" | "behave" }
	| { readonly did: "error"; readonly message: string };

/** What was asked of one server so far. */
export interface ServeReport {
	readonly did: "report";
	readonly name: string;
	readonly requests: number;
	readonly sessionsOpened: number;
	readonly counts: ReturnType<AdeStandInServer["counts"]>;
	readonly assignCalls: number;
	/** Devices that were named in assignments, and how many of them once only. */
	readonly assigned: { readonly named: number; readonly different: number };
	/** Of the stand-in's process, bytes. */
	readonly memory: number;
}

if (process.send !== undefined) {
	const apple = createAdeStandIn({ now: () => Date.now() });
	const say = (answer: ServeAnswer): void => void process.send?.(answer);
	process.on("message", (request: ServeRequest) => {
		try {
			say(answerTo(apple, request));
		} catch (error) {
			say({ did: "error", message: error instanceof Error ? error.message : String(error) });
		}
	});
	// Whoever started it has gone: nobody else knows it.
	process.on("disconnect", () => process.exit(0));
	const { url, caPem } = await apple.started();
	say({ did: "started", url, caPem });
}

function answerTo(apple: AdeStandIn, request: ServeRequest): ServeAnswer {
	switch (request.do) {
		case "add-server": {
			const { name, publicKey, devices, seed } = request;
			const server = apple.addServer({ name });
			server.uploadPublicKey(publicKey);
			server.addDevices({ count: devices, seed });
			return { did: "add-server", name, token: server.downloadToken() };
		}
		case "report":
			return report(apple, request.name);
		case "misbehave":
			apple.misbehave(request.how);
			return { did: "misbehave" };
		case "behave":
			apple.behave();
			return { did: "behave" };
	}
}

function report(apple: AdeStandIn, name: string): ServeReport {
	const server = apple.server(name);
	if (server === undefined) throw new RangeError(`there is no server ${name}`);
	const calls: AssignCall[] = apple.assignCalls.filter((call) => call.server === name);
	return {
		did: "report",
		name,
		requests: apple.requests.filter((request) => request.server === name).length,
		sessionsOpened: server.sessionsOpened,
		counts: server.counts(),
		assignCalls: calls.length,
		assigned: {
			named: calls.reduce((sum, { serials }) => sum + serials.length, 0),
			different: new Set(calls.flatMap(({ serials }) => serials)).size,
		},
		memory: process.memoryUsage().rss,
	};
}
