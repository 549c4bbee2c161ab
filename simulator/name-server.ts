import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED, TRUNCATED_RESPONSE } from "dns-packet";

/** What stands under a name, or how the server behaves when it is asked for it. */
export type NameEntry =
	| { readonly kind: "cname"; readonly target: string; readonly ttl?: number }
	| { readonly kind: "several"; readonly targets: readonly string[] }
	/** The name exists, without a CNAME. */
	| { readonly kind: "no-data" }
	| { readonly kind: "failing"; readonly rcode: "SERVFAIL" | "REFUSED" | "FORMERR" }
	| { readonly kind: "silent" }
	/** Over UDP only that there is more; over TCP what there is. */
	| { readonly kind: "truncated"; readonly target: string }
	/** Answers that fit no question, and never one that does. */
	| { readonly kind: "wrong-id" | "wrong-question" | "garbage" | "question-back"; readonly target: string }
	/** As a stranger between who is faster than the server: wrong answers, then the right one. */
	| { readonly kind: "lie-first"; readonly lie: string; readonly target: string }
	| { readonly kind: "flood"; readonly target: string };

export interface NameServer {
	/** `127.0.0.1:53530`, as the setting takes it. */
	readonly address: string;
	/** Every question, in its order. */
	readonly asked: readonly { readonly name: string; readonly type: string; readonly over: "udp" | "tcp"; readonly id: number }[];
	/** A name that is never set does not exist (NXDOMAIN). null: takes it away. */
	set(name: string, entry: NameEntry | null): void;
	stop(): Promise<void>;
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, "");

/** A name server for CNAMEs, over UDP and TCP on one port of 127.0.0.1. */
export async function startNameServer(): Promise<NameServer> {
	const entries = new Map<string, NameEntry>();
	const asked: { name: string; type: string; over: "udp" | "tcp"; id: number }[] = [];
	const sockets = new Set<Socket>();
	const udp = createSocket("udp4");
	const tcp = createServer((socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
		socket.on("error", () => socket.destroy());
		let held: Buffer = Buffer.alloc(0);
		socket.on("data", (part: Buffer) => {
			held = Buffer.concat([held, part]);
			if (held.length < 2 || held.length < held.readUInt16BE() + 2) return;
			for (const answer of answersTo(held.subarray(2, held.readUInt16BE() + 2), "tcp")) {
				const length = Buffer.alloc(2);
				length.writeUInt16BE(answer.length);
				socket.write(Buffer.concat([length, answer]));
			}
		});
	});

	function answersTo(bytes: Buffer, over: "udp" | "tcp"): readonly Buffer[] {
		const { id = 0, questions } = decode(bytes);
		const [question] = questions ?? [];
		if (question === undefined) return [];
		const { name, type } = question;
		asked.push({ name, type, over, id });
		const flags = AUTHORITATIVE_ANSWER | RECURSION_DESIRED | RECURSION_AVAILABLE;
		const cname = (target: string, ttl = 3600): Answer => ({ type: "CNAME", class: "IN", name, ttl, data: target });
		const say = (answers: readonly Answer[], change: { id?: number; rcode?: number; flags?: number; name?: string } = {}) =>
			encode({
				type: "response",
				id: change.id ?? id,
				flags: (change.flags ?? flags) | (change.rcode ?? 0),
				questions: [{ ...question, name: change.name ?? name }],
				answers: [...answers],
			});
		const entry = entries.get(plain(name));
		if (entry === undefined) return [say([], { rcode: 3 })];
		switch (entry.kind) {
			case "cname":
				return [say([cname(entry.target, entry.ttl)])];
			case "several":
				return [say(entry.targets.map((target) => cname(target)))];
			case "no-data":
				return [say([])];
			case "failing":
				return [say([], { rcode: { FORMERR: 1, SERVFAIL: 2, REFUSED: 5 }[entry.rcode] })];
			case "silent":
				return [];
			case "truncated":
				return over === "tcp" ? [say([cname(entry.target)])] : [say([], { flags: flags | TRUNCATED_RESPONSE })];
			case "wrong-id":
				return [say([cname(entry.target)], { id: (id + 1) % 65_536 })];
			case "wrong-question":
				return [say([cname(entry.target)], { name: "somewhere.else.example" })];
			case "question-back":
				return [bytes];
			case "garbage":
				return [Buffer.from("this is no message of name service"), Buffer.alloc(3), Buffer.alloc(0)];
			case "lie-first":
				return [
					say([cname(entry.lie)], { id: (id + 1) % 65_536 }),
					say([cname(entry.lie)], { name: "x.example" }),
					say([cname(entry.target)]),
				];
			case "flood":
				return Array.from({ length: 500 }, (_, index) => say([cname(entry.target)], { id: (id + 1 + index) % 65_536 }));
		}
	}

	udp.on("message", (bytes, from) => {
		for (const answer of answersTo(bytes, "udp")) udp.send(answer, from.port, from.address);
	});
	const port = await samePort(udp, tcp);
	udp.unref();
	tcp.unref();
	return {
		address: `127.0.0.1:${port}`,
		asked,
		set(name, entry) {
			if (entry === null) entries.delete(plain(name));
			else entries.set(plain(name), entry);
		},
		async stop() {
			for (const socket of sockets) socket.destroy();
			await Promise.all([new Promise<void>((resolve) => udp.close(resolve)), new Promise<void>((resolve) => tcp.close(() => resolve()))]);
		},
	};
}

/** UDP gives a free port; that TCP has it too is likely, and tried again where it is not. */
async function samePort(udp: ReturnType<typeof createSocket>, tcp: ReturnType<typeof createServer>): Promise<number> {
	for (let port = 20_000 + Math.floor(Math.random() * 30_000); ; port++) {
		const taken = await new Promise<boolean>((resolve) => {
			tcp.once("error", () => resolve(false));
			tcp.listen(port, "127.0.0.1", () => resolve(true));
		});
		tcp.removeAllListeners("error");
		if (!taken) continue;
		const both = await new Promise<boolean>((resolve) => {
			udp.once("error", () => resolve(false));
			udp.bind(port, "127.0.0.1", () => resolve(true));
		});
		udp.removeAllListeners("error");
		if (both) return port;
		await new Promise<void>((resolve) => tcp.close(() => resolve()));
	}
}
