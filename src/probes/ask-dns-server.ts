import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import type { Randomness } from "../evidence/clock.ts";
import { buildQuestion, type CnameAnswer, type ReadAnswer, readAnswer } from "./dns-message.ts";
import type { DnsServer } from "./dns-server.ts";

/** `silent`: nothing came that answers the question. */
export type ServerAnswer = CnameAnswer | { readonly kind: "silent" };

export interface AskOptions {
	readonly randomness: Randomness;
	/** The whole look's deadline. */
	readonly signal: AbortSignal;
	/** Of one try, milliseconds. */
	readonly patienceMs: number;
	readonly tries: number;
}

/** Whoever floods us with answers that do not fit is a server that says nothing. */
const mostStrayAnswers = 64;

/** Asks one server for the CNAME of one name: over UDP, again where nothing came, over TCP where the answer was cut (RFC 7766 5). Never throws. */
export async function askDnsServer(server: DnsServer, name: string, options: AskOptions): Promise<ServerAnswer> {
	const { randomness, signal, patienceMs, tries } = options;
	let last: ServerAnswer = { kind: "silent" };
	for (let tried = 0; tried < tries && !signal.aborted; tried++) {
		const id = randomness.bytes(2).readUInt16BE();
		const read = (bytes: Uint8Array) => readAnswer(bytes, { id, name });
		const deadline = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
		const question = buildQuestion(id, name);
		const answer = await overUdp(server, question, read, deadline);
		const whole = answer.kind === "truncated" ? await overTcp(server, question, read, deadline) : answer;
		last = whole.kind === "truncated" || whole.kind === "not-ours" ? { kind: "silent" } : whole;
		// A server that could not find out may know it a moment later.
		if (last.kind === "cnames" || last.kind === "none") return last;
	}
	return last;
}

type Exchanged = ReadAnswer | { readonly kind: "silent" };

/** A socket of its own for each question: a random source port, and connected, so that the kernel drops what comes from elsewhere. */
function overUdp(server: DnsServer, question: Buffer, read: (bytes: Uint8Array) => ReadAnswer, signal: AbortSignal): Promise<Exchanged> {
	return new Promise((resolve) => {
		const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
		let strays = 0;
		let ended = false;
		const end = (answer: Exchanged) => {
			if (ended) return;
			ended = true;
			signal.removeEventListener("abort", giveUp);
			socket.close();
			resolve(answer);
		};
		const giveUp = () => end({ kind: "silent" });
		signal.addEventListener("abort", giveUp, { once: true });
		// An unreachable server says so by ICMP, more than once perhaps.
		socket.on("error", giveUp);
		socket.on("message", (bytes) => {
			const answer = ended ? null : read(bytes);
			if (answer === null) return;
			if (answer.kind !== "not-ours") end(answer);
			else if (++strays === mostStrayAnswers) giveUp();
		});
		socket.once("connect", () => socket.send(question));
		if (signal.aborted) giveUp();
		else socket.connect(server.port, server.address);
	});
}

/** Each message with its length before it, in two bytes. */
function overTcp(server: DnsServer, question: Buffer, read: (bytes: Uint8Array) => ReadAnswer, signal: AbortSignal): Promise<Exchanged> {
	return new Promise((resolve) => {
		const socket = connect({ host: server.address, port: server.port, signal });
		let held: Buffer = Buffer.alloc(0);
		const end = (answer: Exchanged) => {
			socket.destroy();
			resolve(answer);
		};
		socket.on("error", () => end({ kind: "silent" }));
		socket.on("close", () => end({ kind: "silent" }));
		socket.on("connect", () => {
			const length = Buffer.alloc(2);
			length.writeUInt16BE(question.length);
			socket.write(Buffer.concat([length, question]));
		});
		socket.on("data", (part: Buffer) => {
			held = Buffer.concat([held, part]);
			const length = held.length < 2 ? null : held.readUInt16BE();
			if (length !== null && held.length >= length + 2) end(read(held.subarray(2, length + 2)));
		});
	});
}
