import { Buffer } from "node:buffer";
import { type DecodedPacket, decode, encode, RECURSION_DESIRED } from "dns-packet";
import { plainHost } from "./host-name.ts";

/** What one name server says of one name. `none`: it has no CNAME there, whether the name exists or not. */
export type CnameAnswer =
	| { readonly kind: "cnames"; readonly records: readonly { readonly target: string; readonly ttl: number }[] }
	| { readonly kind: "none" }
	/** The server answered, but not the question: SERVFAIL, REFUSED and their like. */
	| { readonly kind: "failed"; readonly rcode: string };

/** `not-ours`: answers something else, or nothing that can be read; whoever sent it, the real answer may still come. */
export type ReadAnswer = CnameAnswer | { readonly kind: "truncated" } | { readonly kind: "not-ours" };

/** An answer that holds a CNAME is far smaller. What is larger is not read: decoding costs whoever looks, not whoever sends. */
export const longestAnswer = 16_384;
const mostRecords = 16;

/** @param id 16 random bits: with the source port what tells an answer from one that a stranger sends (RFC 5452 9) */
export function buildQuestion(id: number, name: string): Buffer {
	return encode({
		type: "query",
		id,
		flags: RECURSION_DESIRED,
		questions: [{ type: "CNAME", class: "IN", name: plainHost(name) }],
		// 1232 bytes pass everywhere unbroken (DNS flag day 2020).
		additionals: [
			{ type: "OPT", name: ".", udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] },
		],
	});
}

/** Never throws, whatever the bytes are. */
export function readAnswer(bytes: Uint8Array, asked: { readonly id: number; readonly name: string }): ReadAnswer {
	const packet = decoded(bytes);
	if (packet === null || !isAnswerTo(packet, asked)) return { kind: "not-ours" };
	if (packet.flag_tc) return { kind: "truncated" };
	const rcode = "rcode" in packet && typeof packet.rcode === "string" ? packet.rcode : "unknown";
	if (rcode === "NXDOMAIN") return { kind: "none" };
	if (rcode !== "NOERROR") return { kind: "failed", rcode };
	const name = plainHost(asked.name);
	const records = (packet.answers ?? []).flatMap((answer) =>
		answer.type === "CNAME" && answer.class === "IN" && plainHost(answer.name) === name
			? [{ target: plainHost(answer.data), ttl: answer.ttl ?? 0 }]
			: [],
	);
	return records.length === 0 ? { kind: "none" } : { kind: "cnames", records: records.slice(0, mostRecords) };
}

function decoded(bytes: Uint8Array): DecodedPacket | null {
	if (bytes.byteLength > longestAnswer) return null;
	try {
		return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
	} catch {
		// dns-packet throws for everything that it cannot read.
		return null;
	}
}

function isAnswerTo(packet: DecodedPacket, { id, name }: { readonly id: number; readonly name: string }): boolean {
	const [question, ...more] = packet.questions ?? [];
	return (
		packet.flag_qr &&
		packet.id === id &&
		question !== undefined &&
		more.length === 0 &&
		question.type === "CNAME" &&
		question.class === "IN" &&
		plainHost(question.name) === plainHost(name)
	);
}
